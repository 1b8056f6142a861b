# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What a regular expression of staff needs of the bytes of a line, so that most lines can be passed over unread.

The expression itself is for the text of a message, line by line. From its parse tree comes an expression for bytes that
finds every line in which the first can find something, and more: it knows nothing of anchors and of what is looked
ahead at, and takes each character that is not ASCII for any bytes.
"""

from __future__ import annotations

import re
import typing as t
import warnings

from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

try:
    from re import _constants as sre_constants
    from re import _parser as sre_parse
except ImportError:  # before Python 3.11
    import sre_constants
    import sre_parse

_LONGEST = 1000
_MOST_REPEATS = 1000
# A literal below this length finds too many lines.
_SHORTEST_LITERAL = 3
_HIGH = rb"\x80-\xff"
_ANY = rb"[^\n]"
_REPLACED = 0xFFFD  # stands in a text for bytes that are no UTF-8
# Without regard to case, these ASCII letters are equal to letters outside ASCII.
_FOLDED = frozenset("kKsSiI")


class Expression(t.NamedTuple):
    """A regular expression for text, and what finds the lines where it can match.

    C(literal) is what each such line holds, in lower case if C(any_case); C(relaxed) is a pattern for bytes that
    matches in each such line, and V(None) where that is said by the literal.
    """

    pattern: t.Pattern[str]
    literal: t.Optional[bytes]
    any_case: bool
    relaxed: t.Optional[t.Pattern[bytes]]


def expression(text: str) -> Expression:
    """Read a regular expression. Raises InvalidValueError."""
    if len(text) > _LONGEST:
        raise InvalidValueError("The regular expression is longer than %d characters." % _LONGEST)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pattern = re.compile(text)
            tree = sre_parse.parse(text)
        text.encode()
        literal, any_case = _longest_literal(_runs(tree, tree.state.flags))
        relaxed = None
        if len(literal) < _SHORTEST_LITERAL:
            relaxed = re.compile(_Relaxing(tree.state.flags).sequence(_trimmed(tree)))
    except (re.error, OverflowError, RecursionError, UnicodeEncodeError, MemoryError) as error:
        reason = error.msg if isinstance(error, re.error) else "it cannot be read"
        raise InvalidValueError("The regular expression %s is wrong: %s." % (shown(text), reason)) from None
    return Expression(pattern, None if relaxed is not None else literal, any_case, relaxed)


# Literals.

_Run = t.Tuple[bytes, bool]


def _longest_literal(runs: t.Iterable[_Run]) -> _Run:
    return max(runs, key=lambda run: len(run[0]), default=(b"", False))


def _runs(tree: t.Any, flags: int) -> t.Iterator[_Run]:
    """Yield what is in every match, as far as it is written out; in lower case where case is ignored."""
    run = b""
    any_case = bool(flags & re.IGNORECASE)
    for code, value in tree:
        byte = _literal_bytes(value, any_case=any_case) if code is sre_constants.LITERAL else None
        if byte is not None:
            run += byte
            continue
        yield run, any_case
        run = b""
        if code is sre_constants.SUBPATTERN:
            _group, more, less, inner = value
            yield from _runs(inner, (flags | more) & ~less)
        elif code in _REPEATS and value[0] >= 1:
            yield from _runs(value[2], flags)
        elif code is _ATOMIC:
            yield from _runs(value, flags)
    yield run, any_case


def _literal_bytes(char: int, *, any_case: bool) -> t.Optional[bytes]:
    if any_case:
        return chr(char).lower().encode() if char < 0x80 else None
    return chr(char).encode() if char != _REPLACED else None


_REPEATS = tuple(
    getattr(sre_constants, name)
    for name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
    if hasattr(sre_constants, name)
)
_ATOMIC = getattr(sre_constants, "ATOMIC_GROUP", None)


# Relaxed expressions.


def _trimmed(tree: t.Any) -> t.List[t.Any]:
    """Return the parts of a tree without what need not be there, at its beginning."""
    parts = list(tree)
    while parts and (parts[0][0] is sre_constants.AT or (parts[0][0] in _REPEATS and parts[0][1][0] == 0)):
        del parts[0]
    return parts


class _Relaxing:
    """Writes a parse tree down as an expression for bytes that matches wherever it does."""

    def __init__(self, flags: int) -> None:
        self._flags = flags

    def sequence(self, parts: t.Iterable[t.Any]) -> bytes:
        """Return parts that follow each other."""
        return b"".join(self._part(code, value) for code, value in parts)

    def _part(self, code: t.Any, value: t.Any) -> bytes:
        units = self._units(code, value)
        if units is not None:
            chars, wide = units
            return chars + (b"{1,4}" if wide else b"")
        if code is sre_constants.LITERAL:  # outside ASCII, with regard to case
            return b"".join(b"\\x%02x" % byte for byte in chr(value).encode())
        if code in _REPEATS:
            return self._repeat(*value)
        if code is sre_constants.GROUPREF:
            return _ANY + b"*"
        branches = self._branches(code, value)
        return b"(?:" + b"|".join(branches) + b")" if branches else b""

    def _branches(self, code: t.Any, value: t.Any) -> t.List[bytes]:
        """Return what may stand in a group; nothing for anchors, and what is looked at ahead or behind."""
        outer = self._flags
        parts: t.Sequence[t.Any] = ()
        if code is sre_constants.SUBPATTERN:
            self._flags = (outer | value[1]) & ~value[2]
            parts = (value[3],)
        elif code is sre_constants.BRANCH:
            parts = value[1]
        elif code is _ATOMIC:
            parts = (value,)
        elif code is sre_constants.GROUPREF_EXISTS:
            parts = (value[1], value[2] or ())
        written = [self.sequence(part) for part in parts]
        self._flags = outer
        return written

    def _repeat(self, least: int, most: t.Any, inner: t.Any) -> bytes:
        units = self._units(*inner[0]) if len(inner) == 1 else None
        chars, wide = units or (b"(?:" + self.sequence(inner) + b")", False)
        bound = b"" if most is sre_constants.MAXREPEAT or most > _MOST_REPEATS else b"%d" % (most * (4 if wide else 1))
        return chars + b"{%d,%s}" % (min(least, _MOST_REPEATS), bound)

    def _units(self, code: t.Any, value: t.Any) -> t.Optional[t.Tuple[bytes, bool]]:
        """Return a class for the bytes of one character, and whether it may have several; V(None) for what is none."""
        if code in (sre_constants.ANY, sre_constants.NOT_LITERAL):
            return _ANY, True
        if code is sre_constants.LITERAL:
            if value < 0x80 or value == _REPLACED or self._any_case:
                return self._one_of([(code, value)])
            return None
        if code is sre_constants.IN:
            return self._one_of(value)
        return None

    @property
    def _any_case(self) -> bool:
        return bool(self._flags & re.IGNORECASE)

    def _one_of(self, items: t.Sequence[t.Any]) -> t.Tuple[bytes, bool]:
        chars: t.Set[int] = set()
        high = False
        for code, value in items:
            if code is sre_constants.NEGATE:
                return _ANY, True
            if code is sre_constants.CATEGORY:
                written = _CATEGORIES.get(value)
                if written is None:
                    return _ANY, True
                chars.update(written)
                high = high or not self._flags & re.ASCII
                continue
            first, last = (value, value) if code is sre_constants.LITERAL else value
            chars.update(range(first, min(last, 0x7F) + 1))
            high = high or last >= 0x80
        if self._any_case:
            high = high or not _FOLDED.isdisjoint(map(chr, chars))
            chars.update(*(map(ord, chr(char).swapcase()) for char in tuple(chars)))
            if high:
                chars.update(map(ord, _FOLDED))
        written = b"".join(b"\\x%02x" % char for char in sorted(chars))
        return b"[" + written + (_HIGH if high else b"") + b"]", high


def _ascii(pattern: str) -> t.FrozenSet[int]:
    return frozenset(char for char in range(0x80) if re.match(pattern, chr(char)))


_CATEGORIES = {
    sre_constants.CATEGORY_DIGIT: _ascii(r"\d"),
    sre_constants.CATEGORY_SPACE: _ascii(r"\s"),
    sre_constants.CATEGORY_WORD: _ascii(r"\w"),
}
