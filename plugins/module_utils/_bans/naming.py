# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Whom the commands of a server that keeps its own ban lists are about: what stands for them, and where it may lead."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._bans.json_lists import PLAYERS
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._players import Subject, is_safe_name
from ansible_collections.gamedesk.support.plugins.module_utils._server.lists import entries, named
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown


def word_for(subject: Subject, bedrock_prefix: t.Optional[str]) -> str:
    """Return the name or the address. Raises InvalidValueError for a name that is no plain word."""
    if subject.address is not None:
        return subject.address
    name = t.cast(str, subject.name)
    if not is_safe_name(name, bedrock_prefix):  # it comes from a file that strangers' names get into
        raise InvalidValueError("The name %s of this player does not go into a command." % shown(name))
    return name


def not_seen_lately(subject: Subject) -> InvalidValueError:
    """Return why this player cannot be banned by the name that they had once."""
    return InvalidValueError(
        "The server has not seen %s in the last month, and the name may be another player's by now: give the"
        " name as it is now." % subject.uuid
    )


def check_addresses(addresses: t.Sequence[str]) -> None:
    """Raise InvalidValueError for addresses that the server's own lists cannot hold."""
    if any(":" in address for address in addresses):
        raise InvalidValueError(
            "The server's own lists hold no IPv6 addresses (it compares what is before the first colon): ban the"
            " player, or use a firewall or a ban plugin."
        )


def listed_otherwise(folder: str, subject: Subject) -> t.Optional[str]:
    """Return under which other UUID the list has this player's name, as a sentence. Raises StorageError."""
    if subject.uuid is None:
        return None
    name = t.cast(str, subject.name).lower()
    uuids = {uuid for known, uuid in named(entries(folder, PLAYERS)) if known.lower() == name}
    uuids.discard(subject.uuid)
    return "It shows that name with another UUID, %s." % ", ".join(sorted(uuids)) if uuids else None
