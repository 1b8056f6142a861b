# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answer the completion scripts of the shells, from the kept table of words and from what the desk knows.

A script calls C(support) with C(_SUPPORT_COMPLETE) set to its shell, and as arguments the words after C(support) up to
the cursor; the last one, which may be empty, is to be completed. The answer has a line for each value: the value, and
where there is a remark about it and the shell can show one, a tab and the remark. C(/folders) alone asks the shell for
folders, C(/files) for files.
"""

from __future__ import annotations

from gamedesk.commands.kept import ARGUMENTS, OPTIONS, WORDS
from gamedesk.i18n import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from gamedesk.commands.kept import Kind, Option

_LONGEST_REMARK = 60
_FOLDERS = ("/folders", "")
_FILES = ("/files", "")


def answer(shell: str, words: list[str]) -> str:
    """Return what the script of C(shell) gets for these words."""
    *before, last = words or [""]
    if shell != "bash":
        return "".join(f"{value}\t{remark}\n" for value, remark in _Line(before).complete(last))
    *before, whole = _joined([*before, last])
    apart = len(whole) - len(last)
    found = _Line([_unquoted(word) for word in before]).complete(whole)
    return "".join(f"{value if value == _FOLDERS[0] else value[apart:]}\n" for value, _remark in found)


def _joined(words: list[str]) -> list[str]:
    """Put together what bash takes apart: there, C(--ticket=42) is three words."""
    joined: list[str] = []
    goes_on = False
    for word in words:
        joint = bool(word) and not word.strip("=:")
        if joined and (joint or goes_on):
            joined[-1] += word
        else:
            joined.append(word)
        goes_on = joint
    return joined


def _unquoted(word: str) -> str:
    """Return what bash would make of a word without expansions."""
    text, quote, escaped = "", "", False
    for char in word:
        if escaped:
            text, escaped = text + char, False
        elif char == "\\" and quote != "'":
            escaped = True
        elif char == quote:
            quote = ""
        elif char in "'\"" and not quote:
            quote = char
        else:
            text += char
    return text


class _Line:
    """The words before the cursor, as far as they are understood."""

    def __init__(self, words: list[str]) -> None:
        self._place: tuple[str, ...] | None = ()  # the command, None where there is none like that
        self._values: list[str] = []
        self._given: set[str] = set()
        self._waiting: Option | None = None  # for its value
        self._only_values = False
        self._desk: str | None = None
        for word in words:
            self._take(word)

    def complete(self, last: str) -> list[tuple[str, str]]:
        """Return (value, remark) for each word that C(last) may become."""
        if self._place is None:
            return []
        if self._waiting is not None:
            return self._values_of(self._waiting[1], last)
        if last.startswith("-") and not self._only_values:
            name, equals, begin = last.partition("=")
            if equals:
                option = self._option(name)
                found = self._values_of(option[1], begin) if option and name.startswith("--") else []
                return [item if item == _FOLDERS else (f"{name}={item[0]}", item[1]) for item in found]
            return [
                (name, _(sentence))
                for names, _kind, many, sentence in OPTIONS[self._place]
                for name in names
                if name.startswith(last) and (many or not self._given.intersection(names))
            ]
        if self._place in WORDS:
            return [(word, _(sentence)) for word, sentence in WORDS[self._place] if word.startswith(last)]
        answers = (self._values_of(kind, last) for kind in self._kinds())
        return next((found for found in answers if found), [])

    def _take(self, word: str) -> None:
        if self._place is None:
            return
        if self._waiting is not None:
            self._set(self._waiting, word)
        elif self._only_values or not word.startswith("-") or word == "-":
            self._take_value(word)
        elif word == "--":
            self._only_values = True
        elif word.startswith("--"):
            name, equals, value = word.partition("=")
            self._take_option(name, value if equals else None)
        else:
            for at, letter in enumerate(word[1:], 2):
                if self._take_option(f"-{letter}", word[at:] or None):
                    break

    def _take_value(self, word: str) -> None:
        if self._place not in WORDS:
            self._values.append(word)
        elif any(word == known for known, _sentence in WORDS[self._place]):
            self._place = (*self._place, word)
            self._given, self._only_values = set(), False
        else:
            self._place = None

    def _take_option(self, name: str, value: str | None) -> bool:
        """Note that an option was given, and say whether it takes a value."""
        option = self._option(name)
        if option is None:
            return False
        self._given.add(name)
        if option[1] is None:
            return False
        if value is None:
            self._waiting = option
        else:
            self._set(option, value)
        return True

    def _set(self, option: Option, value: str) -> None:
        self._waiting = None
        if "--desk" in option[0]:
            self._desk = value

    def _option(self, name: str) -> Option | None:
        options = () if self._place is None else OPTIONS[self._place]
        return next((option for option in options if name in option[0]), None)

    def _kinds(self) -> Iterable[Kind]:
        """Return what the next argument can be. After the first of several, it is rather the one behind them."""
        arguments = ARGUMENTS.get(self._place or (), ())
        count = len(self._values)
        for at, (kind, many) in enumerate(arguments):
            if count == at:
                return [kind]
            if many:
                return [*(behind for behind, _many in arguments[at + 1 :]), kind]
        return []

    def _values_of(self, kind: Kind, begin: str) -> list[tuple[str, str]]:
        if isinstance(kind, tuple):
            return [(choice, "") for choice in kind if choice.startswith(begin)]
        if kind == "folder":
            return [_FOLDERS]
        if kind == "file":
            return [_FILES]
        if kind is None or kind == "text":
            return []
        from gamedesk.desk import knowing
        from gamedesk.tickets.index_file import is_plain

        # Strangers chose these names, and a shell puts them into the command line as they are.
        known = knowing.values(kind, begin, self._desk)
        return [(name, _remark(text)) for name, text in known if is_plain(name) and name not in self._values]


def _remark(text: str) -> str:
    if not text:
        return ""
    from gamedesk.render.text import safe

    line = safe(text)
    return line if len(line) <= _LONGEST_REMARK else line[: _LONGEST_REMARK - 1] + "…"
