# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module through the fault proxy: each fault at each packet has its outcome, and nothing it says is false."""

from __future__ import annotations

import socket

import pytest

from gamedesk import statuses

from .claims import AMPLE, SHORT, check_claims, check_replies
from .conftest import new_player
from .fault_proxy import fault_proxy
from .harm import FAULTS, cut
from .matrix import BLIND, CASES, LONG, REVOKE, TWO, Case
from .outcomes import REFUSED, SECOND_NOT_TRIED, Outcome

# A proxy or a server that fails is no proof of anything.
pytestmark = pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")


def prepared(truth, flow: str) -> list[str]:
    players = [new_player() for _unused in range(2 if flow == TWO else 1)]
    if flow == REVOKE:
        truth.command(f"lp user {players[0]} parent add vip", f"lp user {players[0]} parent addtemp vip 30d")
        truth.settle()
        assert len(truth.memberships(players[0])) == 2
    return players


def options_of(flow: str) -> dict:
    if flow == BLIND:
        return {"ranks": {"provider": "luckperms"}, "verify": "best_effort"}
    return {"state": "absent"} if flow == REVOKE else {}


def check_outcome(result: dict, outcome: Outcome) -> None:
    code = (result.get("error") or {}).get("code")
    assert (result["status"], code) in [(outcome.status, one) for one in outcome.codes], result
    parts = [one["status"] for one in result["results"]]
    assert statuses.exit_code(result["status"], code, parts) == outcome.exit


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_fault(truth, run, case: Case) -> None:
    players = prepared(truth, case.flow)
    before = {player: len(truth.actions(player)) for player in players}
    faults = {packet: FAULTS[fault] for packet, fault in case.faults}
    sees_a_change = "succeeded" in case.outcome.status
    # A reply that says no must stay readable.
    label = case.outcome.status != "failed"
    with fault_proxy(truth.server.port, faults, label=label, long=case.flow == LONG) as proxy:
        result = run(
            proxy.port,
            {"timeout": SHORT if case.silent else AMPLE, "quiet": 0.05},
            player=players,
            verify_timeout=AMPLE if sees_a_change else SHORT,
            **options_of(case.flow),
        )
    assert sorted(proxy.fired) == sorted(faults)
    truth.settle()
    check_outcome(result, case.outcome)
    check_replies(result)
    check_claims(truth, result, before, absent=case.flow == REVOKE)


def test_nobody_listens(truth, run) -> None:
    (player,) = prepared(truth, "grant")
    with fault_proxy(truth.server.port) as proxy:
        proxy.refuse()
        result = run(proxy.port, {}, player=[player])
    check_outcome(result, REFUSED)
    check_claims(truth, result, {player: 0}, absent=False)


def test_nobody_takes_the_connection(truth, run) -> None:
    (player,) = prepared(truth, "grant")
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        waiting = [socket.socket() for _unused in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        result = run(listener.getsockname()[1], {"timeout": SHORT}, player=[player])
        for one in waiting:
            one.close()
    check_outcome(result, REFUSED)
    check_claims(truth, result, {player: 0}, absent=False)


def test_nobody_listens_any_more_between_two_players(truth, run) -> None:
    players = prepared(truth, TWO)
    with fault_proxy(truth.server.port, label=True) as proxy:

        def cut_and_refuse(passage) -> None:
            proxy.refuse()
            cut("after")(passage)

        proxy.set_fault("reply 1", cut_and_refuse)
        result = run(proxy.port, {"timeout": AMPLE}, player=players)
    truth.settle()
    check_outcome(result, SECOND_NOT_TRIED)
    assert [one["status"] for one in result["results"]] == ["succeeded", "failed"]
    check_replies(result)
    check_claims(truth, result, dict.fromkeys(players, 0), absent=False)
