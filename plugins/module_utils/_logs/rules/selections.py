# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The selections of a rule: which records they choose, in the words of Sigma's own specification.

A selection is a mapping of fields to values, all of which have to fit; a list of mappings, one of which has to; or a
list of words, one of which the message has to hold. Text is compared without regard to case, C(*) and C(?) stand for
any text and any character. See U(https://sigmahq.io/docs/basics/modifiers.html) for the modifiers.
"""

from __future__ import annotations

import ipaddress
import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs.event import FIELDS, KINDS
from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules.rule import (
    Place,
    RuleError,
    Selection,
    Values,
)
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

KIND = "kind"
MESSAGE = "message"
# What the engine knows of a record: of its event, and of its line.
KNOWN_FIELDS = (KIND, *FIELDS, MESSAGE, "thread", "level", "logger")
_WILDCARD = re.compile(r"\\([*?\\])|([*?])|([^*?\\]+|\\)")
_PLACEHOLDER = re.compile(r"%([A-Za-z0-9_]+)%")
_HOW = ("contains", "startswith", "endswith", "re", "cidr", "gt", "gte", "lt", "lte", "exists", "expand")
_MODIFIERS = (*_HOW, "all", "cased", "i")

Test = t.Callable[[str], bool]


class MissingPlaceholderError(RuleError):
    """A rule speaks of a list that is not given, such as C(%staff%). C(name) is that of the list."""

    def __init__(self, name: str, place: Place) -> None:
        super().__init__("The rule needs the list %s." % shown(name), place)
        self.name = name


class Reader:
    """Reads selections. C(placeholders) are the lists that C(|expand) knows by name."""

    def __init__(self, placeholders: t.Mapping[str, t.Sequence[str]]) -> None:
        self._placeholders = placeholders

    def read(self, value: t.Any, place: Place) -> Selection:
        """Return the selection that C(value) describes. Raises RuleError."""
        if isinstance(value, dict) and value:
            return self._mapping(value, place)
        if isinstance(value, list) and value:
            return _any_of([self._one_of_list(part, (*place, number)) for number, part in enumerate(value)])
        raise RuleError("A selection is a mapping of fields to values, or a list of mappings or of words.", place)

    def _one_of_list(self, part: t.Any, place: Place) -> Selection:
        if isinstance(part, dict) and part:
            return self._mapping(part, place)
        if isinstance(part, str) and part:
            return _on_field(MESSAGE, _pattern("*%s*" % part, cased=False))
        raise RuleError("A list in a selection holds mappings, or words of the message.", place)

    def _mapping(self, fields: t.Dict[t.Any, t.Any], place: Place) -> Selection:
        return _all_of([self._field(str(key), value, (*place, str(key))) for key, value in fields.items()])

    def _field(self, key: str, value: t.Any, place: Place) -> Selection:
        name, *modifiers = key.split("|")
        if name not in KNOWN_FIELDS:
            raise RuleError("There is no field %s; the fields are %s." % (shown(name), ", ".join(KNOWN_FIELDS)), place)
        for modifier in modifiers:
            if modifier not in _MODIFIERS:
                raise RuleError(
                    "There is no modifier %s; the modifiers are %s." % (shown(modifier), ", ".join(_MODIFIERS)), place
                )
        how = [modifier for modifier in modifiers if modifier in _HOW]
        if len(how) > 1:
            raise RuleError("The modifiers %s cannot be used together." % " and ".join(how), place)
        if how == ["exists"]:
            return _exists(name, value, place)
        if value is None:
            return lambda values: not values.get(name)
        values = value if isinstance(value, list) else [value]
        if how == ["expand"]:
            values = self._expanded(values, place)
        elif not values:
            raise RuleError("The field has no value to be compared with.", place)
        tests = [_test(name, one, how[0] if how else "", modifiers, place) for one in values]
        if "all" in modifiers:
            return _on_field(name, lambda text: all(test(text) for test in tests))
        return _on_field(name, lambda text: any(test(text) for test in tests))

    def _expanded(self, values: t.Sequence[t.Any], place: Place) -> t.List[str]:
        found: t.List[str] = []
        for value in values:
            match = _PLACEHOLDER.fullmatch(value) if isinstance(value, str) else None
            if match is None:
                raise RuleError("A value of the modifier expand is a list by name, between percent signs.", place)
            if match.group(1) not in self._placeholders:
                raise MissingPlaceholderError(match.group(1), place)
            # What stands in a list is a name, and may hold what would be a wildcard elsewhere.
            found += [re.sub(r"([\\*?])", r"\\\1", name) for name in self._placeholders[match.group(1)]]
        return found


def _test(name: str, value: t.Any, how: str, modifiers: t.Sequence[str], place: Place) -> Test:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise RuleError("A value is a text or a number.", place)
    text = str(value)
    if name == KIND and not how and text not in KINDS:
        raise RuleError("There is no kind of event %s; the kinds are %s." % (shown(text), ", ".join(KINDS)), place)
    if how == "re":
        return _expression(text, re.IGNORECASE if "i" in modifiers else 0, place)
    if how == "cidr":
        return _network(text, place)
    if how in ("gt", "gte", "lt", "lte"):
        return _comparison(how, value, place)
    before = "*" if how in ("contains", "endswith") else ""
    after = "*" if how in ("contains", "startswith") else ""
    return _pattern("%s%s%s" % (before, text, after), cased="cased" in modifiers)


def _pattern(text: str, cased: bool) -> Test:
    """Compare with a text in which C(*) and C(?) stand for any text and any character, unless after a backslash."""
    parts = []
    for escaped, wildcard, plain in _WILDCARD.findall(text):
        parts.append({"*": ".*", "?": "."}[wildcard] if wildcard else re.escape(escaped or plain))
    pattern = re.compile("".join(parts), re.DOTALL if cased else re.DOTALL | re.IGNORECASE)
    return lambda value: pattern.fullmatch(value) is not None


def _expression(text: str, flags: int, place: Place) -> Test:
    try:
        pattern = re.compile(text, flags)
    except (re.error, OverflowError, RecursionError) as error:
        raise RuleError("The regular expression %s cannot be read: %s." % (shown(text), error), place) from error
    return lambda value: pattern.search(value) is not None


def _network(text: str, place: Place) -> Test:
    try:
        network = ipaddress.ip_network(text)
    except ValueError as error:
        raise RuleError("%s is no network, such as 192.0.2.0/24." % shown(text), place) from error

    def within(value: str) -> bool:
        try:
            address = ipaddress.ip_address(value)
        except ValueError:
            return False
        return address.version == network.version and address in network

    return within


def _comparison(how: str, value: t.Any, place: Place) -> Test:
    if isinstance(value, str):
        raise RuleError("The modifier %s compares with a number." % how, place)
    limit = float(value)

    def compared(text: str) -> bool:
        try:
            number = float(text)
        except ValueError:
            return False
        return {"gt": number > limit, "gte": number >= limit, "lt": number < limit, "lte": number <= limit}[how]

    return compared


def _exists(name: str, value: t.Any, place: Place) -> Selection:
    if not isinstance(value, bool):
        raise RuleError("The value of the modifier exists is true or false.", place)
    return lambda values: bool(values.get(name)) is value


def _on_field(name: str, test: Test) -> Selection:
    def passes(values: Values) -> bool:
        text = values.get(name)
        return text is not None and test(text)

    return passes


def _any_of(selections: t.Sequence[Selection]) -> Selection:
    return lambda values: any(selection(values) for selection in selections)


def _all_of(selections: t.Sequence[Selection]) -> Selection:
    return lambda values: all(selection(values) for selection in selections)
