# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON on one line that a YAML 1.1 loader reads as exactly the same value.

JSON is almost a part of YAML. The exceptions, each shown by PyYAML: YAML does not join surrogate pairs written as
two escapes; it has line breaks and non-printable characters that JSON allows raw; `1e+16` is a string, since a
float needs a point and a signed exponent; a key ends within 1024 characters; a tab does not separate tokens.
"""

from __future__ import annotations

import collections
import json
import math
import re
from collections.abc import Mapping
from typing import Any

from gamedesk.i18n import _
from gamedesk.tickets.errors import TicketError

MAX_DEPTH = 64
MAX_KEY = 128  # characters; six times that, when each is written as an escape, is still below YAML's 1024

_CONSTANTS = {None: "null", True: "true", False: "false"}

# What YAML calls non-printable or a line break, below U+10000 (YAML 1.1, section 5.1, and PyYAML's reader).
NOT_PRINTABLE = "\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
# Printable, but they reorder what a person sees in an editor.
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"

_to_escape = re.compile(f"[{NOT_PRINTABLE}{_BIDI}]")
_not_printable = re.compile(f"[{NOT_PRINTABLE}]")
_surrogate = re.compile("[\ud800-\udfff]")
_surrogate_escape = re.compile(r"(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]")
_yaml_float = re.compile(r"-?[0-9]+\.[0-9]+(?:[eE][-+][0-9]+)?")


def encode(value: Any) -> str:
    """Return the JSON text of `value` (None, bool, int, float, str, and lists and mappings of these), on one line.

    Lone surrogates, which no file can hold, become U+FFFD. Raises TicketError for NaN and infinities, for other
    types, for keys that are not text, too long or equal after that replacement, and for more than 64 levels.
    """
    return _encode(value, MAX_DEPTH)


def storable(text: str) -> str:
    """Return `text` as a file holds it: lone surrogates, which none can, are U+FFFD."""
    return _surrogate.sub("\ufffd", text)


def decode(text: str) -> Any:
    """Return the value of one line of JSON.

    Raises TicketError where `text` is not JSON, has a key twice, or is JSON that YAML would read differently.
    """
    if found := _not_printable.search(text):
        raise TicketError(_("The character {code} must be written as an escape.").format(code=code(found[0])))
    if _surrogate_escape.search(text):
        raise TicketError(_("Characters beyond U+FFFF are written as they are, not as two \\ud… escapes."))
    try:
        value = json.loads(text, object_pairs_hook=_members, parse_float=_float, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise TicketError(
            _("This is not valid JSON at column {column}: {reason}.").format(column=error.pos + 1, reason=error.msg)
        ) from error
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:  # an integer of more digits than Python converts
        raise TicketError(_("A number is too long.")) from error
    # Only text that opens more brackets than it may nest can nest too deeply; the rest need not be walked.
    if text.count("[") + text.count("{") > MAX_DEPTH:
        _check_depth(value, MAX_DEPTH)
    return value


def _encode(value: Any, levels: int) -> str:
    if levels < 0:
        raise _too_deep()
    match value:
        case None | bool():
            text = _CONSTANTS[value]
        case str():
            text = _text(value)
        case int():
            text = _integer(value)
        case float():
            text = _number(value)
        case Mapping():
            text = _object(value, levels)
        case list() | tuple():
            text = "[" + ", ".join(_encode(item, levels - 1) for item in value) + "]"
        case _:
            raise TicketError(_("A ticket cannot hold a value of type {type}.").format(type=type(value).__name__))
    return text


def _text(value: str) -> str:
    quoted = json.dumps(storable(value), ensure_ascii=False)
    return _to_escape.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def _integer(value: int) -> str:
    try:
        return int.__repr__(value)
    except ValueError as error:  # more digits than Python converts
        raise TicketError(_("A number is too long.")) from error


def _number(value: float) -> str:
    if not math.isfinite(value):
        raise TicketError(_("A ticket cannot hold NaN or an infinity."))
    text = float.__repr__(value)
    mantissa, e, exponent = text.partition("e")
    return text if "." in mantissa else f"{mantissa}.0{e}{exponent}"


def _object(value: Mapping[Any, Any], levels: int) -> str:
    members: dict[str, str] = {}
    for key, item in value.items():
        if not isinstance(key, str) or len(key) > MAX_KEY:
            raise TicketError(
                _("A key in a ticket is text of at most {limit} characters, not {key}.").format(
                    limit=MAX_KEY, key=repr(key)[:60]
                )
            )
        name = _text(key)
        if name in members:
            raise _twice(key)
        members[name] = _encode(item, levels - 1)
    return "{" + ", ".join(f"{name}: {item}" for name, item in members.items()) + "}"


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        times = collections.Counter(key for key, _value in pairs)
        raise _twice(times.most_common(1)[0][0])
    for key in members:
        if len(key) > MAX_KEY:
            raise TicketError(_("A key is longer than {limit} characters.").format(limit=MAX_KEY))
    return members


def _float(text: str) -> float:
    value = float(text)
    if not _yaml_float.fullmatch(text) or not math.isfinite(value):
        raise TicketError(
            _("Write the number {number} with a decimal point and a signed exponent.").format(number=text[:40])
        )
    return value


def _constant(name: str) -> None:
    raise TicketError(_("{name} is not a JSON number.").format(name=name))


def _check_depth(value: Any, levels: int) -> None:
    if levels < 0:
        raise _too_deep()
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            _check_depth(item, levels - 1)


def _too_deep() -> TicketError:
    return TicketError(_("The value is nested more than {limit} levels deep.").format(limit=MAX_DEPTH))


def _twice(key: str) -> TicketError:
    return TicketError(_("The key {key} is there twice.").format(key=repr(key)[:60]))


def code(character: str) -> str:
    """Return a character's code point as people write it: `U+200B`."""
    return f"U+{ord(character):04X}"
