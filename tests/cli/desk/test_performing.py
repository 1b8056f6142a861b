# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made ready before anything is sent."""

from __future__ import annotations

from gamedesk.actions import Action
from gamedesk.desk.creating import create_desk
from gamedesk.desk.folder import open_desk
from gamedesk.desk.performing import run_folder
from gamedesk.runbooks.catalogue import permissions


def test_the_room_is_for_the_whole_ticket_and_for_each_player(tmp_path):
    create_desk(tmp_path)
    desk = open_desk(str(tmp_path))
    ticket = desk.tickets.create("a long story", "anna")
    for _note in range(20):
        desk.tickets.append(ticket.ticket.id, "note", "anna", {"text": "x" * 50_000})
    players = [f"Player{number}" for number in range(1000)]
    action = Action("grant", "survival", {"player": players, "rank": "vip"})
    sizes = []
    for path in (None, ticket.path):
        with run_folder(desk, action, path) as folder:
            sizes.append(sum(file.stat().st_size for file in folder.iterdir() if file.is_file()))
    assert sizes[0] >= 8192 * len(players)
    assert sizes[1] - sizes[0] == ticket.path.stat().st_size > 1_000_000


def test_what_gives_another_rank_back_needs_to_be_allowed_to_grant():
    def undo(name, rank):
        state = {"ranks": [{"rank": rank, "expires": None, "context": {}}]}
        return Action(name, "survival", {"player": ["Draxe"], "rank": "Vip", "restore": {"Draxe": state}})

    assert permissions(undo("revoke", "builder")) == ("rank.revoke", "rank.grant")
    assert permissions(undo("revoke", "vip")) == ("rank.revoke",)  # it is made shorter
    assert permissions(undo("grant", "vip")) == ("rank.grant",)
    ban = {"ban": {"reason": "x", "source": None, "created": None, "expires": None}}
    assert permissions(Action("unban", "survival", {"player": ["Draxe"], "restore": {"Draxe": ban}})) == ("ban.remove",)
    assert permissions(Action("check", "survival", {})) == ("server.check",)
