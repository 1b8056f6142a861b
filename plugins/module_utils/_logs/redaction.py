# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What of a log nobody gets to read: passwords, codes and tokens. A mark says what stood there.

The commands are AuthMe's own, with all of their aliases (CommandInitializer.java), whether AuthMe keeps them out of
the log or not (LogFilterHelper.java), and those of other plugins that take a code. Rather too much is hidden than too
little: what was typed after such a command is hidden to the end of the line.
"""

from __future__ import annotations

import re
import typing as t

PASSWORD = "(password)"  # noqa: S105 - these are marks
CODE = "(code)"
SECRET = "(secret)"  # noqa: S105

_PASSWORD_COMMANDS = (
    *("login", "l", "log", "register", "reg", "unregister", "unreg"),
    *("changepassword", "changepass", "cp"),
)
_CODE_COMMANDS = (
    *("2fa", "totp", "captcha", "verification", "link", "linkaccount", "redeem", "voucher"),
    *("email", "addemail", "addmail", "changeemail", "changemail", "recovery", "recoveremail", "recovermail"),
    "confirmemail",
)
_MARKS = {
    **dict.fromkeys(_PASSWORD_COMMANDS, PASSWORD),
    **dict.fromkeys(_CODE_COMMANDS, CODE),
    # Two words, of which the second is the command.
    "authme": "",
    "discord": "",
    "tebex": "",
    "azlink": "",
}
_SECOND_WORDS = {
    "authme": {
        **dict.fromkeys(("register", "reg", "r", "changepassword", "password", "changepass", "cp"), PASSWORD),
        **dict.fromkeys(("email", "setemail", "chgemail", "totp"), CODE),
    },
    "discord": {"link": CODE},
    "tebex": {"secret": SECRET},
    "azlink": {"setup": SECRET},
}
# One of these, with one letter too many, too few, wrong, or two in the wrong order, is meant to be it.
_MISTYPED = tuple(word for word in _MARKS if len(word) >= 5 and word not in _SECOND_WORDS)
# Commands of their own that are as near to one of those.
_OTHERS = frozenset({"mail", "links", "emails"})
# Without a slash, as plain chat or on the console: words that are not said otherwise, and no more than two after them.
_BARE = frozenset({"login", "register", "reg", "unregister", "changepassword", "changepass", "2fa", "totp", "captcha"})
_BARE_WORDS = 2

_COMMAND = re.compile(r"(?<![\w/:.<])[/\\.!]{1,2} {0,3}(?:[\w-]{1,40}:)?([\w-]{1,40})[ \t]+(?=[^ \t\n])")
_BARE_COMMAND = re.compile(
    r"(?:^|(?<=[>\]:\u00bb]) ?)(?:[\w-]{1,40}:)?"
    r"(2fa|azlink|authme|captcha|changepass(?:word)?|discord|login|reg(?:ister)?|tebex|totp|unregister)"
    r"[ \t]+(?=[^ \t\n])",
    re.IGNORECASE | re.MULTILINE,
)
_WORD = re.compile(r"[^ \t\n]+")
_VALUES = (
    # "password=hunter2", "token: abc": what stands behind is a secret, wherever it is written.
    (
        re.compile(
            r"((?:\b|_)(?:pass(?:word|wd|phrase)?|mdp|token|secret|api[_-]?key|access[_-]?token|auth[_-]?token)"
            r"[\"']?[ \t]{0,3}[=:][ \t]{0,3}[\"']?)(?!\()[^\s\"',;)\]}]+",
            re.IGNORECASE,
        ),
        r"\1" + SECRET,
    ),
    (re.compile(r"(Session ID is )(?!\()[^\s)]+", re.IGNORECASE), r"\1" + SECRET),
    (re.compile(r"(--(?:accessToken|session|password|token)[ =])(?!\()[^\s]+", re.IGNORECASE), r"\1" + SECRET),
    (re.compile(r"(\b(?:Bearer|Basic) )(?!\()[A-Za-z0-9+/_.=-]{8,}"), r"\1" + SECRET),
    (re.compile(r"(://[^\s/:@]{0,64}:)(?!\()[^\s/@]{1,256}(?=@)"), r"\1" + SECRET),
    (re.compile(r"((?:/home/|/Users/|\\Users\\))(?!\()[^\s/\\]+"), r"\1(user)"),
)


def without_secrets(text: str) -> str:
    """Return a text in which no password, code or token stands. What was hidden already stays as it is."""
    if "\n" in text:
        return "\n".join(map(without_secrets, text.split("\n")))
    for pattern, mark in _VALUES:
        text = pattern.sub(mark, text)
    for found in _COMMAND.finditer(text):
        cut = _cut(text, found.group(1), found.end())
        if cut is not None:
            return cut
    for found in _BARE_COMMAND.finditer(text):
        word = found.group(1).lower()
        few = len(_WORD.findall(text, found.end())) <= _BARE_WORDS
        cut = _cut(text, word, found.end()) if word in _SECOND_WORDS or (word in _BARE and few) else None
        if cut is not None:
            return cut
    return text


def _cut(text: str, word: str, end: int) -> t.Optional[str]:
    """Return the text with a mark for what stands from C(end) on, or V(None) if the command takes no secret."""
    word = word.lower()
    mark = _MARKS.get(word)
    if mark is None:
        mark = _mark_of_mistyped(word)
    elif not mark:
        second = _WORD.match(text, end)
        mark = _SECOND_WORDS[word].get(second.group().lower()) if second else None
        if second and mark:
            end = second.end()
            return "%s %s" % (text[:end], mark) if text[end:].strip() else None
    return text[:end] + mark if mark else None


def _mark_of_mistyped(word: str) -> t.Optional[str]:
    if word in _OTHERS:
        return None
    for known in _MISTYPED:
        if abs(len(known) - len(word)) <= 1 and _is_mistyped(word, known):
            return _MARKS[known]
    return None


def _is_mistyped(word: str, known: str) -> bool:
    """Whether there is one mistake between two words, of lengths that differ by one at most."""
    same = 0
    while same < min(len(word), len(known)) and word[same] == known[same]:
        same += 1
    left, right = word[same:], known[same:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (left[:2] == right[:2][::-1] and left[2:] == right[2:])
    return left[1:] == right if len(left) > len(right) else left == right[1:]
