# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The ban lists of the server itself: C(ban), C(ban-ip), C(pardon) and C(pardon-ip).

Facts: domain 4.1 and 4.2; BanPlayerCommands.java, BanIpCommands.java, MessageArgument.java, CommandBanPlayer.java.
"""

from __future__ import annotations

import contextlib
import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._bans import banlist
from ansible_collections.gamedesk.support.plugins.module_utils._bans.json_lists import PLAYERS, not_ended, read_listed
from ansible_collections.gamedesk.support.plugins.module_utils._bans.naming import (
    check_addresses,
    listed_otherwise,
    not_seen_lately,
    word_for,
)
from ansible_collections.gamedesk.support.plugins.module_utils._bans.protocol import (
    BanProvider,
    StoppedBans,
    Surroundings,
)
from ansible_collections.gamedesk.support.plugins.module_utils._bans.vanilla_stopped import VanillaStopped
from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban, Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Console
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    ConsoleError,
    InvalidValueError,
    NobodyThereError,
    NotFoundError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._players import Found, Player, Subject
from ansible_collections.gamedesk.support.plugins.module_utils._server import session_lock
from ansible_collections.gamedesk.support.plugins.module_utils._server.kind import is_bukkit, kind_of
from ansible_collections.gamedesk.support.plugins.module_utils._server.lists import entries, named
from ansible_collections.gamedesk.support.plugins.module_utils._server.names import Names
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown

# The server cuts nothing: it refuses the command (MessageArgument.java), and counts as Java does.
_LONGEST_REASON = 256
# Both eras take these for players, also in the middle of a word, and put names in their place.
_SELECTOR = re.compile("@[aenprs]")
_REJECTION = re.compile(
    r"Could not (?:un)?ban player |You have entered an invalid IP address"
    r"|That player does not exist|Invalid IP address|Nothing changed\. (?:The player|That IP) "
    r"|No player was found|Incorrect argument for command|Unknown (?:or incomplete )?command|Error executing: ",
    re.IGNORECASE,
)
_MINECRAFT = "minecraft:"
# The console of the server itself.
_SOURCE = "Server"


class Vanilla:
    """The ban lists of a server, reached over its console."""

    read_back_advice = "Set server.path to the folder of the server"

    def __init__(self, surroundings: Surroundings, *, namespace: str, ask_banlist: bool) -> None:
        """C(namespace) is as in O(bans.namespace), C(ask_banlist) as in O(bans.read_back.banlist)."""
        self._path = surroundings.server_path
        self._prefix = surroundings.bedrock_prefix
        self._namespace = namespace
        self._ask = t.cast(t.Callable[[str], str], surroundings.ask)  # it is there where it is used
        asks = ask_banlist and not self._path and surroundings.ask is not None
        self.read_back: t.Optional[str] = "ban list (JSON)" if self._path else "banlist" if asks else None
        self._bukkit = self._path is not None and is_bukkit(self._path)
        # A plain server's connections share one buffer for replies (DedicatedServer.java), and a no names nobody; on
        # the Bukkit family each has its own (CraftRemoteConsoleCommandSender.java).
        self.parallel = self._bukkit
        self._uncertain: t.Set[str] = set()
        # Who was in the list with a ban that has ended, when that was last read.
        self._ended: t.Set[str] = set()

    def accept(self, wanted: Wanted, addresses: t.Sequence[str]) -> Wanted:
        accept(wanted, addresses)
        if wanted.expires is not None:
            raise InvalidValueError(
                "The server's own ban command knows no end: leave expires and duration out, use a provider that has"
                " temporary bans, or write the list while the server is stopped (bans.when_stopped=files)."
            )
        return wanted

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        if self._path is None:
            return self._find_by_name(players)
        names = Names(self._path, kind_of(self._path), named(entries(self._path, PLAYERS)))
        found = [_as_named(player, names.find(player), names) for player in players]
        self._uncertain.update(one.key for one in found if isinstance(one, Subject) and not names.is_certain(one))
        return found

    def _find_by_name(self, players: t.Sequence[Player]) -> t.List[Found]:
        """Return the players as they are called: there is no more than the answer to C(banlist), if that."""
        listing = banlist.listed(self._ask, addresses=False) if self.read_back is not None else None
        return [self._named(player, listing) for player in players]

    @staticmethod
    def _named(player: Player, listing: t.Optional[banlist.Listing]) -> Found:
        if player.name is None:
            return InvalidValueError(
                "The server's commands take names only: give the name, or set server.path to look it up."
            )
        others = listing.spellings(player.name) if listing else []
        if others:
            return NotFoundError(
                "The ban list has %s. Capital letters count, since on a server in offline mode another spelling is"
                " another player: give the name as it is there, or set server.path." % " and ".join(map(shown, others)),
                candidates=others,
            )
        return Subject(player.name, None)

    def read(self, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Ban]]:
        if self._path is None:
            return banlist.read_bans(self._ask, subjects)
        listed = read_listed(self._path, subjects)
        found = {key: not_ended(bans) for key, bans in listed.items()}
        self._ended.difference_update(listed)
        self._ended.update(key for key, bans in listed.items() if bans and not found[key])
        return found

    @contextlib.contextmanager
    def stopped(self, open_console: t.Callable[[], Console]) -> t.Iterator[t.Optional[StoppedBans]]:
        if self._path is None or _may_run(open_console):
            yield None
            return
        with session_lock.held(self._path) as is_ours:
            yield VanillaStopped(self._path, _SOURCE, accept) if is_ours else None

    def ban(self, subject: Subject, wanted: Wanted, active: t.Optional[t.Sequence[Ban]]) -> t.List[str]:
        if subject.key in self._uncertain:
            raise not_seen_lately(subject)
        reason = wanted.reason_for(active)
        if reason is not None and wanted.reason is None and not _is_tellable(reason):
            reason = None  # it is in the list, but no command could have put it there
        words = ["ban" if subject.address is None else "ban-ip", word_for(subject, self._prefix)]
        ban = self._command([*words, reason] if reason is not None else words)
        # The server bans nobody twice, so that what is there goes first; to a plain one, that is also what has ended.
        return [*self.unban(subject, active), ban] if active or subject.key in self._ended else [ban]

    def unban(self, subject: Subject, active: t.Optional[t.Sequence[Ban]]) -> t.List[str]:  # noqa: ARG002
        return [self._command(["pardon" if subject.address is None else "pardon-ip", word_for(subject, self._prefix)])]

    def _command(self, words: t.Sequence[str]) -> str:
        with_namespace = self._namespace == "minecraft" or (self._namespace == "auto" and self._bukkit)
        return (_MINECRAFT if with_namespace else "") + " ".join(words)

    def rejection(self, reply: t.Optional[str], subject: Subject) -> t.Optional[str]:  # noqa: ARG002
        text = plain(reply)
        return text if text and _REJECTION.match(text) else None

    def stray(self, subject: Subject) -> t.Optional[str]:
        if self._path is None:
            others = banlist.listed(self._ask, addresses=False).spellings(subject.word) if subject.name else []
            return "It shows %s, who may be another player." % " and ".join(map(shown, others)) if others else None
        return listed_otherwise(self._path, subject)


def _as_named(player: Player, found: Found, names: Names) -> Found:
    """Return the player without a UUID that the list alone has for the name: Mojang may know another one by it now."""
    if player.uuid is None and isinstance(found, Subject) and not names.is_certain(found):
        return Subject(found.name, None)
    return found


def _may_run(open_console: t.Callable[[], Console]) -> bool:
    """Whether somebody may be at the console, in whatever mood: all but a way to it that finds nobody there.

    That alone proves nothing, since an option may lead to the wrong place. The lock of the world is the proof.
    """
    console = open_console()
    try:
        console.send("list", need_text=False)
    except NobodyThereError:
        return False
    except ConsoleError:
        return True
    finally:
        console.close()
    return True


def accept(wanted: Wanted, addresses: t.Sequence[str]) -> None:
    """Raise InvalidValueError for what the server's own lists have not, whoever writes them."""
    if wanted.silent:
        raise InvalidValueError("The server's own bans are announced to its operators: leave silent out.")
    check_addresses(addresses)
    if wanted.reason is not None:
        _check_reason(wanted.reason)


def _check_reason(reason: str) -> None:
    if _utf16_length(reason) > _LONGEST_REASON:
        raise InvalidValueError(
            "The reason has %d characters, and the server takes %d." % (_utf16_length(reason), _LONGEST_REASON)
        )
    selector = _SELECTOR.search(reason)
    if selector:
        raise InvalidValueError(
            "The reason has %s in it, for which the server would put names of players; write it otherwise."
            % shown(selector.group())
        )


def _is_tellable(reason: str) -> bool:
    plainly = reason.isprintable() and reason == reason.strip() != "" and "\u00a7" not in reason
    return plainly and _utf16_length(reason) <= _LONGEST_REASON and not _SELECTOR.search(reason)


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def from_options(bans: t.Mapping[str, t.Any], surroundings: Surroundings) -> BanProvider:
    """Make the provider from the options. Raises ConfigurationError."""
    banlist = (bans.get("read_back") or {}).get("banlist")
    if banlist and surroundings.server_path:
        raise ConfigurationError(
            "The ban list is read from server.path: leave bans.read_back.banlist out, which asks the console."
        )
    if bans["when_stopped"] == "files" and not surroundings.server_path:
        raise ConfigurationError("To write the ban list of a stopped server, set server.path to its folder.")
    return Vanilla(surroundings, namespace=bans["namespace"], ask_banlist=banlist is not False)
