# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Rules, from the data that a rules file holds."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._durations import parse_duration
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules.conditions import parse_condition
from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules.rule import LEVELS, Place, Rule, RuleError
from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules.selections import (
    MissingPlaceholderError,
    Reader,
)
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

_NEEDED = ("id", "title", "level", "detection", "falsepositives")
# What Sigma has beside these and what changes nothing here is let through, so that a rule can say whose it is.
_ALLOWED = (
    *_NEEDED,
    "description",
    "status",
    "author",
    "date",
    "modified",
    "references",
    "tags",
    "logsource",
    "license",
)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_LONGEST_TIMEFRAME = 31 * 86_400
_MOST_RULES = 500


class Rules(t.NamedTuple):
    """Rules to look by, and those that cannot be, with the list each of them lacks, by their C(id)."""

    rules: t.Tuple[Rule, ...]
    lacking: t.Dict[str, str]


def read_rules(found: t.Any, placeholders: t.Mapping[str, t.Sequence[str]], place: Place = ()) -> Rules:
    """Read a list of rules. Raises RuleError for the first that is wrong, with its place."""
    if not isinstance(found, list):
        raise RuleError("Rules are a list of mappings.", place)
    if len(found) > _MOST_RULES:
        raise RuleError("There are more than %d rules." % _MOST_RULES, place)
    reader = Reader(placeholders)
    rules: t.Dict[str, Rule] = {}
    lacking: t.Dict[str, str] = {}
    for number, one in enumerate(found):
        here = (*place, number)
        try:
            rule = _read_rule(one, reader, here)
        except MissingPlaceholderError as error:
            lacking[one["id"]] = error.name
            continue
        if rule.id in rules or rule.id in lacking:
            raise RuleError("There are two rules with the id %s." % shown(rule.id), (*here, "id"))
        rules[rule.id] = rule
    return Rules(tuple(rules.values()), lacking)


def _read_rule(found: t.Any, reader: Reader, place: Place) -> Rule:
    if not isinstance(found, dict):
        raise RuleError("A rule is a mapping.", place)
    for key in _NEEDED:
        if key not in found:
            raise RuleError("The rule has no %s." % key, place)
    for key in found:
        if key not in _ALLOWED:
            raise RuleError("A rule has no key %s." % shown(str(key)), (*place, key))
    rule_id = _text(found, "id", place)
    if not _ID.fullmatch(rule_id):
        raise RuleError("The id is not 1 to 64 letters, digits and characters of '_.-'.", (*place, "id"))
    level = _text(found, "level", place)
    if level not in LEVELS:
        raise RuleError("The level %s is none of %s." % (shown(level), ", ".join(LEVELS)), (*place, "level"))
    falsepositives = found["falsepositives"]
    if not (
        isinstance(falsepositives, list) and falsepositives and all(isinstance(one, str) for one in falsepositives)
    ):
        raise RuleError(
            "The falsepositives are a list of texts: what else may look like this.", (*place, "falsepositives")
        )
    detection = found["detection"]
    if not isinstance(detection, dict):
        raise RuleError("The detection is a mapping: selections, condition, timeframe.", (*place, "detection"))
    selections = {
        str(name): reader.read(value, (*place, "detection", name))
        for name, value in detection.items()
        if name not in ("condition", "timeframe")
    }
    if "condition" not in detection:
        raise RuleError("The detection has no condition.", (*place, "detection"))
    where = (*place, "detection", "condition")
    condition = parse_condition(_text(detection, "condition", (*place, "detection")), selections, where)
    return Rule(
        rule_id,
        _text(found, "title", place),
        _text(found, "description", place) if "description" in found else "",
        level,
        tuple(falsepositives),
        condition,
        _timeframe(detection, len(condition.steps) > 1 or condition.count is not None, (*place, "detection")),
    )


def _text(found: t.Mapping[str, t.Any], key: str, place: Place) -> str:
    value = found[key]
    if not isinstance(value, str) or not value.strip():
        raise RuleError("The %s is no text." % key, (*place, key))
    return value


def _timeframe(detection: t.Mapping[str, t.Any], needed: bool, place: Place) -> t.Optional[int]:
    if not needed:
        if "timeframe" in detection:
            raise RuleError("The timeframe has no use: a hit of this rule is one record.", (*place, "timeframe"))
        return None
    if "timeframe" not in detection:
        raise RuleError("The detection has no timeframe, such as 30s.", place)
    try:
        seconds = parse_duration(_text(detection, "timeframe", place))
    except RuleError:
        raise
    except InvalidValueError as error:
        raise RuleError(error.message, (*place, "timeframe")) from error
    if seconds > _LONGEST_TIMEFRAME:
        raise RuleError("The timeframe is longer than 31 days.", (*place, "timeframe"))
    return seconds
