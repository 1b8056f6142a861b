# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is answered without Click is what Click would answer."""

from __future__ import annotations

import os
import re
import runpy
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from gamedesk import i18n, release
from gamedesk.commands import at_once, kept
from gamedesk.commands.root import support

ROOT = Path(__file__).parents[3]
RENEW = ROOT / "tests/tools/renew_kept_answers.py"
# Each of these takes longer to load than an answer takes without it.
HEAVY = ("click", "typing", "re", "gettext", "collections", "pathlib", "json", "shutil", "sqlite3", "yaml", "rich")
PROBE = f"""
import sys
sys.path.insert(0, {str(ROOT / "cli")!r})
from gamedesk.main import main
try:
    main()
except SystemExit as end:
    loaded = [name for name in {HEAVY!r} if name in sys.modules]
    sys.exit(f"loaded: {{loaded}}" if loaded else end.code)
"""


@pytest.fixture(autouse=True)
def nothing_asked_for(monkeypatch):
    for name in ("COLUMNS", "_SUPPORT_COMPLETE"):
        monkeypatch.delenv(name, raising=False)


def click_says(capsys, *words):
    """Run Click itself on these words, as main.py does, and return what it prints."""
    support.main(args=list(words), prog_name="support", standalone_mode=False)
    return capsys.readouterr().out


def test_what_is_kept_is_what_click_knows():
    fresh = {name: value for name, (_type, value) in runpy.run_path(str(RENEW))["answers"]().items()}
    stale = [name for name, value in fresh.items() if getattr(kept, name) != value]
    assert not stale, f"run {RENEW.relative_to(ROOT)}"


@pytest.mark.parametrize("columns", ["80", "200"])
@pytest.mark.parametrize("place", kept.HELP, ids=" ".join)
def test_kept_help_is_what_click_prints(monkeypatch, capsys, place, columns):
    monkeypatch.setenv("COLUMNS", columns)
    for option in ("-h", "--help"):
        assert at_once.answer([*place, option]) == click_says(capsys, *place, option)


def test_the_version_is_what_click_prints(capsys):
    assert re.search(r"^version: (\S+)$", (ROOT / "galaxy.yml").read_text(), re.MULTILINE)[1] == release.number()
    assert at_once.answer(["--version"]) == click_says(capsys, "--version")


@pytest.mark.parametrize("columns", ["79", "40", "0", "-1", "x", "٨٠٠", "9" * 5000])
def test_click_lays_out_what_is_not_kept(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    assert at_once.answer(["--help"]) is None


@pytest.mark.parametrize(("columns", "is_kept"), [(79, False), (80, True), (132, True), (0, False)])
def test_a_terminal_is_asked_for_its_width(monkeypatch, columns, is_kept):
    fcntl, termios = pytest.importorskip("fcntl"), pytest.importorskip("termios")
    leader, follower = os.openpty()
    try:
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        with os.fdopen(follower, "w") as terminal:
            monkeypatch.setattr(sys, "__stdout__", terminal)
            assert (at_once.answer(["--help"]) is not None) == is_kept
    finally:
        os.close(leader)


def test_a_closed_output_has_no_width(monkeypatch):
    for nothing in (None, open(os.devnull)):  # noqa: SIM115 - closed in the next line
        if nothing:
            nothing.close()
        monkeypatch.setattr(sys, "__stdout__", nothing)
        assert at_once.answer(["--help"])


def test_a_translation_is_left_to_click(monkeypatch):
    monkeypatch.setattr(i18n, "translated", lambda: True)
    assert at_once.answer(["--help"]) is None


@pytest.mark.parametrize(
    "words",
    [[], ["grant"], ["nope", "--help"], ["ticket new", "--help"], ["--help", "grant"], ["--version", "--json"], ["--"]],
    ids=" ".join,
)
def test_everything_else_is_left_to_click(words):
    assert at_once.answer(words) is None


@pytest.mark.parametrize(
    ("words", "environment"),
    [
        (["--help"], {}),
        (["-h"], {}),
        (["--version"], {}),
        (["ticket", "new", "--help"], {}),
        (["gr"], {"_SUPPORT_COMPLETE": "bash"}),
        (["grant", "--"], {"_SUPPORT_COMPLETE": "zsh"}),
        (["completion", ""], {"_SUPPORT_COMPLETE": "fish"}),
        (["grant", "--desk", ""], {"_SUPPORT_COMPLETE": "bash"}),
    ],
    ids=str,
)
def test_nothing_is_loaded_for_an_answer_at_once(words, environment):
    done = subprocess.run(
        [sys.executable, "-S", "-c", PROBE, *words],  # without what else is installed and loads itself
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_a_reader_who_has_gone_is_no_error():
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as gone:
        done = subprocess.run(
            [sys.executable, "-m", "gamedesk", "--help"], stdout=gone, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_one_sentence():
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "gamedesk", "--help"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: No space left on device")
