# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile values in every text of every command, in short; tests/soak/hostile_values.py does 100,000 of them."""

from __future__ import annotations

import random
import re

import pytest
from hostile import tree
from hostile.commands import CommandLine
from hostile.reading import ViolationError, check_text, one_object
from hostile.values import Values
from hostile.workshop import Workshop, unmarked
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gamedesk.render.json_text import as_json_text
from gamedesk.render.text import brief

FIELDS = [field for field in tree.fields() if " ".join(field.words) not in {"demo", "sandbox up"}]
# Characters of all kinds, and those that mean something to somebody more often.
TEXT = st.text(
    st.one_of(st.characters(), st.sampled_from("{}%$`'\"\\/-@*=,;|&\n\r\t\0\x1b\x9b\u202e\u2066\ud800")), max_size=60
)


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    random_ = random.Random(1)
    workshop = Workshop(tmp_path_factory.mktemp("hostile"))
    return CommandLine(random_, Values(random_, workshop.canary), workshop)


def run(line, *words):
    """Run words at the desk, as a program sees it."""
    workshop = line._workshop
    with workshop.at_work():
        return workshop.run([*words, "--desk", str(workshop.desk)])


def test_every_text_of_every_command_has_its_place():
    assert tree.uncovered() == []
    assert len(FIELDS) > 40


@pytest.mark.parametrize("field", FIELDS, ids=str)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=TEXT)
@example(value="{{ lookup('pipe', 'id') }}")
@example(value="--json")
@example(value="--")
@example(value="~gamedesk-no-such-user/x")
def test_a_text_is_taken_as_it_is_or_refused_in_a_sentence(line, field, value):
    if field.name in {"desk_dir", "folder"}:  # Click looks at these itself, as a process can be given them
        value = re.sub("[\ud800-\udc7f\udd00-\udfff]", "\udcff", value.replace("\0", ""))
    line.with_value(field, value)


@pytest.mark.parametrize("unit", ["a", "{{ ", "\u202e"])
@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_100_kb_are_taken_as_they_are_or_refused_in_a_sentence(line, field, unit):
    line.with_value(field, unit * (100_000 // len(unit)))


@pytest.mark.parametrize("wrong", ["", " ", "two\nlines", "a" * 501, "\x1b[31m", "nul\0"])
def test_a_title_that_cannot_be_is_a_usage_error(line, wrong):
    answer = run(line, "ticket", "new", wrong)
    assert answer.code == 2
    assert answer.err.startswith("Error: The field title of a ticket")


@pytest.mark.parametrize("option", ["--player", "--discord", "--channel", "--category"])
def test_an_empty_text_is_not_taken_for_none(line, option):
    assert run(line, "ticket", "new", "where is my rank", option, "").code == 2


@pytest.mark.parametrize(
    "words", [["ticket", "list"], ["init"], ["demo"], ["sandbox", "status"], ["sandbox", "up"], ["init", "--"]]
)
@pytest.mark.parametrize(
    ("folder", "why"),
    [
        ("", "needs the name of a folder"),
        ("~gamedesk-no-such-user", "there is no home for the ~"),
        ("a" * 5000, "File name too long"),
        ("new/" + "é" * 128, "File name too long"),
        ("$HOME", "a name with a $"),
        ("\udcff", "not"),
    ],
)
def test_a_folder_that_cannot_be_is_a_usage_error(line, words, folder, why):
    workshop = line._workshop
    with workshop.at_work():
        answer = workshop.run([*words, folder] if "--" in words else [*words, "--desk", folder])
        workshop.check_surroundings()
    assert (answer.code, answer.out) == (2, "")
    assert why in answer.err


def test_the_desk_of_the_environment_is_looked_at_like_that_of_the_command_line(line, monkeypatch):
    workshop = line._workshop
    with workshop.at_work():
        monkeypatch.setenv("SUPPORT_DESK", "~gamedesk-no-such-user")
        answer = workshop.run(["ticket", "list"])
    assert answer.code == 2
    assert "$SUPPORT_DESK" in answer.err


def test_json_as_the_value_of_an_option_does_not_ask_for_json(line):
    answer = run(line, "ticket", "close", "77", "--because", "--json")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("Error: There is no ticket '77'")


@pytest.mark.parametrize(
    "words",
    [
        ["ticket", "list", "--text", "--", "--limit", "many"],
        ["ticket", "list", "--text", "--", "--player", "\udcff"],
        ["ticket", "list", "--nosuch"],
    ],
)
def test_json_is_answered_with_json_whatever_stands_before_it(line, words):
    answer = run(line, *words, "--json")
    assert answer.code == 2
    assert one_object(answer.out)["error"]["code"] == "usage"


def test_resume_prints_one_object_for_a_ticket_that_is_not_there(line):
    answer = run(line, "resume", "77", "--json")
    assert answer.code == 2
    assert one_object(answer.out)["error"]["code"] == "usage"


def test_what_the_checks_of_these_tests_are_worth():
    with pytest.raises(ViolationError, match=r"U\+001B"):
        check_text("output", b"\x1b]0;EVIL\x07", terminal=True)
    with pytest.raises(ViolationError, match=r"U\+202E"):
        check_text("output", "\u202e".encode())
    with pytest.raises(ViolationError, match="template"):
        unmarked({"player": ["{{ x }}"]})
    with pytest.raises(ViolationError, match="half"):
        one_object('{"a": "\\ud800"}')


def test_a_long_error_keeps_its_beginning_and_its_end():
    text = brief("There is no ticket " + "x" * 100_000 + "; make one with: support ticket new")
    assert len(text) < 1000
    assert text.startswith("There is no ticket x")
    assert text.endswith("x; make one with: support ticket new")
    assert brief("short") == "short"


@given(st.dictionaries(TEXT, TEXT))
def test_json_is_printable_ascii_and_says_the_same(value):
    text = as_json_text(value)
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
    if not any("\ud800" <= char <= "\udfff" for char in "".join([*value, *value.values()])):
        assert one_object(text) == value
