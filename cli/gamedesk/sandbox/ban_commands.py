# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(ban), C(ban-ip), C(pardon), C(pardon-ip) and C(banlist), with the answers of 1.21 or of 1.12 (domain 4.1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from gamedesk.sandbox.bans import DEFAULT_REASON, BanList
from gamedesk.sandbox.commands import CommandError, Commands, Handler, Line, syntax_error
from gamedesk.sandbox.players import Profile
from gamedesk.sandbox.source import Source

_ADDRESS = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)")
# An unquoted word of Brigadier (StringReader.isAllowedInUnquotedString).
_WORD = re.compile(r"[0-9A-Za-z_.+-]+")
_SELECTOR = re.compile("@[aenprs]")
_LONGEST_REASON = 256
_TRAILING = "Expected whitespace to end one argument, but found trailing data"
_MISSING = "Unknown or incomplete command, see below for error"


class Texts(NamedTuple):
    """What one era says. The places are the player or address, then the reason."""

    banned: str
    banned_ip: str
    unbanned: str
    unbanned_ip: str
    kicked: str


_NEW = Texts("Banned {}: {}", "Banned IP {}: {}", "Unbanned {}", "Unbanned IP {}", "You are banned from this server")
_OLD = Texts(
    "Banned player {}",
    "Banned IP address {}",
    "Unbanned player {}",
    "Unbanned IP address {}",
    "You are banned from this server.",
)


class BanCommands:
    """The commands of one server."""

    def __init__(
        self,
        players: BanList,
        addresses: BanList,
        target: Callable[[Line], Profile],
        kick: Callable[[str, str], None],
        *,
        old: bool,
    ) -> None:
        """C(target) reads a player from the first argument, C(kick) takes a name and what that player is told."""
        self._players = players
        self._addresses = addresses
        self._target = target
        self._kick = kick
        self._old = old
        self._texts = _OLD if old else _NEW

    def register(self, commands: Commands) -> None:
        """Register all of them."""
        handlers: dict[str, Handler] = {
            "ban": self._ban,
            "ban-ip": self._ban_ip,
            "pardon": self._pardon,
            "pardon-ip": self._pardon_ip,
            "banlist": self._banlist,
        }
        for label, handler in handlers.items():
            commands.register([label], "minecraft", handler)

    def _ban(self, source: Source, line: Line) -> None:
        first, reason = self._arguments(line)
        profile = self._target(first)
        # Up to 1.12, who is banned is banned anew (CommandBanPlayer.java).
        if not self._old and self._players.has(str(profile.uuid)):
            raise CommandError("Nothing changed. The player is already banned")
        self._players.add({"uuid": str(profile.uuid), "name": profile.name}, source.name, reason)
        source.succeed(self._texts.banned.format(profile.name, reason))
        self._kick(profile.name, self._texts.kicked)

    def _pardon(self, source: Source, line: Line) -> None:
        if self._old:
            self._pardon_by_name(source, line)
            return
        profile = self._target(line)
        if not self._players.remove(str(profile.uuid)):
            raise CommandError("Nothing changed. The player isn't banned")
        source.succeed(self._texts.unbanned.format(profile.name))

    def _pardon_by_name(self, source: Source, line: Line) -> None:
        """Take the name from the list, in whatever case (UserListBans.getBannedProfile)."""
        for entry in self._players.entries():
            if entry["name"].lower() == line.rest.lower():
                self._players.remove(entry["uuid"])
                source.succeed(self._texts.unbanned.format(line.rest))
                return
        raise CommandError(f"Could not unban player {line.rest}")

    def _ban_ip(self, source: Source, line: Line) -> None:
        first, reason = self._arguments(line)
        word = self._word(first)
        if not _ADDRESS.fullmatch(word):
            invalid = "You have entered an invalid IP address or a player that is not online"
            raise CommandError(invalid if self._old else "Invalid IP address or unknown player")
        if not self._old and self._addresses.has(word):
            raise CommandError("Nothing changed. That IP is already banned")
        self._addresses.add({"ip": word}, source.name, reason)
        source.succeed(self._texts.banned_ip.format(word, reason))

    def _pardon_ip(self, source: Source, line: Line) -> None:
        word = self._word(line)
        if not _ADDRESS.fullmatch(word):
            raise CommandError("You have entered an invalid IP address" if self._old else "Invalid IP address")
        if not self._addresses.remove(word) and not self._old:
            raise CommandError("Nothing changed. That IP isn't banned")
        source.succeed(self._texts.unbanned_ip.format(word))

    def _banlist(self, source: Source, line: Line) -> None:
        if line.rest not in ("", "players", "ips"):
            raise syntax_error("Incorrect argument for command", line.text, line.argument_at)
        if self._old:
            self._banlist_of_names(source, ips=line.rest == "ips")
            return
        found = self._players.entries() if line.rest != "ips" else []
        found += self._addresses.entries() if line.rest != "players" else []
        if not found:
            source.succeed("There are no bans", broadcast=False)
            return
        source.succeed(f"There are {len(found)} ban(s):", broadcast=False)
        for entry in found:
            who = entry["ip"] if "ip" in entry else entry["name"]
            source.succeed(f"{who} was banned by {entry['source']}: {entry['reason']}", broadcast=False)

    def _banlist_of_names(self, source: Source, *, ips: bool) -> None:
        names = [entry["ip" if ips else "name"] for entry in (self._addresses if ips else self._players).entries()]
        source.tell(f"There are {len(names)} total banned {'IP addresses' if ips else 'players'}:")
        # CommandBase.joinNiceString
        source.tell(" and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]])))

    def _arguments(self, line: Line) -> tuple[Line, str]:
        """Return the line with the first argument alone, and the reason that follows it."""
        first, space, reason = line.rest.partition(" ")
        alone = Line(line.text, line.label, first)
        if not space:
            return alone, DEFAULT_REASON
        # MessageArgument: with nobody online, a selector stands for nobody.
        length = len(reason.encode("utf-16-le")) // 2
        if not self._old and length > _LONGEST_REASON:
            message = f"Chat message was too long ({length} > maximum {_LONGEST_REASON} characters)"
            raise syntax_error(message, line.text, len(line.text))
        return alone, _SELECTOR.sub("", reason)

    def _word(self, line: Line) -> str:
        word = line.rest
        if not word:
            raise syntax_error(_MISSING, line.text, len(line.text))
        found = _WORD.match(word)
        if not self._old and (found is None or found.end() < len(word)):
            raise syntax_error(_TRAILING, line.text, line.argument_at + (found.end() if found else 0))
        return word
