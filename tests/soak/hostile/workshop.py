# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command in this process, as a terminal, a pipe or a program sees it, with Ansible replaced by a recorder."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import shlex
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import gamedesk.desk.servers
import gamedesk.runner.run
from gamedesk.desk.creating import create_desk
from gamedesk.main import main
from gamedesk.runner import copies, handing
from hostile.reading import EXIT_CODES, ViolationError, check_text, demand

SERVER = "survival"
_LONGEST_S = 5.0  # of processor time for one command, 100 kB or not
_PROVIDERS = "{gamedesk_ranks: {provider: vanilla}, gamedesk_bans: {provider: vanilla}}"
_INVENTORY = f"minecraft:\n  hosts:\n    {SERVER}: {_PROVIDERS}\n"


@dataclasses.dataclass(frozen=True)
class Answer:
    """What one command said."""

    code: int
    out: str
    err: str


class _Bytes(io.BytesIO):
    """What a stream writes into, which is a terminal or is not."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@dataclasses.dataclass
class _Run:
    """What ansible-runner returns, as far as we read it."""

    status: str
    stdout: io.StringIO


class Workshop:
    """A scratch folder with a desk, an empty working folder and an empty home; nothing may appear anywhere else.

    C(answer) is called with the variables of a run and returns what the module says (its result, or None for a run in
    which no host matched); C(sent) are the variables as they were given to ansible-runner.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.desk, self.cwd, self.home, self.canary = (root / name for name in ("desk", "cwd", "home", "CANARY"))
        self.sent: list[Mapping[str, Any]] = []
        self.answer: Callable[[Mapping[str, Any]], dict[str, Any] | None] = lambda _variables: None
        for folder in (self.cwd, self.home):
            folder.mkdir()
        self.renew()

    def renew(self) -> None:
        """Make the desk anew, with one ticket."""
        shutil.rmtree(self.desk, ignore_errors=True)
        create_desk(self.desk)
        (self.desk / "desk.yml").write_text(f"default_server: {SERVER}\n")
        (self.desk / "inventory" / "hosts.yml").write_text(_INVENTORY)
        with self.at_work():
            opened = self.run(["ticket", "new", "I bought vip and did not get it", "--desk", str(self.desk)])
        demand(opened.code == 0, f"the first ticket could not be opened: {opened}")

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Stand in the working folder, with this home and no other variables, and record instead of running Ansible."""
        before = os.getcwd()
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.home), "TERM": "xterm-256color", "COLUMNS": "80"}
        inventory = {SERVER: {"gamedesk_ranks": {}, "gamedesk_bans": {}}}
        os.chdir(self.cwd)
        try:
            with (
                mock.patch.dict(os.environ, environment, clear=True),
                mock.patch.object(gamedesk.runner.run.ansible_runner, "run", self._record),
                mock.patch.object(gamedesk.desk.servers, "host_variables", return_value=inventory),
                mock.patch.object(copies, "used", return_value=copies.collection.folder()),
            ):
                yield
        finally:
            os.chdir(before)

    def run(self, words: list[str], *, terminal: bool = False) -> Answer:
        """Run the command and check what holds for each of them. Raises ViolationError."""
        self.sent.clear()
        out, err = _Bytes(terminal=terminal), _Bytes(terminal=terminal)
        streams = {"stdout": out, "stderr": err}
        files = {name: io.TextIOWrapper(stream, encoding="utf-8") for name, stream in streams.items()}
        begun = time.process_time()
        with (
            mock.patch.object(sys, "argv", ["support", *words]),
            mock.patch.object(sys, "stdin", io.StringIO()),
            mock.patch.object(sys, "stdout", files["stdout"]),
            mock.patch.object(sys, "stderr", files["stderr"]),
        ):
            code = _exit_code_of(main)
        seconds = time.process_time() - begun
        for file in files.values():
            file.flush()
        answer = Answer(
            code,
            check_text("standard output", out.getvalue(), terminal=terminal),
            check_text("standard error", err.getvalue(), terminal=terminal),
        )
        demand(code in EXIT_CODES, f"exit code {code}")
        demand(seconds < _LONGEST_S, f"took {seconds:.1f} s of processor time")
        return answer

    def check_surroundings(self, *, written_to: Path | None = None) -> None:
        """Raise ViolationError if anything lies outside of the desk, or of the place asked for; then tidy up."""
        demand(not self.canary.exists(), "a command from a value was run: the canary is there")
        strangers = [
            path
            for folder, known in ((self.root, {self.desk, self.cwd, self.home}), (self.cwd, set()), (self.home, set()))
            for path in folder.iterdir()
            if path not in known and not (written_to is not None and _is_on_the_way(path, written_to))
        ]
        for path in (*self.cwd.iterdir(), *self.home.iterdir()):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        demand(not strangers, f"made outside of the desk: {strangers!r:.300}")

    def _record(self, **arguments: Any) -> _Run:
        self.sent.append({**arguments["extravars"], **_handed_over(arguments["cmdline"])})
        variables = unmarked(self.sent[-1])
        note = arguments["event_handler"]
        (host,) = variables["gamedesk_hosts"]
        result = self.answer(variables) if host == SERVER else None
        if result is not None:
            note({"event": "runner_on_start", "event_data": {"host": host}})
            kind = "runner_on_failed" if result.get("failed") else "runner_on_ok"
            note({"event": kind, "event_data": {"host": host, "res": result}})
        failed = bool(result and result.get("failed"))
        return _Run("failed" if failed else "successful", io.StringIO("PLAY RECAP"))


def _handed_over(cmdline: str) -> dict[str, Any]:
    """Return the variables that Ansible would read from a pipe."""
    pipes = [word[1:] for word in shlex.split(cmdline) if word.startswith("@") and word.endswith(handing.NAME)]
    return json.loads(Path(pipes[0]).read_bytes()) if pipes else {}


def _is_on_the_way(path: Path, asked: Path) -> bool:
    """Say whether C(path) is the folder that was asked for, one above it (C(a/../b) makes a, too), or in it."""
    return path in {asked, *asked.parents} or asked.resolve() in {path, *path.parents, *path.resolve().parents}


def _exit_code_of(run: Callable[[], Any]) -> int:
    try:
        run()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except BaseException as error:
        raise ViolationError(f"the command let {type(error).__name__} out: {error!s:.300}") from error
    raise ViolationError("the command did not say how it ended")


def unmarked(value: Any) -> Any:
    """Return variables without the marks of their strings. Raises ViolationError for a string without one."""
    if isinstance(value, dict):
        if set(value) == {"__ansible_unsafe"}:
            demand(isinstance(value["__ansible_unsafe"], str), "a mark on something that is no string")
            return value["__ansible_unsafe"]
        demand(not any(key.startswith("__ansible") for key in value), f"a key that Ansible obeys: {list(value)!r:.100}")
        return {key: unmarked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [unmarked(item) for item in value]
    demand(
        value is None or isinstance(value, int | float),
        f"a string that Ansible would take for a template: {value!r:.100}",
    )
    return value
