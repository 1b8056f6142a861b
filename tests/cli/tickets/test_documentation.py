# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What docs/ticket-file.md shows is what the code reads and writes."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import yaml

from gamedesk.tickets import schema
from gamedesk.tickets.document import render
from gamedesk.tickets.folding import fold
from gamedesk.tickets.gitattributes import GITATTRIBUTES
from gamedesk.tickets.reading import parse_file

TEXT = (Path(__file__).parents[3] / "docs" / "ticket-file.md").read_text(encoding="utf-8")


def test_the_example_is_a_ticket() -> None:
    example = re.search(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    path = re.search(r"It lies in `(tickets/\S+)`", TEXT)
    assert example is not None
    assert path is not None
    data = example[1].encode()
    document = parse_file(data, Path(path[1]))
    assert render(document.header, document.events) == data
    assert not document.missing
    assert len(document.heads) == 1
    jsonschema.validate(yaml.safe_load(data), schema.published())
    ticket = fold(document.header, document.events)
    assert ticket.status == "resolved"
    assert [action.status for action in ticket.actions.values()] == ["succeeded"]
    assert [note.text for note in ticket.notes] == ["Told Draxe in Discord \U0001f64f"]


def test_the_kinds_are_those_of_the_schema() -> None:
    told = set(
        re.findall(r"^\| `([a-z_]+)` \|", TEXT.partition("| kind | fields |")[2].partition("\n\n")[0], re.MULTILINE)
    )
    event = schema.published()["definitions"]["event"]
    known = [branch["if"]["properties"]["kind"] for branch in event["allOf"]]
    assert told == {"opened"}.union(*(kind.get("enum", [kind.get("const")]) for kind in known))


def test_the_attributes_for_git_are_told() -> None:
    assert f"```\n{GITATTRIBUTES}```" in TEXT
