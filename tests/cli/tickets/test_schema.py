# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The published schema says what the loader does, by the word of an independent validator."""

from __future__ import annotations

import ast
import copy
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastjsonschema
import jsonschema
import pytest
import yaml

from gamedesk import statuses
from gamedesk.tickets import schema, schema_checks

ROOT = Path(__file__).parents[3]
RENEW = ROOT / "tests/tools/renew_schema_checks.py"

ACTION = "01K12C6X4M3XN9T7S8QW2ZJ4RB"
TICKET: dict[str, Any] = yaml.safe_load(
    """
schema: 1
id: 01K12C6X4M3XN9T7S8QW2ZJ4RB
number: 1
title: no rank
opened_at: "2026-07-27T10:15:00Z"
requester: {player: Draxe}
seen_on: a field of tomorrow
history:
- {"id": "01K12C6X4M3XN9T7S8QW2ZJ4RC", "at": "2026-07-27T10:15:00Z", "by": "alex", "kind": "opened", "prev": []}
"""
)


def event(kind: str, **fields: Any) -> dict[str, Any]:
    return {**TICKET["history"][0], "kind": kind, **fields}


STARTED = {
    "action": ACTION,
    "attempt": 1,
    "name": "grant",
    "runbook": "gamedesk.support.grant_rank",
    "hosts": ["survival"],
    "request": {"player": ["Draxe"]},
    "run": ACTION,
}

GOOD = [
    event("opened"),
    event("from_tomorrow", anything={"nested": [1]}),
    event("note", text="", more=1),
    event("assigned", assignee=None),
    event("closed"),
    event("action_started", **STARTED),
    *(event("action_finished", action=ACTION, attempt=1, status=status) for status in statuses.STATUSES),
]
BAD = [
    event("note"),
    event("note", text=1),
    event("Note", text="x"),
    event("status", status="not a word"),
    event("title", title="two\nlines"),
    event("title", title=""),
    event("assigned", assignee=""),
    event("action_started", **{**STARTED, "attempt": 0}),
    event("action_started", **{**STARTED, "attempt": True}),
    event("action_started", **{**STARTED, "hosts": []}),
    event("action_started", **{**STARTED, "request": "vip"}),
    event("action_finished", action=ACTION, attempt=1, status="done"),
    event("resolved", actions="all"),
    event("opened", at="2026-07-27 10:15:00"),
    event("opened", at="2026-07-27T10:15:00+02:00"),
    event("opened", id="01K12C6X4M3XN9T7S8QW2ZJ4R"),
    event("opened", prev=["abc"]),
    event("opened", by=""),
]


def judge_by_peer(value: Any) -> bool:
    return jsonschema.Draft7Validator(schema.published()).is_valid(value)


def judge_by_us(check: Callable[[Any], None], value: Any) -> bool:
    try:
        check(value)
    except schema.SchemaError:
        return False
    return True


def test_what_is_compiled_is_what_is_published() -> None:
    fresh = runpy.run_path(str(RENEW))["source"]()
    kept = Path(schema_checks.__file__).read_text(encoding="utf-8")
    assert ast.dump(ast.parse(kept)) == ast.dump(ast.parse(fresh)), f"run {RENEW.relative_to(ROOT)}"


def compiler_says(value: Any) -> tuple[str, str | None] | None:
    """Return the sentence and the outermost field of what is wrong."""
    definitions = schema.published()["definitions"]
    try:
        fastjsonschema.compile({"definitions": definitions, "$ref": "#/definitions/event"})(value)
    except fastjsonschema.JsonSchemaValueException as error:
        return error.message, next(iter(error.path[1:]), None)
    return None


def compiled_says(value: Any) -> tuple[str, str | None] | None:
    try:
        schema_checks.check_event(value)
    except schema_checks.Violation as error:
        return error.message, error.field
    return None


@pytest.mark.parametrize("value", [*GOOD, *BAD, [], {}, {"kind": "note"}], ids=lambda value: str(value)[-40:])
def test_what_is_compiled_says_what_its_compiler_says(value: Any) -> None:
    assert compiled_says(value) == compiler_says(value)


def test_is_a_schema() -> None:
    jsonschema.Draft7Validator.check_schema(schema.published())


@pytest.mark.parametrize("value", GOOD, ids=lambda value: value["kind"])
def test_good_events_pass(value: dict[str, Any]) -> None:
    assert judge_by_us(schema.check_event, value)
    assert judge_by_peer({**TICKET, "history": [value]})


@pytest.mark.parametrize("value", BAD, ids=lambda value: value["kind"])
def test_bad_events_do_not(value: dict[str, Any]) -> None:
    assert not judge_by_us(schema.check_event, value)
    assert not judge_by_peer({**TICKET, "history": [value]})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("schema", 2),
        ("schema", True),
        ("id", "42"),
        ("number", 0),
        ("number", "1"),
        ("number", 10**9),
        ("title", "a\x07b"),
        ("title", "x" * 501),
        ("opened_at", "yesterday"),
        ("requester", "Draxe"),
        ("requester", {"discord_id": 80351110224678912}),
        ("channel", None),
        ("category", ["grant"]),
    ],
)
def test_bad_headers_do_not_pass(field: str, value: Any) -> None:
    ticket = copy.deepcopy(TICKET) | {field: value}
    with pytest.raises(schema.SchemaError) as caught:
        schema.check_header(ticket)
    assert caught.value.field == field
    assert not judge_by_peer(ticket)


@pytest.mark.parametrize("field", ["schema", "id", "number", "title", "opened_at"])
def test_required_fields_are_required(field: str) -> None:
    ticket = {name: value for name, value in TICKET.items() if name != field}
    assert judge_by_us(schema.check_header, TICKET)
    assert not judge_by_us(schema.check_header, ticket)
    assert not judge_by_peer(ticket)


def test_a_ticket_has_a_history() -> None:
    assert judge_by_peer(TICKET)
    assert not judge_by_peer({**TICKET, "history": []})
    assert not judge_by_peer({name: value for name, value in TICKET.items() if name != "history"})
