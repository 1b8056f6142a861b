# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must be true of everything that the command prints, whatever was typed or read."""

from __future__ import annotations

import json
import re
from typing import Any

# docs/architecture.md, statuses and exit codes.
EXIT_CODES = frozenset({0, 1, 2, 3, 4, 5, 6, 7, 130})
LONGEST_ERROR = 1200  # characters: a sentence or two, a path and a list of names
_LONGEST_USAGE = 1200  # Click puts "Usage: …" before an error
# C0 without the line end, DEL, C1, the marks that reorder text, and halves of surrogate pairs.
_FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# What rich itself writes on a terminal: bold, dim, our six colours, and the line of the running step.
_OUR_STYLES = re.compile(r"\x1b\[(?:0|1|2|3[1-6]|39|1;3[123])m|\x1b\[\?25[lh]|\x1b\[1?A|\x1b\[2?K|\r")


class ViolationError(AssertionError):
    """A property does not hold."""


def demand(holds: object, message: str) -> None:
    """Raise ViolationError unless it holds."""
    if not holds:
        raise ViolationError(message)


def check_text(name: str, data: bytes, *, terminal: bool = False) -> str:
    """Check what was printed on one stream, and return it."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ViolationError(f"{name} is not UTF-8: {error}") from error
    ours = _OUR_STYLES.sub("", text) if terminal else text
    found = _FORBIDDEN.search(ours)
    if found:
        raise ViolationError(
            f"{name} holds U+{ord(found[0]):04X}: {ours[max(0, found.start() - 40) : found.start() + 40]!r}"
        )
    demand("Traceback" not in text, f"{name} holds a traceback: {text[-600:]!r}")
    return text


def one_object(text: str) -> dict[str, Any]:
    """Return the one JSON object that standard output is."""
    try:
        value = json.loads(text)
    except ValueError as error:
        raise ViolationError(f"not one JSON object ({error}): {text[:200]!r}") from error
    demand(isinstance(value, dict), f"not an object: {text[:200]!r}")
    demand(text.isascii(), f"JSON that is not ASCII: {text[:200]!r}")
    check_strings(value)
    return value


def objects(text: str) -> list[dict[str, Any]]:
    """Return the JSON objects that the lines of standard output are."""
    return [one_object(line) for line in text.splitlines()]


def check_strings(value: Any) -> None:
    """Raise ViolationError if a string in JSON data is not Unicode."""
    if isinstance(value, str):
        demand(not re.search("[\ud800-\udfff]", value), f"half of a surrogate pair in {value[:80]!r}")
    elif isinstance(value, dict):
        for key, item in value.items():
            check_strings(key)
            check_strings(item)
    elif isinstance(value, list):
        for item in value:
            check_strings(item)


def check_error(message: str) -> None:
    """Check the message of an error: one paragraph of sane length, which says something."""
    demand(message.strip(), "an error without words")
    demand(len(message) <= LONGEST_ERROR, f"an error of {len(message)} characters: {message[:120]!r} …")


def check_stderr_of_error(text: str) -> None:
    """Check standard error of a command that failed before it did anything."""
    demand(text.strip(), "an error without words")
    demand(len(text) <= LONGEST_ERROR + _LONGEST_USAGE, f"{len(text)} characters on standard error: {text[:120]!r} …")
