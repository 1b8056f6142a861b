# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of the index: where it is, what is in it, and which version of that this is."""

from __future__ import annotations

# Below the desk.
PATH = ".run/tickets.sqlite"

# Count up whenever what is stored, or what folding makes of the events, changes.
VERSION = 4

# The views are apart from what is searched, so that a search reads few pages. What is mentioned is for completion,
# and to find the ticket of an action: `entry` is the name in lower case, a line break, and the name.
SCHEMA = """
CREATE TABLE tickets (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    line INTEGER, problem TEXT,
    id TEXT, number INTEGER, opened_at TEXT, status TEXT, unfinished INTEGER, undoable INTEGER, done INTEGER,
    title TEXT, players TEXT, words TEXT
);
CREATE TABLE views (path TEXT PRIMARY KEY, view TEXT NOT NULL);
CREATE TABLE mentions (
    kind TEXT NOT NULL, entry TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (kind, entry, path)
) WITHOUT ROWID;
CREATE INDEX newest ON tickets (opened_at, id);
CREATE INDEX numbers ON tickets (done, number);
CREATE INDEX resumable ON tickets (number) WHERE unfinished;
CREATE INDEX undoable ON tickets (number) WHERE undoable;
CREATE INDEX mentioned_in ON mentions (path);
"""

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.+-")
_LONGEST = 64


def is_plain(text: str) -> bool:
    """Whether a shell, and `support` itself, take this text for one word and nothing else, wherever it stands."""
    return 0 < len(text) <= _LONGEST and text[0] != "-" and _PLAIN.issuperset(text)
