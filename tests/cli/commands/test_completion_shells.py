# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Completion in the shells themselves: what they offer, and what they put into the line when Tab is pressed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from gamedesk.desk.creating import create_desk
from gamedesk.tickets.store import TicketStore

BIN = Path(sys.executable).parent
TITLE = "vip: $(touch owned) `id` \\ %d"
ASK_BASH = """
eval "$(support completion bash)"
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
_support_completion support "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""
ASK_FISH = """
support completion fish | source
complete -C "$line"
"""
# A key that shows what stands in the line, so that we see what the shell made of it.
START = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"]}
SETTINGS = {
    "bash": r"""bind 'set bell-style none'; bind -x '"\C-x\C-a": printf "<""<%s>>\n" "$READLINE_LINE"'""",
    "zsh": r"""unsetopt BEEP; autoload -U compinit; compinit -D -u; show() { print -r -- "<""<$BUFFER>>" }
zle -N show; bindkey '^X^A' show""",
}
needs = {
    shell: pytest.mark.skipif(not shutil.which(shell), reason=f"needs {shell}") for shell in ("bash", "zsh", "fish")
}
BOTH = [pytest.param(shell, marks=needs[shell]) for shell in START]


@pytest.fixture
def environment(tmp_path):
    """Return the environment of somebody at a desk with tickets, in a home with a folder "my desk"."""
    desk = tmp_path / "my desk"
    create_desk(desk)
    (tmp_path / "my log.gz").touch()
    store = TicketStore(desk)
    store.create("the other", "alex", requester={"player": "Draxe"})
    store.create(TITLE, "alex", requester={"player": "$(touch owned)"})
    return {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "SUPPORT_DESK": str(desk),
        "TERM": "dumb",
        "LC_ALL": "C.UTF-8",
    }


def run(command, environment):
    done = subprocess.run(
        command, env=environment, cwd=environment["HOME"], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [line for line in done.stdout.splitlines() if line]


class Keyboard:
    """A shell at a terminal, with completion as the README says to switch it on."""

    def __init__(self, shell, environment):
        self.child = pexpect.spawn(
            shell,
            START[shell],
            env=environment,
            cwd=environment["HOME"],
            encoding="utf-8",
            dimensions=(50, 160),
            timeout=60,
        )
        self.child.sendline(f'{SETTINGS[shell]}; eval "$(support completion {shell})"; printf "rea""dy\\n"')
        self.child.expect("ready")

    def type(self, keys):
        """Press these keys, and return what stands in the line then."""
        self.child.send(f"{keys}\x18\x01")
        self.child.expect("<<([^\r\n]*)>>")
        line = self.child.match[1]
        self.seen = self.child.before
        self.child.send("\x03")
        return line

    def close(self):
        self.child.close(force=True)


@pytest.fixture
def keyboard(environment, request):
    opened = []

    def open_one(shell):
        opened.append(Keyboard(shell, environment))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@needs["bash"]
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["gr"], ["grant"]),
        (["grant", ""], ["Draxe"]),
        (["grant", "-t", ""], ["2", "1"]),
        (["grant", "--ticket", "=", "1"], ["1"]),
        (["grant", "--desk", "nowhere", ""], []),
        (["grant", "--desk", "'my desk'", ""], ["Draxe"]),
        (["init", "my"], ["my desk"]),
        (["logs", "parse", "a", "my"], ["my desk", "my log.gz"]),
        (["nope", ""], []),
    ],
    ids=str,
)
def test_bash_offers(environment, words, expected):
    ask = f"compopt() {{ :; }}  # bash has it only while Tab is pressed\n{ASK_BASH}"
    assert run(["bash", "-c", ask, "bash", "support", *words], environment) == expected


@needs["bash"]
def test_a_bash_without_compopt_gets_folders_that_are_quoted_already(environment):
    home = Path(environment["HOME"])
    (home / "$(touch owned)").mkdir()
    ask = ["bash", "-c", f"compopt() {{ return 127; }}\n{ASK_BASH}", "bash", "support", "init"]
    assert run([*ask, "my"], environment) == ["my\\ desk"]
    assert run([*ask, "~/my"], environment) == ["~/my\\ desk"]
    assert run([*ask, "$"], environment) == ["\\$\\(touch\\ owned\\)"]
    assert not (home / "owned").exists()


@needs["fish"]
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("support gr", ["grant\tGive a player a rank."]),
        ("support ", ["grant\tGive a player a rank.", "revoke\tTake a rank from a player."]),
        ("support grant dr", ["Draxe"]),
        ("support ticket show ", [f"2\t{TITLE}", "1\tthe other"]),
        ("support grant --ticket=", [f"--ticket=2\t{TITLE}", "--ticket=1\tthe other"]),
        ("support grant --desk 'my desk' ''", []),
        ("support grant --desk 'my desk' ", ["Draxe"]),
        ("support grant --desk nowhere ", []),
        ("support init my", ["my desk/"]),
        ("support logs parse a my", ["my desk/", "my log.gz"]),
        ("support init --desk=my", ["--desk=my desk/"]),
    ],
    ids=str,
)
def test_fish_offers(environment, line, expected):
    found = run(["fish", "--no-config", "-c", ASK_FISH], {**environment, "line": line})
    assert found[: len(expected)] == expected
    if line != "support ":
        assert len(found) == len(expected)


@pytest.mark.parametrize("shell", BOTH)
def test_tab_completes(keyboard, shell):
    shell = keyboard(shell)
    assert shell.type("support gr\t") == "support grant "
    assert shell.type("support grant dr\t") == "support grant Draxe "
    assert shell.type("support grant --ti\t1\t") == "support grant --ticket 1 "
    assert shell.type("support grant --ticket=1\t") == "support grant --ticket=1 "
    assert shell.type("support tic\tsh\t2\t") == "support ticket show 2 "
    assert shell.type("support init m\t").rstrip("/ ") == "support init my\\ desk"
    assert shell.type("support logs parse my\\ l\t") == "support logs parse my\\ log.gz "
    assert shell.type("support grant nob\t") == "support grant nob"


@pytest.mark.parametrize("shell", BOTH)
def test_tab_in_the_middle_of_a_line_completes_up_to_the_cursor(keyboard, shell):
    assert keyboard(shell).type("support gr Draxe" + "\x02" * 6 + "\t").startswith("support grant")


@pytest.mark.parametrize("shell", BOTH)
def test_what_strangers_wrote_never_runs(keyboard, shell, environment):
    keys = keyboard(shell)
    assert keys.type("support grant \t") == "support grant Draxe "  # the only name that is one
    assert re.fullmatch("support ticket show 2?", keys.type("support ticket show \t\t"))
    if shell == "zsh":
        assert TITLE in keys.seen
    keys.type("support ticket show 2\t")
    assert not (Path(environment["HOME"]) / "owned").exists()


@pytest.mark.parametrize("shell", BOTH)
def test_a_broken_installation_leaves_the_line_alone(keyboard, shell, environment):
    keys = keyboard(shell)
    keys.child.sendline("PATH=/usr/bin:/bin; printf 'do''ne\\n'")
    keys.child.expect("done")
    assert keys.type("support gr\t") == "support gr"
    assert "rror" not in keys.seen
