# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes, their contexts, and how a holder's nodes change (PermissionHolder.java, NodeEqualityPredicate.java)."""

from __future__ import annotations

import enum
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

Contexts = tuple[tuple[str, str], ...]
GROUP_PREFIX = "group."
SERVER, WORLD, GLOBAL = "server", "world", "global"


class Merge(enum.Enum):
    """What to do with a temporary node that is there already."""

    ACCUMULATE = "accumulate"
    REPLACE = "replace"
    DENY = "deny"


def contexts_of(pairs: Iterable[tuple[str, str]]) -> Contexts:
    """Return a context set: lower case, sorted, without blanks and without C(server=global) and C(world=global)."""
    clean = {(key.lower(), value.lower()) for key, value in pairs if key.strip() and value.strip()}
    return tuple(sorted(clean - {(SERVER, GLOBAL), (WORLD, GLOBAL)}))


def parse_contexts(tokens: list[str]) -> Contexts:
    """Read the context arguments of a command: C(key=value), or bare: the second is the world, any other the server."""
    pairs = []
    for index, token in enumerate(tokens):
        key, equals, value = token.partition("=")
        pairs.append((key, value) if equals else (WORLD if index == 1 else SERVER, token))
    return contexts_of(pairs)


def contexts_text(contexts: Contexts) -> str:
    """Return C(global) or C(server=survival, world=nether)."""
    return ", ".join(f"{key}={value}" for key, value in contexts) or GLOBAL


def contexts_in_brackets(contexts: Contexts) -> str:
    """Return nothing, or C((server=survival) (world=nether))."""
    return " ".join(f"({key}={value})" for key, value in contexts)


@dataclass(frozen=True)
class Node:
    """One row of a holder: C(expiry) is in Unix seconds, 0 is never."""

    permission: str
    contexts: Contexts = ()
    expiry: int = 0
    value: bool = True
    row_id: int | None = field(default=None, compare=False)

    @property
    def group(self) -> str | None:
        """The group that the node inherits from, if it does."""
        return self.permission.removeprefix(GROUP_PREFIX) if self.permission.startswith(GROUP_PREFIX) else None

    @property
    def seconds_left(self) -> int:
        """Seconds until it expires; nonsense for a permanent node."""
        return self.expiry - int(time.time())

    def has_expired(self) -> bool:
        """Tell whether its time is over."""
        return self.expiry != 0 and self.expiry < time.time()

    def is_like(self, other: Node) -> bool:
        """Compare all but the time of expiry and the value; permanent and temporary nodes are never alike."""
        return (
            self.permission == other.permission
            and self.contexts == other.contexts
            and bool(self.expiry) == bool(other.expiry)
        )


def inheritance(group: str, contexts: Contexts = (), seconds: int | None = None) -> Node:
    """Return the node of a membership, for so many seconds from now."""
    expiry = 0 if seconds is None else int(time.time()) + seconds
    return Node(GROUP_PREFIX + group, contexts, expiry)


DEFAULT_GROUP = "default"
DEFAULT_NODE = inheritance(DEFAULT_GROUP)


@dataclass
class NodeMap:
    """The nodes of one holder, and the rows that they were loaded from."""

    nodes: list[Node]

    def __post_init__(self) -> None:
        self._loaded = list(self.nodes)

    def changes(self) -> tuple[list[Node], list[Node]]:
        """Return what was added and what was removed since loading."""
        added = [node for node in self.nodes if node not in self._loaded]
        removed = [node for node in self._loaded if node not in self.nodes]
        return added, removed

    def parents(self) -> list[Node]:
        """Return the memberships, the narrowest and the temporary ones first."""
        held = [node for node in self.nodes if node.group is not None and node.value]
        return sorted(held, key=lambda node: (-len(node.contexts), node.contexts, not node.expiry, node.permission))

    def set(self, node: Node, merge: Merge = Merge.DENY) -> Node | None:
        """Add a node and return it as it is now, or None if the holder has it already."""
        other = self._like(node)
        if other and node.expiry and merge is Merge.ACCUMULATE:
            node = replace(node, expiry=other.expiry + node.seconds_left)
        elif other and (node.value == other.value) and not (merge is Merge.REPLACE and node.expiry > other.expiry):
            return None
        self.remove_like(node)
        self.nodes.append(node)
        return node

    def unset(self, node: Node, seconds: int | None = None) -> tuple[bool, Node | None]:
        """Remove a node, or take seconds off its time; return whether it was there, and what is left of it."""
        other = self._like(node)
        if other is None:
            return False, None
        left = replace(other, expiry=other.expiry - seconds, row_id=None) if seconds is not None else None
        self.remove_like(node)
        if left is None or left.has_expired():
            return True, None
        self.nodes.append(left)
        return True, left

    def remove_like(self, node: Node) -> None:
        """Remove what is_like the node."""
        self.nodes = [other for other in self.nodes if not other.is_like(node)]

    def clear_parents(self, contexts: Contexts, groups: Collection[str] | None = None) -> None:
        """Remove the memberships, permanent and temporary, of exactly these contexts: all, or those in C(groups)."""
        self.nodes = [
            node
            for node in self.nodes
            if node.group is None or node.contexts != contexts or (groups is not None and node.group not in groups)
        ]

    def drop_expired(self) -> bool:
        """Remove what has expired; return whether there was any."""
        before = len(self.nodes)
        self.nodes = [node for node in self.nodes if not node.has_expired()]
        return len(self.nodes) != before

    def _like(self, node: Node) -> Node | None:
        return next((other for other in self.nodes if other.is_like(node)), None)
