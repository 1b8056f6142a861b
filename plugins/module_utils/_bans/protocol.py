# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What every owner of bans (the server itself, LiteBans, EssentialsX …) offers to the behaviour that bans."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Ban, Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Console
from ansible_collections.gamedesk.support.plugins.module_utils._players import Found, Player, Subject


class Surroundings(t.NamedTuple):
    """What a provider may need beside its own options.

    C(ask) sends a command that changes nothing and returns the reply as it came. It raises StorageError where there is
    none, and the errors of the console where that is not reached. Nothing is asked before C(find) or C(read). It is
    None where the console does not answer: a provider that would have to ask reads nothing back then.
    """

    server_path: t.Optional[str]
    bedrock_prefix: t.Optional[str]
    ask: t.Optional[t.Callable[[str], str]]


class BanProvider(t.Protocol):
    """One owner of bans. It builds commands and reads state; it sends nothing that changes anything itself.

    What is read is read for many at once: a storage may be a network away. A subject is a player, or an IP address
    (C(subject.address)) where C(accept) has let one through.
    """

    # How the state is read back, for people and for RV(how_verified); None where it cannot be.
    read_back: t.Optional[str]
    # What to set to have it read back.
    read_back_advice: str
    # Whether the commands for several players may be under way at once, on connections of their own. Not where a reply
    # that went astray, as they do where all connections share one buffer, could be taken for this player's.
    parallel: bool
    # A provider may say C(stepwise = True): one command may overtake another. Then the last one that C(ban) returns is
    # sent only when the effect of those before it, which end what is active, has been seen.

    def accept(self, wanted: Wanted, addresses: t.Sequence[str]) -> Wanted:
        """Return what is wanted in the provider's own terms, such as the reason as it will be stored.

        C(addresses) are those that are to be banned or unbanned, in their canonical text; there are none where players
        are. Raises InvalidValueError for what this provider has not, and says what has it: bans with an end, silent
        ones, reasons like this, IP addresses, those of IPv6.
        """

    def find(self, players: t.Sequence[Player]) -> t.List[Found]:
        """Return exactly these players, in this order, and a NotFoundError (with C(candidates)) in the place of others.

        Raises StorageError, or UnsettledStorageError if a retry is worth it; and what C(Surroundings.ask) raises.
        Never called for addresses.
        """

    def read(self, subjects: t.Sequence[Subject]) -> t.Dict[str, t.List[Ban]]:
        """Return all active bans of exactly each of them, by C(Subject.key). Raises as C(find) does."""

    def ban(self, subject: Subject, wanted: Wanted, active: t.Optional[t.Sequence[Ban]]) -> t.List[str]:
        """Return the commands that lead from C(active), which may be empty (None means unknown), to C(wanted).

        Only called where C(wanted) is not met. C(wanted.reason_for(active)) is the reason to give. Sent twice, the
        commands must lead to the same end. Raises InvalidValueError.
        """

    def unban(self, subject: Subject, active: t.Optional[t.Sequence[Ban]]) -> t.List[str]:
        """Return the commands that end all of C(active); None means unknown. Raises InvalidValueError."""

    def rejection(self, reply: t.Optional[str], subject: Subject) -> t.Optional[str]:
        """Return the reply as plain text if it says that the command for this subject was refused."""

    def stray(self, subject: Subject) -> t.Optional[str]:
        """Return where else a ban seems to have gone that does not appear for this subject, as a sentence, or None.

        Raises StorageError.
        """


class StoppedBans(BanProvider, t.Protocol):
    """The bans of a server that does not run: C(ban) and C(unban) say in words what is written, and this writes it."""

    def write(self, changes: t.Mapping[Subject, t.Optional[Ban]]) -> None:
        """Replace what is there for each subject by this ban, or by none, in one step for all of them.

        Raises StorageError, after which only a look tells whether it was done: the last step may be what failed.
        """


class Stoppable(t.Protocol):
    """A provider whose bans can be written without the server."""

    def stopped(self, open_console: t.Callable[[], Console]) -> t.ContextManager[t.Optional[StoppedBans]]:
        """Return what writes them for as long as the context is open, and None where the server is not known to stand.

        While it is open, the server does not start. Raises StorageError.
        """
