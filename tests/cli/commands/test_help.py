# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Help answers at once, and fits."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

HEAVY = ("ansible", "ansible_runner", "rich", "sqlite3", "yaml", "pexpect", "fastjsonschema", "ulid")
WORDS = [
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
    "init",
    "sandbox up",
    "sandbox down",
    "sandbox status",
    "demo",
    "completion",
    "version",
]
PROBE = """
import sys
from gamedesk.main import main
try:
    main()
except SystemExit as end:
    code = end.code
loaded = [name for name in {heavy!r} if name in sys.modules]
sys.exit(f"loaded: {{loaded}}" if loaded else code)
"""


def support(*words, environment=None):
    code = PROBE.format(heavy=HEAVY)
    env = {"PATH": os.environ["PATH"], "COLUMNS": "80", **(environment or {})}
    return subprocess.run([sys.executable, "-c", code, *words], env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("words", ["", *WORDS])
def test_help_loads_nothing_heavy_and_fits_80_columns(words):
    done = support(*words.split(), "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= 80


@pytest.mark.parametrize("word", [word for word in WORDS if word not in {"ticket", "completion"}])
def test_every_command_takes_a_desk_and_json(word):
    text = support(*word.split(), "--help").stdout
    assert "--desk DIR" in text
    assert "--json" in text


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_printed(shell):
    done = support("completion", shell)
    assert done.returncode == 0
    assert "_SUPPORT_COMPLETE" in done.stdout


@pytest.mark.parametrize("words", ["", "ticket", "logs", "sandbox"])
def test_a_word_that_needs_another_shows_its_help(words):
    done = support(*words.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == support(*words.split(), "--help").stdout


def test_an_error_of_several_lines_is_told_in_one():
    done = support("completion")
    assert done.returncode == 2
    assert done.stderr.endswith("Error: Missing argument '{bash|zsh|fish}'. Choose from: bash, zsh, fish\n")


@pytest.mark.parametrize("words", ["ticket --json", "sandbox --json", "--json", "completion --json"])
def test_a_word_that_needs_another_is_one_json_object_for_programs(words):
    done = support(*words.split())
    assert (done.returncode, done.stderr) == (2, "")
    assert json.loads(done.stdout)["error"]["code"] == "usage"


def test_an_unknown_word_is_a_usage_error():
    done = support("gramt")
    assert done.returncode == 2
    assert "No such command" in done.stderr
