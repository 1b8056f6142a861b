# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an engine or a panel does with a server: runs it with a pipe or a terminal, and passes on what it says."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
import threading


class MainProcess:
    """One that may be run again when it has ended. C(said) is given what it says."""

    process: subprocess.Popen
    stdin: int

    def __init__(self, *, terminal: bool) -> None:
        self.terminal = terminal
        self._open: list[int] = []

    def run(self, command: list[str]) -> None:
        self._close_all()
        if self.terminal:
            self.stdin, theirs = pty.openpty()
            self.process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
            output = os.dup(self.stdin)
            os.close(theirs)
        else:
            theirs, self.stdin = os.pipe()
            output, their_output = os.pipe()
            self.process = subprocess.Popen(command, stdin=theirs, stdout=their_output, stderr=their_output)
            os.close(theirs)
            os.close(their_output)
        self._open = [self.stdin]
        threading.Thread(target=self._read, args=(output,), daemon=True).start()

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def said(self, data: bytes) -> None:
        """Somebody may want to hear it."""

    def _read(self, output: int) -> None:
        with contextlib.suppress(OSError):
            while data := os.read(output, 4096):
                self.said(data)
        os.close(output)

    def end_input(self) -> None:
        self._close_all()

    def _close_all(self) -> None:
        while self._open:
            os.close(self._open.pop())

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self._close_all()
