# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The condition of a rule: which of its selections make a hit.

EXPRESSION                                    one record; with or, and, not and parentheses, as in Sigma
EXPRESSION | count() by FIELD >= 5            so many records within the timeframe; without "by" over all of them
EXPRESSION | count(FIELD) by FIELD >= 5       so many different values
SELECTION then SELECTION [then ...] by FIELD  in this order within the timeframe
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules.rule import (
    Condition,
    Count,
    Place,
    RuleError,
    Selection,
    Step,
)
from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules.selections import KNOWN_FIELDS
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

_TOKEN = re.compile(r"\s*(>=|>|[()|]|[A-Za-z0-9_*]+)")
_WORDS = ("and", "or", "not", "then", "by", "of", "count")
_DEEPEST = 50
_LONGEST = 2_000


def parse_condition(text: str, selections: t.Mapping[str, Selection], place: Place) -> Condition:
    """Return the condition that C(text) describes with these selections. Raises RuleError."""
    return _Parser(text, selections, place).condition()


class _Parser:
    def __init__(self, text: str, selections: t.Mapping[str, Selection], place: Place) -> None:
        self._selections = selections
        self._place = place
        if len(text) > _LONGEST:
            raise self._error("is longer than %d characters" % _LONGEST)
        self._tokens: t.List[str] = []
        end = 0
        while text[end:].strip():
            match = _TOKEN.match(text, end)
            if match is None:
                raise self._error("holds %s, which has no meaning there" % shown(text[end:].strip()[:20]))
            self._tokens.append(match.group(1))
            end = match.end()

    def condition(self) -> Condition:
        steps = [self._step()]
        while self._take("then"):
            steps.append(self._step())
        count, by = None, None
        if self._take("|"):
            count, by = self._count()
        elif self._take("by"):
            by = self._field()
        if self._tokens:
            raise self._error("goes on with %s after its end" % shown(self._tokens[0]))
        if count is not None and len(steps) > 1:
            raise self._error("counts what follows one on the other")
        if by is not None and count is None and len(steps) == 1:
            raise self._error("has a 'by', and nothing to count or to wait for")
        if len(steps) > 1 and by is None:
            raise self._error("needs 'by FIELD' at its end: whose records follow each other")
        return Condition(tuple(steps), by, count)

    def _step(self) -> Step:
        before = list(self._tokens)
        passes = self._either(0)
        return Step(" ".join(before[: len(before) - len(self._tokens)]), passes)

    def _either(self, depth: int) -> Selection:
        parts = [self._both(depth)]
        while self._take("or"):
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else lambda values: any(part(values) for part in parts)

    def _both(self, depth: int) -> Selection:
        parts = [self._one(depth)]
        while self._take("and"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else lambda values: all(part(values) for part in parts)

    def _one(self, depth: int) -> Selection:
        if depth > _DEEPEST:
            raise self._error("is nested too deeply")
        if self._take("not"):
            inner = self._one(depth + 1)
            return lambda values: not inner(values)
        if self._take("("):
            inner = self._either(depth + 1)
            self._expect(")")
            return inner
        name = self._word("a selection")
        if name in ("1", "all") and self._take("of"):
            found = self._of(self._word("the selections"))
            return (lambda values: any(one(values) for one in found)) if name == "1" else _all(found)
        if name not in self._selections:
            raise self._error("speaks of %s, which is no selection of the rule" % shown(name))
        return self._selections[name]

    def _of(self, name: str) -> t.List[Selection]:
        pattern = re.compile(".*".join(re.escape(part) for part in ("*" if name == "them" else name).split("*")))
        found = [selection for key, selection in self._selections.items() if pattern.fullmatch(key)]
        if not found:
            raise self._error("speaks of %s, and the rule has no such selection" % shown(name))
        return found

    def _count(self) -> t.Tuple[Count, t.Optional[str]]:
        self._expect("count")
        self._expect("(")
        field = None
        if not self._take(")"):
            field = self._field()
            self._expect(")")
        by = self._field() if self._take("by") else None
        over = self._take(">")
        if not over:
            self._expect(">=")
        number = self._word("a number")
        if not re.fullmatch("[0-9]{1,6}", number):
            raise self._error("counts to %s, which is no number of at most six digits" % shown(number))
        least = int(number) + over
        if least < 2:
            raise self._error("counts to less than two, which every record does")
        return Count(field, least), by

    def _field(self) -> str:
        name = self._word("a field")
        if name not in KNOWN_FIELDS:
            raise self._error("speaks of the field %s; the fields are %s" % (shown(name), ", ".join(KNOWN_FIELDS)))
        return name

    def _take(self, token: str) -> bool:
        if self._tokens and self._tokens[0] == token:
            self._tokens.pop(0)
            return True
        return False

    def _expect(self, token: str) -> None:
        if not self._take(token):
            raise self._error("needs %s before %s" % (token, self._next()))

    def _word(self, what: str) -> str:
        if not self._tokens or self._tokens[0] in _WORDS or not re.fullmatch(r"[\w*]+", self._tokens[0]):
            raise self._error("needs %s before %s" % (what, self._next()))
        return self._tokens.pop(0)

    def _next(self) -> str:
        return shown(self._tokens[0]) if self._tokens else "its end"

    def _error(self, text: str) -> RuleError:
        return RuleError("The condition %s." % text, self._place)


def _all(selections: t.Sequence[Selection]) -> Selection:
    return lambda values: all(selection(values) for selection in selections)
