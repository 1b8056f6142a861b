# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real tmux and real GNU screen, in every state in which a command must not be sent, or may have been."""

from __future__ import annotations

import os
import pty
import select
import signal
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    ConsoleLostAfterError,
    ConsoleNoAnswerError,
    ConsoleRefusedError,
    NobodyThereError,
)

from .conftest import wait_for

COMMAND = "ban Draxe 203.0.113.7 is private"
# One line a command, read by the editor that shells use: it has Emacs' keys, as JLine has.
READLINE = (
    "import readline, sys\n"
    "open(sys.argv[1] + '.ready', 'w').close()\n"
    "while line := input('> '):\n    open(sys.argv[1], 'a').write(line + '\\n')\n"
)


@pytest.fixture(params=["tmux", "screen"])
def multiplexer(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def send(multiplexer):
    def send(command: str = COMMAND, **options) -> Reply:
        console = multiplexer.open(**options)
        try:
            return console.send(command, need_text=False)
        finally:
            console.close()

    return send


def test_what_an_admin_has_typed_is_taken_away(multiplexer, send) -> None:
    multiplexer.start()
    multiplexer.half_typed("stop")
    send()
    assert multiplexer.received() == f"{COMMAND}\n".encode()


def test_also_in_an_editor_with_the_cursor_in_the_middle(multiplexer, send) -> None:
    multiplexer.start([multiplexer.recorder[0], "-c", READLINE, multiplexer.recorder[-1]])
    multiplexer.wait_until_read()
    multiplexer.half_typed("kick Tyrion ")
    multiplexer.half_typed("\x02" * 5)
    send()
    assert multiplexer.received() == f"{COMMAND}\n".encode()


def test_a_shell_is_not_given_a_command(multiplexer, send) -> None:
    multiplexer.start(
        ["sh", "-c", "while read -r line; do echo $line >>" + str(multiplexer.folder / "record") + "; done"]
    )
    with pytest.raises(NobodyThereError, match=r"shell \((da|ba)?sh\).*start the server"):
        send()
    multiplexer.half_typed("x\r")
    wait_for(multiplexer.bytes, "the shell does not read")
    assert multiplexer.bytes() == b"x\n"


def test_a_server_below_a_shell_is(multiplexer, send) -> None:
    """What a start script is: the shell waits in the same group of processes."""
    multiplexer.start(["sh", "-c", '"$@"; exit 0', "start.sh", *multiplexer.recorder])
    multiplexer.wait_until_read()
    send()
    assert multiplexer.received() == f"{COMMAND}\n".encode()


@pytest.mark.parametrize("name", ["m", "mc2", "c"])
def test_another_session_is_not_taken_for_it(multiplexer, send, name) -> None:
    multiplexer.start()
    with pytest.raises(ConsoleRefusedError, match=r"become_user.*socket"):
        send(session=name)
    assert multiplexer.received() == b""


def test_nothing_runs(multiplexer, send) -> None:
    multiplexer.start()
    multiplexer.stop()
    with pytest.raises(NobodyThereError):
        send()


def test_a_socket_that_is_not_there(multiplexer, send) -> None:
    multiplexer.start()
    with pytest.raises(ConsoleRefusedError):
        send(socket="/nonexistent/socket")


def test_it_is_not_installed(multiplexer, send, monkeypatch, tmp_path) -> None:
    multiplexer.start()
    with monkeypatch.context() as changed:
        changed.setenv("PATH", str(tmp_path))
        with pytest.raises(ConfigurationError, match=rf"{multiplexer.transport} cannot be started .*install it"):
            send()


def test_a_hanging_one_is_not_waited_for(multiplexer, send) -> None:
    multiplexer.start()
    pid = multiplexer.server_pid()
    os.kill(pid, signal.SIGSTOP)
    try:
        begun = time.monotonic()
        with pytest.raises(ConsoleNoAnswerError, match="nothing was sent"):
            send(timeout=0.3)
        assert time.monotonic() - begun < 5
    finally:
        os.kill(pid, signal.SIGCONT)
    assert multiplexer.received() == b""


@pytest.mark.parametrize("happens", ["sleep 30", "kill -9 $SERVER; exit 1", "exit 3"])
def test_trouble_while_the_command_is_given_leaves_it_unknown(multiplexer, send, spy, monkeypatch, happens) -> None:
    multiplexer.start()
    monkeypatch.setenv("SERVER", str(multiplexer.server_pid()))
    real = {"tmux": "paste-buffer", "screen": "-X stuff"}[multiplexer.transport]
    # Screen tells what went wrong only when it is asked afterwards.
    after = {"tmux": "", "screen": '[ ! -e "$0.told" ] || '}[multiplexer.transport]
    line = f'case "$*" in *"{real}"*) touch "$0.told";; esac\n'
    line += {"tmux": f'[ ! -e "$0.told" ] || {{ {happens}; }}', "screen": ""}[multiplexer.transport]
    if multiplexer.transport == "screen":
        line += f'case "$*" in *"-Q number"*) {after}{{ {happens}; }};; esac'
    spy(multiplexer.transport, line)
    with pytest.raises(ConsoleLostAfterError, match="unknown"):
        send(timeout=1.0)


def test_the_command_is_in_no_list_of_processes_and_stays_nowhere(multiplexer, send, spy) -> None:
    multiplexer.start()
    notes = spy(multiplexer.transport)
    send()
    arguments = notes.read_text()
    assert "203.0.113.7" not in arguments
    assert arguments.count("paste") >= 1
    if multiplexer.transport == "tmux":
        assert multiplexer.tmux("list-buffers") == ""
    else:
        multiplexer.screen("-S", "mc", "-p", "0", "-X", "paste", "~")
    assert multiplexer.received().strip() == COMMAND.encode()


def test_of_the_session_that_the_module_itself_runs_in_nothing_is_taken_over(multiplexer, send, monkeypatch) -> None:
    multiplexer.start()
    for name in ("TMUX", "TMUX_PANE", "STY", "WINDOW"):
        monkeypatch.setenv(name, "/nonexistent,1,1")
    monkeypatch.setenv("LC_ALL", "C")
    send("say ☃")
    assert multiplexer.received() == "say ☃\n".encode()


def test_a_server_that_does_not_read_gets_it_later(multiplexer, send) -> None:
    """As with a person who types: the terminal keeps the line."""
    go = multiplexer.folder / "go"
    wait = f"import os, sys, time\nwhile not os.path.exists({str(go)!r}): time.sleep(0.01)\n"
    multiplexer.start([multiplexer.recorder[0], "-c", wait + multiplexer.recorder[2], multiplexer.recorder[3]])
    assert send() == Reply(None, heard=False)
    assert multiplexer.bytes() == b""
    go.touch()
    assert multiplexer.received() == f"{COMMAND}\n".encode()


# What only tmux has.


@pytest.mark.parametrize("mode", ["copy-mode", "choose-tree", "clock-mode"])
def test_somebody_scrolls_in_the_pane(tmux, mode) -> None:
    tmux.start()
    tmux.half_typed("stop")
    tmux.tmux(mode, "-t", "mc")
    console = tmux.open()
    console.send(COMMAND, need_text=False)
    assert tmux.received() == f"{COMMAND}\n".encode()


def test_the_program_in_the_pane_has_ended(tmux) -> None:
    tmux.start(["sh", "-c", "sleep 0.2"])
    tmux.tmux("set-option", "-w", "-t", "mc", "remain-on-exit", "on")
    wait_for(lambda: tmux.tmux("list-panes", "-t", "mc", "-F", "#{pane_dead}") == "1", "the pane lives")
    with pytest.raises(NobodyThereError, match="has ended: start the server"):
        tmux.open().send(COMMAND)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("select-pane", "-d", "-t", "mc"), "select-pane -e"),
        (("set-option", "-w", "-t", "mc", "synchronize-panes", "on"), "synchroni"),
    ],
)
def test_a_pane_that_does_not_pass_it_on_as_it_is(tmux, words, told) -> None:
    tmux.start()
    tmux.tmux(*words)
    with pytest.raises(ConsoleRefusedError, match=told) as caught:
        tmux.open().send(COMMAND)
    assert not isinstance(caught.value, NobodyThereError)


def test_several_panes_need_a_choice(tmux) -> None:
    tmux.start()
    tmux.tmux("split-window", "-d", "-t", "mc", "sleep 600")
    tmux.tmux("new-window", "-d", "-t", "mc", "-n", "other", "sleep 600")
    for options in ({}, {"window": "0"}):
        with pytest.raises(ConfigurationError, match="options window and pane"):
            tmux.open(**options).send(COMMAND)
    with pytest.raises(ConsoleRefusedError, match="no such window or pane"):
        tmux.open(window="0", pane=2).send(COMMAND)
    with pytest.raises(ConsoleRefusedError, match=r"shell \(sleep\)"):
        tmux.open(window="other").send(COMMAND)
    tmux.open(window="0", pane=0).send(COMMAND, need_text=False)
    wait_for(tmux.bytes, "nothing arrived")
    assert tmux.bytes() == f"{COMMAND}\n".encode()


# What only screen has.


def test_somebody_scrolls_in_the_window(screen) -> None:
    screen.start()
    environment = {**os.environ, "SCREENDIR": screen.spec["socket"], "TERM": "xterm", "HOME": str(screen.folder)}
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvpe("screen", ["screen", "-x", "mc"], environment)
    try:
        wait_for(lambda: "(Attached)" in screen.list(), "not attached")
        _drain(terminal)
        os.write(terminal, b"stop\x01[")
        _drain(terminal)
        screen.open().send(COMMAND, need_text=False)
        _drain(terminal)
        assert screen.received() == f"{COMMAND}\n".encode()
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)


def _drain(terminal: int, seconds: float = 0.3) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.05)[0]:
            os.read(terminal, 65536)


def test_two_sessions_of_one_name_need_a_choice(screen) -> None:
    screen.start()
    first = screen.server_pid()
    screen.start(["sleep", "600"])
    with pytest.raises(ConfigurationError, match=rf"{first}\.mc"):
        screen.open().send(COMMAND)
    screen.open(session=f"{first}.mc").send(COMMAND, need_text=False)
    wait_for(screen.bytes, "nothing arrived")


def test_a_dead_session(screen) -> None:
    screen.start(["sleep", "600"])
    pid = screen.server_pid()
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: "Dead" in screen.list(), "it is not dead")
    with pytest.raises(NobodyThereError, match="dead"):
        screen.open().send(COMMAND)
    screen.screen("-wipe", check=False)


def test_a_window_that_is_not_there(screen) -> None:
    screen.start()
    with pytest.raises(ConsoleRefusedError, match="window"):
        screen.open(window="7").send(COMMAND)
    assert screen.received() == b""


def test_the_private_file_is_private_and_removed(screen, spy, monkeypatch, tmp_path) -> None:
    screen.start()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    seen = tmp_path / "seen"
    spy("screen", f'case "$*" in *readreg*) stat -c "%a %s" "$6" >>{seen};; esac')
    screen.open().send(COMMAND, need_text=False)
    assert seen.read_text().split() == ["600", str(len(COMMAND) + 4)]
    assert not list(tmp_path.glob("gamedesk-*"))
