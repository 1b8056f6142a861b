# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments as only a process of its own gets them: 100 kB, bytes that are not UTF-8, and a terminal to look at."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from hostile.reading import check_text

from gamedesk.desk.creating import create_desk

LONG = "a" * 100_000


@pytest.fixture
def desk(tmp_path):
    create_desk(tmp_path / "desk")
    return tmp_path / "desk"


def environment(desk, **more):
    return {"PATH": os.environ["PATH"], "HOME": str(desk.parent), "TERM": "xterm", "LC_ALL": "C.UTF-8", **more}


def support(desk, *words, cwd=None, **more):
    command = [sys.executable, "-m", "gamedesk", *words]
    begun = time.monotonic()
    done = subprocess.run(command, env=environment(desk, **more), cwd=cwd, capture_output=True, check=False)
    assert time.monotonic() - begun < 30
    out = done.stdout.replace(b"\t", b" ") if "_SUPPORT_COMPLETE" in more else done.stdout  # which a shell reads
    return done.returncode, check_text("stdout", out), check_text("stderr", done.stderr)


def on_a_terminal(desk, *words):
    """Run the command on a pseudo-terminal; return the exit code and every byte that the screen got."""
    child, screen = pty.fork()
    if child == 0:
        os.execve(sys.executable, [sys.executable, "-m", "gamedesk", *words], environment(desk))
    shown = b""
    while True:
        try:
            data = os.read(screen, 65536)
        except OSError:  # the other end is closed
            break
        if not data:
            break
        shown += data
    os.close(screen)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), check_text("the screen", shown, terminal=True)


def events(desk):
    (path,) = desk.glob("tickets/*/*.yml")
    return yaml.safe_load(path.read_bytes())["history"]


def test_100_kb_of_text_is_kept_and_shown(desk):
    assert support(desk, "ticket", "new", "x", "--desk", str(desk))[0] == 0
    text = "{{ x }}\u202e\x1b[31;5m🙏 " * 4000
    text += "y" * (100_000 - len(text.encode()))
    assert len(text.encode()) == 100_000
    assert support(desk, "ticket", "note", "1", text, "--desk", str(desk))[0] == 0
    assert events(desk)[-1]["text"] == text
    code, out, _err = support(desk, "ticket", "show", "1", "--json", "--desk", str(desk))
    assert (code, json.loads(out)["history"][-1]["text"]) == (0, text)
    assert on_a_terminal(desk, "ticket", "show", "1", "--desk", str(desk))[0] == 0
    assert support(desk, "ticket", "list", "--text", text, "--desk", str(desk))[0] == 0


def test_100_kb_of_blanks_are_shown_at_once(desk):
    assert support(desk, "ticket", "new", "x", "--desk", str(desk))[0] == 0
    text = " \u3000" * 25_000 + "x"  # 100 kB
    assert support(desk, "ticket", "note", "1", text, "--desk", str(desk))[0] == 0
    assert events(desk)[-1]["text"] == text
    begun = time.monotonic()
    assert support(desk, "ticket", "show", "1", "--desk", str(desk))[0] == 0
    assert time.monotonic() - begun < 10


def test_a_desk_below_thousands_of_folders_is_refused(desk):
    deep = "a/" * 2000
    code, _out, err = support(desk, "init", deep, cwd=desk.parent)
    assert code == 2
    assert "too many folders" in err


@pytest.mark.parametrize(
    "words",
    [
        ["grant", LONG, "vip"],
        ["grant", "Draxe", LONG],
        ["grant", "Draxe", "vip", "--server", LONG],
        ["grant", "Draxe", "vip", "--for", "9" * 100_000],
        ["grant", "Draxe", "vip", "--until", LONG],
        ["grant", "Draxe", "vip", "--context", "world=" + LONG],
        ["grant", "Draxe", "vip", "-t", LONG],
        ["ticket", "new", LONG],
        ["ticket", "show", LONG],
        ["ticket", "list", "--limit", LONG],
        ["completion", LONG],
        [LONG],
        ["--" + LONG],
        ["version", LONG],
    ],
    ids=range(14),
)
def test_100_kb_where_they_cannot_be_are_a_short_usage_error(desk, words):
    code, out, err = support(desk, *words, SUPPORT_DESK=str(desk))
    assert (code, out) == (2, "")
    assert len(err) < 1500
    code, out, err = support(desk, *words, "--json", SUPPORT_DESK=str(desk))
    assert (code, err) == (2, "")
    assert len(json.loads(out)["error"]["message"]) < 1200


@pytest.mark.parametrize(
    "words",
    [
        ["ticket", "note", "1", b"caf\xe9"],
        ["ticket", "new", b"\xff\xfe"],
        ["grant", b"Drax\xe9", "vip"],
        ["ticket", "list", "--text", b"\xed\xa0\x80"],
        ["init", b"caf\xe9"],
        ["grant", "Draxe", "vip", "--desk", b"caf\xe9"],
    ],
    ids=range(6),
)
def test_an_argument_that_is_not_utf_8_is_a_usage_error(desk, words, tmp_path):
    code, out, err = support(desk, *words, cwd=tmp_path, SUPPORT_DESK=str(desk))
    assert (code, out) == (2, "")
    assert "not valid UTF-8" in err
    code, out, err = support(desk, *words, "--json", cwd=tmp_path, SUPPORT_DESK=str(desk))
    assert (code, err, json.loads(out)["error"]["code"]) == (2, "", "usage")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["desk"]


def test_a_desk_in_a_folder_that_is_not_utf_8_is_refused_and_not_half_used(desk):
    odd = Path(os.fsdecode(os.fsencode(desk.parent) + b"/caf\xe9"))
    create_desk(odd)
    code, out, err = support(desk, "ticket", "new", "x", cwd=odd)
    assert (code, out) == (2, "")
    assert "not UTF-8" in err


@pytest.mark.parametrize("words", [["ticket", "show", "{}"], ["grant", "Draxe", "vip", "--context", "{}"], ["{}"]])
def test_no_escape_of_an_argument_reaches_the_terminal(desk, words):
    for value in ("\x1b]0;EVIL\x07", "\x9b31;5m", "\u202eevil", "\x1bc", "a\rb\x08"):
        code, shown = on_a_terminal(desk, *[word.format(value) for word in words], "--desk", str(desk))
        assert code == 2
        assert "Error: " in shown


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_survives_what_is_typed(desk, shell):
    hostile = ("'", '"$(id)', "\x1b]0;x\x07", LONG, "--", "\\", "\u202e", b"\xff", "--desk=\x1b", "=", ":")
    for value in hostile:
        for words in (["grant", value], ["ticket", "show", "--desk", value, ""]):
            code, _out, err = support(desk, *words, _SUPPORT_COMPLETE=shell, SUPPORT_DESK=str(desk))
            assert (code, err) == (0, "")


@pytest.mark.parametrize(
    "name", ["a b", "{{ 7 * 7 }}", 'it\'s "q"', "a,b", "-dash", "%(x)s", "*star[1]", "@at", "ünï ж 中"]
)
def test_a_sandbox_in_a_folder_of_any_name(tmp_path, name):
    place = tmp_path / "places"
    place.mkdir()
    desk = place / name
    try:
        assert support(desk, "sandbox", "up", f"--desk={name}", cwd=place)[0] == 0
        code, out, _err = support(desk, "sandbox", "status", "--json", f"--desk={name}", cwd=place)
        assert (code, json.loads(out)["running"]) == (0, True)
    finally:
        support(desk, "sandbox", "down", f"--desk={name}", cwd=place)
    assert [path.name for path in place.iterdir()] == [name]
