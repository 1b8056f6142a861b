# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two ways out: sentences and tables for people, exactly one JSON object for programs."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from gamedesk.render.json_text import as_json_text
from gamedesk.render.text import safe

if TYPE_CHECKING:
    from rich.console import Console


class Screen:
    """Standard output for results, standard error for progress and notices. Colour only on a terminal."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._environment = dict(os.environ)  # Ansible gets another one, meanwhile
        self._status: Any = None
        self._showing: threading.Thread | None = None

    @property
    def out(self) -> Console:
        """The console for results."""
        return self._console(stderr=False)

    @property
    def err(self) -> Console:
        """The console for progress and notices."""
        return self._console(stderr=True)

    def json(self, value: Any) -> None:
        """Print one JSON object. It is ASCII, so that no terminal can be made to do anything by it."""
        sys.stdout.write(as_json_text(value) + "\n")

    @contextmanager
    def working(self) -> Iterator[None]:
        """Show steps while something takes its time, where somebody is watching."""
        try:
            yield
        finally:
            self._stop_showing()

    @contextmanager
    def telling(self, done: str) -> Iterator[None]:
        """Print a result; where that is not possible, say so, and C(done), on standard error.

        What was done is done, whoever reads of it: the exit code must still say it.
        """
        try:
            yield
            sys.stdout.flush()
        except OSError as error:
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it stays until the process ends
            if not isinstance(error, BrokenPipeError):
                sys.stderr.write(f"{error.strerror}: {safe(done)}\n")

    def step(self, text: str) -> None:
        """Say what is being done now (see Reporter).

        What is needed to show it, and the result after it, takes 0.03 seconds to import: it is done beside the work.
        """
        if not self.as_json:
            self._wait_until_shown()
            self._showing = threading.Thread(target=self._show, args=(text,), daemon=True)
            self._showing.start()

    def _show(self, text: str) -> None:
        from rich.text import Text

        import gamedesk.render.outcomes  # noqa: F401 - imported here for what comes after the work

        step = Text(safe(text))
        if self._status is not None:
            self._status.update(step)
        elif self.err.is_terminal:
            self._status = self.err.status(step)
            self._status.start()

    def _wait_until_shown(self) -> None:
        if self._showing is not None:
            self._showing.join()
            self._showing = None

    def _stop_showing(self) -> None:
        self._wait_until_shown()
        if self._status is not None:
            self._status.stop()
            self._status = None

    def notice(self, text: str) -> None:
        """Say something once, beside the result (see Reporter)."""
        if self.as_json:
            sys.stderr.write(safe(text) + "\n")
        else:
            from rich.text import Text

            self.err.print(Text(safe(text), style="dim"), soft_wrap=True)

    def _console(self, *, stderr: bool) -> Console:
        from rich.console import Console

        return Console(stderr=stderr, highlight=False, markup=False, emoji=False, _environ=self._environment)
