# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The small part of YAML that a ticket header may use: block mappings of plain data, every key once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from gamedesk.i18n import _

_MAX_DEPTH = 16
# The C parser is ten times as fast, which is felt when an index is built from 100,000 headers.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class StrictYamlError(Exception):
    """The text is not YAML, or not the part of it that a header may use. `line` is 1-based, `problem` a sentence."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.problem = problem


@dataclass
class _Collection:
    """A mapping or sequence that is open while the events go by."""

    is_mapping: bool
    keys: set[str] = field(default_factory=set)
    at_key: bool = True


def load(text: str) -> tuple[dict[str, Any], dict[str, int]]:
    """Return the mapping that `text` holds, and the 1-based line of each of its own keys.

    Raises StrictYamlError for anything but one block mapping, and for duplicate or non-text keys, anchors, aliases,
    tags, merge keys and document markers.
    """
    try:
        lines = _check(text)
        # A safe loader, given by name so that the C one is used where it is there.
        value = yaml.load(text, Loader=_LOADER)  # noqa: S506
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error)
        raise StrictYamlError(
            mark.line + 1 if mark else 1, _("This is not valid YAML: {reason}.").format(reason=reason)
        ) from error
    except ValueError as error:  # a date such as 2026-02-31, or an integer of more digits than Python converts
        raise StrictYamlError(
            1, _("The header holds a value that cannot be read: {reason}.").format(reason=error)
        ) from error
    return value, lines


def _check(text: str) -> dict[str, int]:
    stack: list[_Collection] = []
    lines: dict[str, int] = {}
    events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent | yaml.DocumentEndEvent):
            if event.explicit:
                raise StrictYamlError(line, _("A ticket is one YAML document without document markers."))
            continue
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise StrictYamlError(line, _("Anchors and aliases are not allowed in a ticket."))
        if isinstance(event, yaml.NodeEvent):
            _check_node(event, stack, lines)
        if isinstance(event, yaml.CollectionStartEvent):
            stack.append(_Collection(is_mapping=isinstance(event, yaml.MappingStartEvent)))
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
    return lines


def _check_node(event: Any, stack: list[_Collection], lines: dict[str, int]) -> None:
    mark = event.start_mark
    line = mark.line + 1
    if event.tag:
        raise StrictYamlError(line, _("Tags are not allowed in a ticket."))
    if len(stack) >= _MAX_DEPTH:
        raise StrictYamlError(line, _("The header is nested too deeply."))
    if not stack:
        if not isinstance(event, yaml.MappingStartEvent) or event.flow_style or mark.column:
            raise StrictYamlError(line, _("A ticket begins with lines such as `schema: 1`, at the start of the line."))
        return
    parent = stack[-1]
    if parent.is_mapping and parent.at_key:
        _check_key(event, parent, line)
        if len(stack) == 1:
            lines[event.value] = line
    parent.at_key = not parent.at_key


def _check_key(event: Any, parent: _Collection, line: int) -> None:
    if not isinstance(event, yaml.ScalarEvent) or not _is_word(event.value):
        raise StrictYamlError(line, _("A key in the header is one word."))
    if event.value in parent.keys:
        raise StrictYamlError(line, _("The key {key} is there twice.").format(key=repr(event.value)[:60]))
    parent.keys.add(event.value)


def _is_word(key: str) -> bool:
    # YAML 1.1 reads these as a truth value or as nothing, not as text.
    return key.isidentifier() and key.lower() not in {"yes", "no", "on", "off", "true", "false", "null"}
