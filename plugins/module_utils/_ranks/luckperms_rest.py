# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""LuckPerms' REST API (domain: 3.5; rest-api's luckperms-openapi.yml and its controllers).

It has no request for several players: each is asked for, over one connection.
"""

from __future__ import annotations

import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._ranks.luckperms_http import LuckPermsHttp
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.luckperms_storage import GROUP_PREFIX
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import Membership

_ANYWHERE = "global"
_PLACES = ("server", "world")

# The option read_back.rest in the form of an Ansible argument spec.
REST_OPTIONS: t.Dict[str, t.Any] = {
    "type": "dict",
    "options": {
        "url": {"type": "str", "required": True},
        "api_key": {"type": "str", "no_log": True},
        "ca": {"type": "path"},
        "timeout": {"type": "float", "default": 5.0},
        "allow_remote": {"type": "bool", "default": False},
    },
}


class RestStorage:
    """Reads what LuckPerms has loaded, through its REST API."""

    description = "LuckPerms REST API"

    def __init__(self, http: LuckPermsHttp) -> None:
        self._http = http

    def uuids_of(self, usernames: t.Collection[str]) -> t.Dict[str, t.List[str]]:
        found: t.Dict[str, t.List[str]] = {}
        for name in dict.fromkeys(name.lower() for name in usernames):
            answer = self._http.get("user", "lookup", username=name)
            if answer is not None:
                found[name] = [self._field(answer, "uniqueId")]
        return found

    def usernames_of(self, uuids: t.Collection[str]) -> t.Dict[str, str]:
        found: t.Dict[str, str] = {}
        for uuid in dict.fromkeys(uuids):
            answer = self._http.get("user", "lookup", uniqueId=uuid)
            if answer is not None:
                found[uuid] = self._field(answer, "username")
        return found

    def usernames_like(self, start: str) -> t.List[str]:  # noqa: ARG002
        return []

    def groups(self) -> t.List[str]:
        return sorted(self._texts(self._http.get("group")))

    def memberships(self, uuids: t.Collection[str]) -> t.Dict[str, t.List[Membership]]:
        return {uuid: self._memberships(self._http.get("user", uuid, "nodes")) for uuid in uuids}

    def tracks(self) -> t.List[str]:
        return sorted(self._texts(self._http.get("track")))

    def track(self, name: str) -> t.Optional[t.List[str]]:
        answer = self._http.get("track", name)
        if answer is None:
            return None
        if not isinstance(answer, dict):
            raise self._http.odd()
        return [group.lower() for group in self._texts(answer.get("groups"))]

    def _memberships(self, nodes: t.Any) -> t.List[Membership]:
        if nodes is None:  # nobody has heard of this player, or this is another server, which has no groups either
            self.groups()
            return []
        if not isinstance(nodes, list):
            raise self._http.odd()
        now = time.time()
        found = map(self._membership, nodes)
        return [one for one in found if one is not None and (one.expires is None or one.expires > now)]

    def _membership(self, node: t.Any) -> t.Optional[Membership]:
        key, value = self._field(node, "key"), node.get("value")
        expiry, context = node.get("expiry"), node.get("context")
        if value is not True or not key.lower().startswith(GROUP_PREFIX):
            return None
        if not isinstance(context, list) or isinstance(expiry, bool) or not isinstance(expiry, (int, type(None))):
            raise self._http.odd()
        pairs = [(self._field(one, "key"), self._field(one, "value")) for one in context]
        where = {(name, text.lower()) for name, text in pairs if not (name in _PLACES and text.lower() == _ANYWHERE)}
        return Membership(key[len(GROUP_PREFIX) :].lower(), expiry or None, tuple(sorted(where)))

    def _texts(self, answer: t.Any) -> t.List[str]:
        if not isinstance(answer, list) or not all(isinstance(one, str) for one in answer):
            raise self._http.odd()
        return answer

    def _field(self, answer: t.Any, name: str) -> str:
        value = answer.get(name) if isinstance(answer, dict) else None
        if not isinstance(value, str):
            raise self._http.odd()
        return value


def from_options(rest: t.Mapping[str, t.Any]) -> RestStorage:
    """Make the storage from the option O(ranks.read_back.rest). Raises ConfigurationError."""
    return RestStorage(
        LuckPermsHttp(
            rest["url"],
            rest.get("api_key"),
            ca=rest.get("ca"),
            timeout=rest["timeout"],
            allow_remote=rest["allow_remote"],
        )
    )
