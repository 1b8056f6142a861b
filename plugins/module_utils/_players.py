# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Player names and UUIDs: what is accepted, and how one leads to the other."""

from __future__ import annotations

import hashlib
import re
import typing as t
import uuid as uuid_module

from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError, SupportError
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

_NAME = re.compile(r"[A-Za-z0-9_]{1,16}")
_UUID = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}|[0-9A-Fa-f]{32}")
# No letter (it would make names ambiguous), no @ / - (selectors, slashes and options), nothing that quotes.
_BEDROCK_PREFIX = re.compile(r"[.*+~!]{1,3}")
_NAME_LENGTH = 16
_CONSOLE_UUID = "00000000-0000-0000-0000-000000000000"


class Player(t.NamedTuple):
    """A player as the caller names them: exactly one of the two is set. C(uuid) is dashed and lower case."""

    name: t.Optional[str]
    uuid: t.Optional[str]

    @property
    def text(self) -> str:
        """The name or the UUID."""
        return t.cast(str, self.name or self.uuid)


class Subject(t.NamedTuple):
    """A player as the provider knows them, by at least one of name and UUID; or an IP address in place of a player."""

    name: t.Optional[str]
    uuid: t.Optional[str]
    address: t.Optional[str] = None

    @property
    def key(self) -> str:
        """What tells this player from others: of a name, its letters in lower case, as no server has both."""
        return self.uuid or self.address or t.cast(str, self.name).lower()

    @property
    def word(self) -> str:
        """What stands for this player in a command."""
        return self.uuid or self.address or t.cast(str, self.name)


# A player as the provider knows them, or why there is none.
Found = t.Union[Subject, SupportError]


def is_safe_name(name: str, bedrock_prefix: t.Optional[str] = None) -> bool:
    """Whether this name can stand in a command as one plain word.

    Vanilla takes more on offline servers (domain: StringUtil.isValidPlayerName), C(@a), C(*) and C(-x) among it;
    these are selectors, wildcards and options to one command or another.
    """
    bare = name
    if bedrock_prefix and name.startswith(bedrock_prefix):
        bare = name[len(bedrock_prefix) :]
    return len(name) <= _NAME_LENGTH and _NAME.fullmatch(bare) is not None


def parse_player(text: str, bedrock_prefix: t.Optional[str] = None) -> Player:
    """Read a player's name or UUID.

    C(bedrock_prefix) is the prefix that Floodgate puts before the names of Bedrock players, where such names are
    welcome. Raises InvalidValueError for everything else.
    """
    if bedrock_prefix is not None and not _BEDROCK_PREFIX.fullmatch(bedrock_prefix):
        raise InvalidValueError("The Bedrock prefix %s is not one to three of . * + ~ !" % shown(bedrock_prefix))
    uuid = parse_uuid(text)
    if uuid is not None:
        if uuid == _CONSOLE_UUID:
            raise InvalidValueError("The UUID %s is the server's console, not a player." % uuid)
        return Player(None, uuid)
    if is_safe_name(text, bedrock_prefix):
        return Player(text, None)
    raise InvalidValueError(
        "%s is neither a player name (1 to 16 letters, digits or _) nor a UUID." % shown(text), player=shown(text)
    )


def parse_uuid(text: str) -> t.Optional[str]:
    """Return a UUID in lower case and with dashes, and None for any other text."""
    return str(uuid_module.UUID(text)) if _UUID.fullmatch(text) else None


def offline_uuid(name: str) -> str:
    """Return the UUID that a server in offline mode gives to this name; another case is another player.

    Source: domain, UUIDUtil.createOfflinePlayerUUID (MD5, version 3, no namespace).
    """
    digest = bytearray(hashlib.md5(b"OfflinePlayer:" + name.encode("utf-8")).digest())  # noqa: S324
    digest[6] = digest[6] & 0x0F | 0x30
    digest[8] = digest[8] & 0x3F | 0x80
    return str(uuid_module.UUID(bytes=bytes(digest)))


def is_offline_uuid(uuid: str) -> bool:
    """Whether a dashed UUID has version 3, which is what servers in offline mode make from names."""
    return uuid[14] == "3"
