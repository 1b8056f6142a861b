# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Completion understands a line as Click does, without Click."""

from __future__ import annotations

import random

import click
import pytest
from click.shell_completion import ShellComplete

from gamedesk.commands import completing
from gamedesk.commands.root import support
from gamedesk.desk import knowing

COMMANDS = [
    "grant",
    "revoke",
    "ticket",
    "ticket new",
    "ticket list",
    "ticket show",
    "ticket note",
    "ticket close",
    "logs parse",
    "logs search",
    "logs suspects",
    "resume",
    "doctor",
    "init",
    "sandbox",
    "sandbox up",
    "sandbox down",
    "sandbox status",
    "demo",
    "completion",
    "version",
]


@pytest.fixture
def asked(monkeypatch):
    """Return what the desk was asked for; the desk knows one name of each kind."""
    questions = []
    names = {"player": "Draxe", "rank": "vip", "server": "survival", "ticket": "42", "resumable": "7", "undoable": "8"}

    def values(kind, prefix, desk):
        questions.append((kind, prefix, desk))
        return [(names[kind], "a remark")] if names[kind].startswith(prefix) else []

    monkeypatch.setattr(knowing, "values", values)
    return questions


def complete(*words, shell="zsh"):
    return completing.answer(shell, list(words)).splitlines()


def values(*words, shell="zsh"):
    return [line.partition("\t")[0] for line in complete(*words, shell=shell)]


def click_says(words):
    """Return what Click would complete; it knows no desk, and asks the shell for files where we ask for folders."""
    found = ShellComplete(support, {}, "support", "_").get_completions(words[:-1], words[-1])
    ours = {"file": "/folders", "dir": "/folders", "files": "/files"}
    return [ours.get(item.type, item.value) for item in found]


def command(words):
    found, context = support, click.Context(support)
    for word in words:
        found = found.get_command(context, word)
    return found


def lines(words, pick):
    """Return lines that the command takes, each with a word to complete at its end."""
    found = command(words)
    options = [item for item in found.params if isinstance(item, click.Option) and not item.is_eager]
    given = list(words)
    for option in pick.sample(options, pick.randint(0, min(3, len(options)))):
        name = pick.choice(option.opts)
        if option.is_flag:
            given.append(name)
        else:
            value = pick.choice(["x", "-x", "30d", "a b", ""])
            joined = f"{name}={value}" if name.startswith("--") else f"{name}{value}"
            given += pick.choice([[name, value], [joined]] if value else [[name, value]])
    if not isinstance(found, click.Group):
        single = [item for item in found.params if isinstance(item, click.Argument)]
        given += pick.sample(["Draxe", "bash", "x"], pick.randint(0, min(3, len(single))))
    ends = ["", "-", "--", "b", *(name[: pick.randint(1, len(name))] for option in options for name in option.opts)]
    with_value = [option for option in options if not option.is_flag]
    ends += [f"{option.opts[0]}={begin}" for option in with_value for begin in ("", "z")]
    waiting = [[name] for option in with_value for name in option.opts]
    return [[*given, end] for end in ends] + [[*given, *name, end] for name in waiting for end in ("", "b")]


@pytest.mark.parametrize("words", ["", *COMMANDS])
def test_a_line_is_understood_as_click_does(monkeypatch, words):
    monkeypatch.setattr(knowing, "values", lambda *_: [])
    pick = random.Random(words)
    for _again in range(12):
        for line in lines(words.split(), pick):
            name, equals, _begin = line[-1].partition("=")
            ours = [value.removeprefix(f"{name}=") for value in values(*line)] if equals else values(*line)
            assert ours == click_says(list(line)), line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("gr", ["grant"]),
        ("ticket ", ["new", "list", "show", "note", "close"]),
        ("completion ", ["bash", "zsh", "fish"]),
        ("grant --un", ["--until", "--unverified"]),
        ("grant --json --js", []),
        ("grant -c server=a --con", ["--context"]),
        ("init ", ["/folders"]),
        ("logs parse a --json ", ["/files"]),
        ("grant --desk ", ["/folders"]),
        ("grant --desk=", ["/folders"]),
        ("nope ", []),
        ("ticket nope ", []),
        ("nope --", []),
        ("grant -- -", []),
        ("grant ", ["Draxe"]),
        ("grant D", ["Draxe"]),
        ("grant -y --json ", ["Draxe"]),
        ("grant Notch ", ["vip"]),
        ("grant Notch v", ["vip"]),
        ("grant Notch D", ["Draxe"]),
        ("grant Draxe x", []),
        ("grant Draxe Draxe D", []),
        ("grant -- ", ["Draxe"]),
        ("revoke -s ", ["survival"]),
        ("revoke -s lobby ", ["Draxe"]),
        ("revoke -slobby ", ["Draxe"]),
        ("revoke -ys ", ["survival"]),
        ("revoke --server su", ["survival"]),
        ("revoke --server=su", ["--server=survival"]),
        ("grant -t ", ["42"]),
        ("grant --ticket=4", ["--ticket=42"]),
        ("grant --for ", []),
        ("grant --json=", []),
        ("grant --nope=", []),
        ("grant --nope ", ["Draxe"]),
        ("ticket new --player ", ["Draxe"]),
        ("ticket new ", []),
        ("ticket list --player ", ["Draxe"]),
        ("ticket show ", ["42"]),
        ("ticket note ", ["42"]),
        ("ticket note 42 ", []),
        ("ticket close ", ["42"]),
        ("resume ", ["7"]),
        ("resume 7 ", []),
        ("doctor ", ["survival"]),
        ("doctor lobby su", ["survival"]),
        ("version ", []),
    ],
    ids=str,
)
def test_what_is_offered(asked, line, expected):
    assert values(*line.split(" ")) == expected


def test_nothing_at_all_offers_the_words():
    assert values() == values("")
    assert "grant" in values("")


def test_the_desk_that_is_named_is_asked(asked):
    for words in (["--desk", "here", ""], ["--desk=here", ""], ["Notch", "--desk", "here", "-t", ""]):
        complete("grant", *words)
    assert [desk for _kind, _prefix, desk in asked] == ["here", "here", "here"]


def test_remarks_are_shown_where_a_shell_can_show_them(asked):
    assert complete("gr") == ["grant\tGive a player a rank."]
    assert complete("grant", "-t", "") == ["42\ta remark"]
    assert complete("grant", "-t", "", shell="bash") == ["42"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["grant", "--ticket", "=", ""], ["42"]),
        (["grant", "--ticket", "=", "4"], ["42"]),
        (["grant", "--ticket", ""], ["42"]),
        (["grant", "--desk", "=", "/tm"], ["/folders"]),
        (["grant", "--desk", "=", "here", "D"], ["Draxe"]),
        (["grant", "--until", "2026-12-24T18", ":", "00", ""], ["Draxe"]),
        (["grant", "--context", "server", "=", "a", "D"], ["Draxe"]),
        (["grant", "=", ""], []),
        (["=", "g"], []),
    ],
    ids=str,
)
def test_bash_takes_words_apart(asked, words, expected):
    assert values(*words, shell="bash") == expected


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("plain", "plain"),
        ("'my desk'", "my desk"),
        ('"my desk"', "my desk"),
        ("my\\ desk", "my desk"),
        ("it\\'s", "it's"),
        ("'it\"s'", 'it"s'),
        ('"a\'b"', "a'b"),
        ("'a\\b'", "a\\b"),
        ("'open", "open"),
        ("end\\", "end"),
    ],
)
def test_bash_leaves_the_quotes(asked, typed, meant):
    complete("grant", "--desk", typed, "", shell="bash")
    assert asked == [("player", "", meant)]


@pytest.mark.parametrize(
    "name", ["$(id)", "a b", "a;b", "-x", "--yes", "*", "~", "a'b", "!!", "Größe", "a:b", "a=b", "", "x" * 65]
)
def test_no_shell_gets_a_word_that_means_something(monkeypatch, name):
    monkeypatch.setattr(knowing, "values", lambda *_: [(name, ""), ("Draxe", "")])
    for shell in ("bash", "zsh", "fish"):
        assert values("grant", "", shell=shell) == ["Draxe"]


def test_a_remark_is_one_harmless_line(monkeypatch):
    title = "\x1b]0;owned\x07 line\nbreak\ttab \u202e" + "x" * 200
    monkeypatch.setattr(knowing, "values", lambda *_: [("1", title)])
    (answer,) = complete("ticket", "show", "")
    value, remark = answer.split("\t")
    assert value == "1"
    assert remark.isprintable()
    assert len(remark) == 60
