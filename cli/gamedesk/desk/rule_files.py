# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files with rules for suspicious activity, read with the line on which each part stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml
from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules.reading import read_rules
from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules.rule import RuleError

from gamedesk import disks
from gamedesk.errors import UsageError
from gamedesk.i18n import _

_LARGEST = 1_000_000
_PLAIN = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:str", "tag:yaml.org,2002:int")
_TAGS = (*_PLAIN, "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null")


class _Loader(yaml.SafeLoader):
    """YAML without dates: a rule's C(date) is text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in _TAGS]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(files: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rules of these files: each a list of rules, or one rule a YAML document.

    Raises UsageError that names the file and the line of the first mistake.
    """
    rules: list[dict[str, Any]] = []
    for file in files:
        rules += _read_file(file)
    try:
        read_rules(rules, {})
    except RuleError as error:  # each file is right by itself
        raise UsageError(error.message) from error
    return rules


def _read_file(file: str) -> list[dict[str, Any]]:
    try:
        with open(file, encoding="utf-8") as stream:
            text = stream.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        why = disks.reason(error) if isinstance(error, OSError) else _("it is not text")
        raise UsageError(_("{file} cannot be read: {why}.").format(file=file, why=why)) from error
    if len(text) > _LARGEST:
        raise UsageError(_("{file} is too long for a file of rules.").format(file=file))
    nodes = _nodes(file, text)
    try:
        loader = _Loader("")
        rules = [loader.construct_document(node) for node in nodes]
        read_rules(rules, {})
    except RuleError as error:
        raise _error(file, _line(nodes, error.place), error.message) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UsageError(_("{file} holds a value that cannot be read.").format(file=file)) from error
    return rules


def _nodes(file: str, text: str) -> list[yaml.Node]:
    """Return the nodes of the rules. Raises UsageError."""
    try:
        documents = [node for node in yaml.compose_all(text, Loader=_Loader) if node is not None]
        for document in documents:
            _check(file, document, set())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise _error(file, mark.line + 1 if mark else 1, _("This is not valid YAML.")) from error
    except (ValueError, RecursionError) as error:
        raise UsageError(_("{file} is nested too deeply, or holds what YAML may not.").format(file=file)) from error
    nodes: list[yaml.Node] = []
    for document in documents:
        nodes += document.value if isinstance(document, yaml.SequenceNode) else [document]
    return nodes


def _check(file: str, node: yaml.Node, above: set[int]) -> None:
    """Refuse what a rule does not need: tags, one part in two places, a key twice."""
    line = node.start_mark.line + 1
    if node.tag not in _TAGS:
        raise _error(file, line, _("A rule has no tags and no merge keys."))
    if id(node) in above:
        raise _error(file, line, _("A rule has no anchors and aliases."))
    above.add(id(node))
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in keys:
                raise _error(file, key.start_mark.line + 1, _("A key is a text, and stands there once."))
            keys.add(key.value)
            _check(file, value, above)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _check(file, item, above)


def _line(nodes: Sequence[yaml.Node], place: Sequence[str | int]) -> int:
    """Return the line of what C(place) leads to, as far as it leads."""
    if not place or not isinstance(place[0], int):
        return 1
    node = nodes[place[0]]
    line = node.start_mark.line + 1
    for part in place[1:]:
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == str(part)]
            if not found:
                break
            line, node = found[0][0].start_mark.line + 1, found[0][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line


def _error(file: str, line: int, message: str) -> UsageError:
    return UsageError(_("{file}, line {line}: {message}").format(file=file, line=line, message=message))
