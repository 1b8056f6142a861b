# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(--stop-on-error), which every command has that takes several players, goes into the request."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from gamedesk.actions import Action
from gamedesk.commands.root import support
from gamedesk.desk import performing
from gamedesk.desk.creating import create_desk
from gamedesk.desk.outcome import Outcome, Verdict


@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize(
    "words",
    [
        ["grant", "Draxe", "MaxiCube", "vip"],
        ["revoke", "Draxe", "MaxiCube", "vip"],
        ["promote", "Draxe", "MaxiCube", "staff"],
        ["demote", "Draxe", "MaxiCube", "staff"],
        ["settrack", "Draxe", "MaxiCube", "staff", "helper"],
        ["ban", "Draxe", "MaxiCube"],
        ["unban", "Draxe", "MaxiCube"],
    ],
    ids=lambda words: words[0],
)
def test_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], given: bool) -> None:
    asked: list[Action] = []

    def noted(_desk: object, action: Action, **_rest: object) -> Outcome:
        asked.append(action)
        return Outcome("id", action.name, "", action.server, "r", Verdict("unchanged", False, True), False, 0.1)

    create_desk(tmp_path)
    (tmp_path / "inventory" / "hosts.yml").write_text(
        "all: {hosts: {survival: {gamedesk_ranks: {}, gamedesk_bans: {}}}}"
    )
    monkeypatch.setattr(performing, "perform", noted)
    more = ["--stop-on-error"] if given else []
    line = [*words, *more, "--yes", "--server", "survival", "--desk", str(tmp_path)]
    result = CliRunner().invoke(support, line, standalone_mode=False)
    assert result.exception is None
    assert [action.request.get("stop_on_error") for action in asked] == [True if given else None]
