# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What the command C(banlist) answers, in both eras (domain 4.1, 6).

A plain server puts the entries of its answer one behind the other without anything between (MC-7569), and a reason may
hold anything, such as text that looks like the next entry. What cannot be told apart for certain is an error here.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._addresses import without_addresses
from ansible_collections.gamedesk.support.plugins.module_utils._bans.json_lists import DEFAULT_REASON
from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban
from ansible_collections.gamedesk.support.plugins.module_utils._errors import StorageError, UnsettledStorageError
from ansible_collections.gamedesk.support.plugins.module_utils._players import Subject
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain

# Up to 1.12; then to 1.20.1, and since.
_OLD = re.compile(r"There are (\d{1,9}) total banned (?:players|IP addresses):")
_NEW = re.compile(r"There are (\d{1,9}) ban(?:s|\(s\)):")
_NONE = "There are no bans"
_BANNED = " was banned by "
# On a plain server, which has one buffer for all connections, the reply to another's command may be in it.
_SOMEWHERE = ("There are ", " ban")
_ENTRY = re.compile(r"(\S+)%s(.*?): (.*)" % _BANNED, re.DOTALL)
# What may be in a name on one server or another (StringUtil.java).
_NAME_CHAR = re.compile("[!-~]")


class Listing:
    """One answer. Raises StorageError for one that is none, or does not hold as many entries as it says."""

    def __init__(self, text: str) -> None:
        self._body = ""
        self._bans: t.Optional[t.Dict[str, Ban]] = {}
        old, new = _OLD.match(text), _NEW.match(text)
        if old:
            self._bans = _names(text[old.end() :], int(old.group(1)))
        elif new:
            self._body, self._count = text[new.end() :].strip("\r\n"), int(new.group(1))
            self._bans = _entries(self._body, self._count)
        elif not text.startswith(_NONE):
            _before, _found, after = text.partition(_SOMEWHERE[0])
            kind = UnsettledStorageError if _SOMEWHERE[1] in after else StorageError
            told = without_addresses(plain(text, 400) or "nothing")[:200]
            raise kind("The server answered the command banlist with: %s" % told)

    def ban_of(self, word: str) -> t.Optional[Ban]:
        """Return the ban of exactly this name or address. Raises StorageError where that cannot be told."""
        if self._bans is not None:
            return self._bans.get(word)
        places = [match.start() for match in re.finditer(re.escape(word + _BANNED), self._body)]
        if not places:
            return None  # an entry of it would hold these very words
        if self._body.count(_BANNED) == self._count and len(places) == 1 and self._begins_at(places[0]):
            source, _colon, reason = self._body[places[0] + len(word + _BANNED) :].partition(": ")
            return Ban(None if _BANNED in reason else reason, source, ends_known=False)
        raise StorageError(
            "The answer to the command banlist does not tell its entries apart, so that nobody can say whether %s is"
            " among them: set server.path, and the list is read from its file." % word
        )

    def _begins_at(self, place: int) -> bool:
        before = self._body[:place]
        return not before or not _NAME_CHAR.match(before[-1]) or before.endswith(": " + DEFAULT_REASON)

    def spellings(self, name: str) -> t.List[str]:
        """Return what may be other spellings of this name in the list."""
        if self._bans is not None:
            found = {known for known in self._bans if known.lower() == name.lower()}
        else:
            found = {match.group(1) for match in re.finditer("(?i)(%s)%s" % (re.escape(name), _BANNED), self._body)}
        return sorted(found - {name})


def _names(body: str, count: int) -> t.Dict[str, Ban]:
    """Return the entries of the old era, which are names alone: C(a, b and c)."""
    names = [name for name in re.split(r", | and |\s+", body) if name]
    if len(names) != count:
        raise UnsettledStorageError("The server says that there are %d bans, and lists %d." % (count, len(names)))
    return {name: Ban(ends_known=False) for name in names}


def _entries(body: str, count: int) -> t.Optional[t.Dict[str, Ban]]:
    """Return the entries where each has a line, as on Forge and NeoForge, and None where that is not so."""
    lines = [line.rstrip("\r") for line in body.split("\n")] if count > 1 else [body]
    found = [_ENTRY.fullmatch(line) for line in lines]
    if len(lines) != count or None in found:
        return None
    matches = t.cast("t.List[t.Match[str]]", found)
    return {match.group(1): Ban(match.group(3), match.group(2), ends_known=False) for match in matches}


def read_bans(ask: t.Callable[[str], str], subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Ban]]:
    """Return the bans of each subject, by key, with one question. Raises StorageError, and what C(ask) raises."""
    if not subjects:
        return {}
    listing = listed(ask, addresses=subjects[0].address is not None)
    found = {subject.key: listing.ban_of(subject.word) for subject in subjects}
    return {key: [] if ban is None else [ban] for key, ban in found.items()}


def listed(ask: t.Callable[[str], str], *, addresses: bool) -> Listing:
    """Ask the server. Raises as C(read_bans) does."""
    return Listing(ask("banlist ips" if addresses else "banlist players"))
