# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be undone, and what stands in the way: by what tickets say, which may come from anywhere."""

from __future__ import annotations

import pytest

from gamedesk.actions import Action
from gamedesk.desk import undoing
from gamedesk.desk.creating import create_desk
from gamedesk.desk.folder import open_desk
from gamedesk.desk.undoing import CannotUndoError, choose
from gamedesk.errors import UsageError
from gamedesk.runbooks.inverse import inverse
from gamedesk.tickets import ulids

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
TYRION = "d6b829dc-cccc-3d11-9d2f-14310fdb219d"
VIP = {"rank": "vip", "expires": None, "context": {}}


@pytest.fixture
def desk(tmp_path):
    create_desk(tmp_path)
    return open_desk(str(tmp_path))


def state(*ranks):
    return {"ranks": [{"rank": rank, "expires": None, "context": {}} for rank in ranks]}


def begin(desk, ticket, name="grant", **fields):
    action = ulids.new()
    request = {"player": ["Draxe"], "rank": "vip", "state": "present" if name == "grant" else "absent"}
    started = {"action": action, "attempt": 1, "name": name, "runbook": "r", "hosts": ["survival"], "request": request}
    desk.tickets.append(ticket, "action_started", "anna", {**started, **fields})
    return action


def end(desk, ticket, action, status="succeeded", **fields):
    result = {"player": "Draxe", "uuid": DRAXE, "changed": True, "before": state(), "after": state("vip")}
    asked = desk.tickets.load(ticket).ticket.actions[action]
    finished = {"action": action, "attempt": asked.attempts, "status": status, "changed": True, "results": [result]}
    finished["inverse"] = inverse(Action(asked.name, "survival", asked.request), [result])
    desk.tickets.append(ticket, "action_finished", "anna", {**finished, **fields})


def new(desk):
    return desk.tickets.create("vip for Draxe", "anna").ticket.id


def did(desk, ticket, name="grant", *, status="succeeded", undoes=None, **fields):
    action = begin(desk, ticket, name, **({"undoes": undoes} if undoes else {}))
    end(desk, ticket, action, status, **fields)
    return action


def chosen(desk, ref, *, every=False):
    return [one.done.id for one in choose(desk, ref, every=every).undos]


# What is meant


def test_a_ticket_and_an_action_are_found(desk):
    ticket = new(desk)
    action = did(desk, ticket)
    for ref in ("1", ticket, action, action.lower(), f" {action} "):
        assert chosen(desk, ref) == [action]
    [undo] = choose(desk, "1", every=False).undos
    assert undo.opposite == Action(
        "revoke",
        "survival",
        {"player": [DRAXE], "rank": "vip", "state": "absent", "only_if": {"after": {DRAXE: state("vip")}}},
    )
    assert undo.names == {DRAXE: "Draxe"}


def test_a_beginning_is_enough_where_it_names_one(desk):
    ticket = new(desk)
    first, second = did(desk, ticket), did(desk, ticket)
    apart = next(at for at in range(26) if first[at] != second[at])
    shared = next(at for at in range(26) if not ticket.startswith(first[: at + 1]))
    assert chosen(desk, first[: max(apart, shared) + 1]) == [first]
    with pytest.raises(UsageError, match=r"several ids|tickets"):
        choose(desk, first[:4], every=False)


@pytest.mark.parametrize("ref", ["2", "", "01", "../1", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "%", "' OR 1=1", "01%_", "*"])
def test_what_is_not_there_is_a_usage_error(desk, ref):
    did(desk, new(desk))
    with pytest.raises(UsageError):
        choose(desk, ref, every=False)


def test_of_several_one_must_be_named_or_all(desk):
    ticket = new(desk)
    actions = [did(desk, ticket) for _unused in range(3)]
    with pytest.raises(UsageError, match="--all") as raised:
        choose(desk, "1", every=False)
    assert all(action in raised.value.message for action in actions)
    assert chosen(desk, "1", every=True) == actions[::-1]
    assert chosen(desk, actions[0]) == actions[:1]


def test_the_rank_before_comes_back_if_that_is_what_was_there(desk):
    had = [{"player": "Draxe", "uuid": DRAXE, "changed": True, "before": state("builder"), "after": state("vip")}]
    recorded = {**GOOD, "vars": {**GOOD["vars"], "restore": {DRAXE: state("builder")}}}
    did(desk, new(desk), results=had, inverse=recorded)
    [undo] = choose(desk, "1", every=False).undos
    assert undo.opposite.request["restore"] == {DRAXE: state("builder")}
    did(desk, new(desk), results=[{**had[0], "before": None}], inverse=recorded)
    with pytest.raises(CannotUndoError, match="look at ticket 2"):
        choose(desk, "2", every=False)


# What stands in the way


def test_what_changed_nothing_leaves_nothing_to_undo(desk):
    ticket = new(desk)
    assert "Nothing was done on ticket 1" in choose(desk, "1", every=False).nothing
    action = did(desk, ticket, status="unchanged", changed=False, inverse=None)
    for ref in ("1", action):
        choice = choose(desk, ref, every=False)
        assert (choice.undos, action in choice.nothing, "nothing to undo" in choice.nothing) == ((), True, True)


@pytest.mark.parametrize("status", [None, "unknown", "interrupted"])
def test_what_is_not_settled_is_resumed_first(desk, status):
    ticket = new(desk)
    did(desk, ticket)
    action = begin(desk, ticket)
    if status:
        end(desk, ticket, action, status)
    for ref in ("1", action):
        with pytest.raises(CannotUndoError, match="support resume 1") as raised:
            choose(desk, ref, every=True)
    assert raised.value.exit_code == 3


def test_what_still_runs_is_waited_for(desk, monkeypatch):
    begin(desk, new(desk), run="01M85FN9WYP0993DME1MCJE4XX")
    monkeypatch.setattr(undoing.private, "is_alive", lambda _scratch, run: run == "01M85FN9WYP0993DME1MCJE4XX")
    with pytest.raises(CannotUndoError, match="still running"):
        choose(desk, "1", every=False)


@pytest.mark.parametrize(
    ("status", "why"), [("unverified", "--unverified"), ("succeeded", "does not say what would undo it")]
)
def test_what_nobody_knows_the_state_before_of_cannot_be_undone(desk, status, why):
    did(desk, new(desk), status=status, inverse=None)
    with pytest.raises(CannotUndoError, match=why):
        choose(desk, "1", every=False)


def test_of_all_what_cannot_be_undone_is_told_beside_the_rest(desk):
    ticket = new(desk)
    good = did(desk, ticket)
    bad = did(desk, ticket, inverse=None)
    choice = choose(desk, "1", every=True)
    assert [one.done.id for one in choice.undos] == [good]
    assert [one.done.id for one in choice.obstacles] == [bad]


# What was undone already


def test_what_was_undone_is_said_so_until_that_is_undone(desk):
    ticket = new(desk)
    first = did(desk, ticket)
    undo = did(desk, ticket, "revoke", undoes=first)
    assert f"undone already, by {undo} on ticket 1" in choose(desk, first, every=False).nothing
    assert "undone already" in choose(desk, "1", every=False).nothing
    assert chosen(desk, undo) == [undo]
    again = did(desk, ticket, "grant", undoes=undo)
    assert chosen(desk, "1") == [first]
    assert undo in choose(desk, undo, every=False).nothing
    assert chosen(desk, again) == [again]


@pytest.mark.parametrize("status", ["failed", "refused"])
def test_an_undo_that_was_not_done_may_be_tried_again(desk, status):
    ticket = new(desk)
    first = did(desk, ticket)
    did(desk, ticket, "revoke", undoes=first, status=status, changed=False)
    assert chosen(desk, "1") == [first]


def test_an_undo_in_doubt_is_resumed_first(desk):
    ticket = new(desk)
    first = did(desk, ticket)
    begin(desk, ticket, "revoke", undoes=first)
    with pytest.raises(CannotUndoError, match="support resume 1"):
        choose(desk, first, every=False)


def test_an_undo_on_another_ticket_counts(desk):
    ticket, other = new(desk), new(desk)
    first = did(desk, ticket)
    undo = begin(desk, other, "revoke", undoes=first, undoes_in=ticket)
    desk.tickets.append(ticket, "undone", "anna", {"action": first, "undone_by": undo, "ticket": other})
    with pytest.raises(CannotUndoError, match="support resume 2"):
        choose(desk, "1", every=False)
    end(desk, other, undo)
    assert f"by {undo} on ticket 2" in choose(desk, "1", every=False).nothing
    assert "Nothing was done" in choose(desk, "2", every=False).nothing
    did(desk, other, "grant", undoes=undo)
    assert chosen(desk, "1") == [first]


def test_an_undo_on_a_ticket_that_is_not_here_counts(desk):
    ticket, elsewhere = new(desk), ulids.new()
    first = did(desk, ticket)
    desk.tickets.append(ticket, "undone", "anna", {"action": first, "undone_by": ulids.new(), "ticket": elsewhere})
    assert elsewhere in choose(desk, first, every=False).nothing


# What a stranger wrote


GOOD = {"action": "revoke", "vars": {"player": [DRAXE], "rank": "vip"}, "only_if": {"after": {DRAXE: state("vip")}}}


def doctored(**changes):
    return {**GOOD, **changes}


@pytest.mark.parametrize(
    "recorded",
    [
        doctored(action="ban"),
        doctored(action=["revoke"]),
        doctored(action="no_such_action"),
        doctored(vars=None),
        doctored(vars={"player": [DRAXE], "rank": "owner"}),
        doctored(vars={"player": [TYRION], "rank": "vip"}),
        doctored(vars={"player": [DRAXE, TYRION], "rank": "vip"}),
        doctored(vars={"player": ["@a"], "rank": "vip"}),
        doctored(vars={"player": DRAXE, "rank": "vip"}),
        doctored(vars={"player": [], "rank": "vip"}),
        doctored(vars={"rank": "vip"}),
        doctored(vars={"player": [DRAXE]}),
        doctored(vars={**GOOD["vars"], "verify_timeout": "0.1"}),
        doctored(vars={**GOOD["vars"], "action_id": ulids.new()}),
        doctored(vars={**GOOD["vars"], "context": {"gamemode": "creative"}}),
        doctored(vars={**GOOD["vars"], "context": {"server": "a b"}}),
        doctored(vars={**GOOD["vars"], "expires": "soon"}),
        doctored(vars={**GOOD["vars"], "restore": {DRAXE: {"ranks": "vip"}}}),
        doctored(vars={**GOOD["vars"], "restore": {DRAXE: {"ranks": [{**VIP, "expires": "soon"}]}}}),
        doctored(vars={**GOOD["vars"], "restore": {"@a": state("vip")}}),
        doctored(vars={**GOOD["vars"], "restore": {DRAXE: state("owner")}}),
        doctored(only_if=None),
        doctored(only_if={}),
        doctored(only_if={"after": [DRAXE]}),
        doctored(only_if={"after": {DRAXE: {"ranks": [{"rank": 1, "expires": None, "context": {}}]}}}),
        [GOOD],
    ],
    ids=[str(number) for number in range(26)],
)
def test_what_a_stranger_wrote_is_not_done(desk, recorded):
    did(desk, new(desk), inverse=recorded)
    with pytest.raises(CannotUndoError, match="look at ticket 1"):
        choose(desk, "1", every=False)


def moved(desk, name, before, after, **fields):
    """A move on the track staff, with the record of what would undo it; C(fields) replace parts of that."""
    ticket = new(desk)
    request = {"player": ["Draxe"], "track": "staff", **({"rank": "admin"} if name == "settrack" else {"move": name})}
    results = [{"player": "Draxe", "uuid": DRAXE, "changed": True, "before": state(*before), "after": state(*after)}]
    recorded = inverse(Action(name, "survival", request), results)
    values = {**recorded["vars"], **fields}
    action = begin(desk, ticket, name, request=request)
    end(desk, ticket, action, results=results, inverse={**recorded, "vars": values})
    return action


@pytest.mark.parametrize("name", ["promote", "settrack"])
@pytest.mark.parametrize(
    ("before", "opposite"), [(["default"], ("revoke", "admin")), (["default", "helper"], ("settrack", "helper"))]
)
def test_a_move_is_undone_by_the_place_before_or_by_none(desk, name, before, opposite):
    action = moved(desk, name, before, ["default", "admin"])
    [undo] = choose(desk, action, every=False).undos
    assert (undo.opposite.name, undo.opposite.request["rank"]) == opposite
    assert undo.opposite.players == (DRAXE,)


@pytest.mark.parametrize("name", ["promote", "settrack"])
@pytest.mark.parametrize("before", [["default"], ["default", "helper"]])
@pytest.mark.parametrize("fields", [{"rank": "owner"}, {"player": [TYRION]}, {"context": {"server": "lobby"}}])
def test_a_move_is_undone_by_nothing_else(desk, name, before, fields):
    action = moved(desk, name, before, ["default", "admin"], **fields)
    with pytest.raises(CannotUndoError, match="look at ticket 1"):
        choose(desk, action, every=False)


def test_the_opposite_is_what_its_name_says(desk):
    did(desk, new(desk), inverse=doctored(vars={**GOOD["vars"], "state": "present"}))
    [undo] = choose(desk, "1", every=False).undos
    assert undo.opposite.request["state"] == "absent"


def test_odd_results_break_nothing(desk):
    did(desk, new(desk), results=[{"changed": True, "uuid": [], "player": {}}])
    with pytest.raises(CannotUndoError):
        choose(desk, "1", every=False)
