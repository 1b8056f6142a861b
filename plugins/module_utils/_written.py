# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What is the same in all that an operator writes down: who is meant, when something ends, what to say of an answer."""

from __future__ import annotations

import math
import re
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._durations import parse_expiry
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError, StorageError
from ansible_collections.gamedesk.support.plugins.module_utils._players import Player, Subject
from ansible_collections.gamedesk.support.plugins.module_utils._templates import readable
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown

# Placeholders for a player, and for the end of something.
WHO = ("player", "name", "uuid")
ENDS = ("seconds", "until")
# Groups of a pattern that take an end.
EXPIRES = ("expires", "expires_ms")


def who(subject: Subject) -> t.Dict[str, str]:
    """Return what stands for the placeholders of a player: words that were checked."""
    return {"player": subject.word, "name": subject.name or "", "uuid": subject.uuid or ""}


def check_form(player: Player, names: t.Collection[str]) -> None:
    """Raise InvalidValueError where a player was given in another form than one of the placeholders asks for."""
    for kind, known in (("name", player.name), ("uuid", player.uuid)):
        if known is None and kind in names:
            raise InvalidValueError(
                "The commands and patterns that are written down take a player's %s: give that in place of %s."
                % (kind, player.text)
            )


def ends(expires: int) -> t.Dict[str, str]:
    """Return what stands for the placeholders of an end. Rounded up: 'at least until'."""
    return {"seconds": "%d" % max(math.ceil(expires - time.time()), 1), "until": "%d" % expires}


def end_in(option: str, groups: t.Mapping[str, t.Optional[str]]) -> t.Optional[int]:
    """Return the end that the groups of a pattern took, and None for none. Raises StorageError for what is no date."""
    text, milliseconds = (groups.get(name) for name in EXPIRES)
    if milliseconds is not None:
        text = milliseconds[:-3] if re.fullmatch("[0-9]{4,18}", milliseconds) else "?"
    if text is None:
        return None
    try:
        return parse_expiry(text)
    except InvalidValueError as error:
        raise StorageError("What %s took for an end is none: %s" % (option, error.message)) from error


def told(reply: str) -> str:
    """Return an answer for a message."""
    return shown(plain(readable(reply)) or "", 200)
