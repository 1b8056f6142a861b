# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What LuckPerms has stored, whatever it is read through."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import Membership

GROUP_PREFIX = "group."


class Storage(t.Protocol):
    """LuckPerms' players, groups and tracks. All methods raise StorageError, or UnsettledStorageError."""

    # For people, such as V(LuckPerms storage (SQLite)).
    description: str

    def uuids_of(self, usernames: t.Collection[str]) -> t.Dict[str, t.List[str]]:
        """Return the UUIDs stored for each name that is there, in lower case, as LuckPerms keeps names."""

    def usernames_of(self, uuids: t.Collection[str]) -> t.Dict[str, str]:
        """Return the name stored for each UUID that is there."""

    def usernames_like(self, start: str) -> t.List[str]:
        """Return some of the names that begin like this, where that can be asked for."""

    def groups(self) -> t.List[str]:
        """Return the names of all groups."""

    def memberships(self, uuids: t.Collection[str]) -> t.Dict[str, t.List[Membership]]:
        """Return, for each of these players, the active memberships."""

    def tracks(self) -> t.List[str]:
        """Return the names of all tracks."""

    def track(self, name: str) -> t.Optional[t.List[str]]:
        """Return the groups on a track, the lowest first; None where there is no such track."""
