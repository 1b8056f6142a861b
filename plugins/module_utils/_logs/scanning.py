# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Where in a block of a log the lines are that can hold what is looked for, found by bytes.

No line that cannot is decoded, or even told from its neighbours. A finder may find more lines than those that count,
and none fewer.
"""

from __future__ import annotations

import heapq
import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs.criteria import Criteria
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.reading import MARKERS
from ansible_collections.gamedesk.support.plugins.module_utils._logs.regexes import Expression

# Within text, a terminal's sequences may lie between the letters of what is looked for.
_ESCAPE = rb"\x1b"
# What Python takes for equal to an ASCII letter where case does not count.
_FOLDED = tuple(re.escape(char.encode()) for char in "\u017f\u212a\u0130\u0131")

Finder = t.Callable[[t.Union[bytes, bytearray]], t.Iterator[int]]


def finder(criteria: Criteria) -> Finder:
    """Return what finds the lines of a block that can belong to a record of these criteria.

    It yields where each of them begins in the block, in their order and each once.
    """
    if criteria.expression is not None and criteria.text is None and not (criteria.names or criteria.uuid):
        return _by_expression(criteria.expression)
    if criteria.names or criteria.uuid:
        patterns = [re.escape(name.encode()) + rb"(?![A-Za-z0-9_])" for name in criteria.names]
        return _by_patterns([*patterns, *(criteria.uuid.patterns if criteria.uuid else ()), _ESCAPE])
    if criteria.text is not None:
        return _by_patterns([re.escape(criteria.text.encode()), _ESCAPE])
    if criteria.network is not None:
        return _by_patterns([*criteria.network.patterns, _ESCAPE])
    if criteria.kinds:
        markers = dict.fromkeys(marker for kind in sorted(criteria.kinds) for marker in MARKERS[kind])
        return _by_patterns([re.escape(marker) for marker in markers])
    return every_line


def _by_expression(expression: Expression) -> Finder:
    if expression.literal is None:
        return every_line if expression.relaxed is None else _by_patterns([expression.relaxed.pattern, _ESCAPE])
    if not expression.any_case:
        return _by_patterns([re.escape(expression.literal), _ESCAPE])
    in_lower_case = _by_patterns([re.escape(expression.literal), _ESCAPE, *(folded for folded in _FOLDED)])
    return lambda data: in_lower_case(data.lower())


def every_line(data: t.Union[bytes, bytearray]) -> t.Iterator[int]:
    """Yield where each line begins."""
    start = 0
    while start < len(data):
        yield start
        start = data.find(b"\n", start) + 1 or len(data)


def _by_patterns(patterns: t.Sequence[bytes]) -> Finder:
    """Search for each by itself: with a literal at its beginning, that is many times as fast as all at once."""
    compiled = [re.compile(pattern) for pattern in patterns if pattern != _ESCAPE]
    escape = re.compile(_ESCAPE) if _ESCAPE in patterns else None

    def find(data: t.Union[bytes, bytearray]) -> t.Iterator[int]:
        lines = [_lines_with(pattern, data) for pattern in compiled]
        if escape is not None and b"\x1b" in data:
            lines.append(_lines_with(escape, data))
        last = -1
        for start in lines[0] if len(lines) == 1 else heapq.merge(*lines):
            if start != last:
                yield start
            last = start

    return find


def _lines_with(pattern: t.Pattern[bytes], data: t.Union[bytes, bytearray]) -> t.Iterator[int]:
    found = pattern.search(data)
    while found is not None:
        place = found.start()
        start = data.rfind(b"\n", 0, place) + 1
        yield start
        end = data.find(b"\n", place)
        if end < 0:
            return
        found = pattern.search(data, end + 1)
