# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Command arguments as LuckPerms splits and reads them (QuotedStringTokenizer.java, ArgumentList.java)."""

from __future__ import annotations

import re

from gamedesk.sandbox.luckperms import durations

_ARGUMENT = re.compile('(?=.)(?:["\u201c\u201d]([^"\u201c\u201d]*)["\u201c\u201d]?|([^ ]*)) ?', re.DOTALL)
_LONGEST_GROUP_NAME = 36


class ArgumentError(Exception):
    """An argument that LuckPerms refuses; the text is its answer."""


class UsageError(Exception):
    """An argument that makes LuckPerms show the usage of the command."""


def tokenize(text: str) -> list[str]:
    """Split on single spaces, except in quotes: two spaces in a row make an empty argument."""
    return [(quoted or bare).replace("{SPACE}", " ") for quoted, bare in _ARGUMENT.findall(text)]


def group_name(text: str, *, allow_space: bool = False) -> str:
    """Return a group's name in lower case. Raises UsageError for one that cannot be."""
    name = text.lower()
    if not name or len(name) > _LONGEST_GROUP_NAME or (" " in name and not allow_space):
        raise UsageError
    return name


def duration(text: str) -> int | None:
    """Return seconds, or None for what is no duration. Raises ArgumentError for a date in the past."""
    try:
        return durations.parse(text)
    except durations.PastDateError:
        raise ArgumentError("You cannot set a date in the past!") from None


def page(arguments: list[str], pages: int) -> int:
    """Return the page asked for by the first argument, else 1."""
    text = arguments[0] if arguments else ""
    number = int(text) if text.isascii() and text.isdecimal() else 1
    return number if 1 <= number <= pages else 1
