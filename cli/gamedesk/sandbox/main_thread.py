# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's main thread: it alone runs commands, and takes them up once a tick."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future


class StoppedError(Exception):
    """The server stopped before the task was taken up."""


class MainThread:
    """A queue of tasks that one thread drains once a tick, or at once when C(tick_seconds) is 0."""

    def __init__(self, tick_seconds: float) -> None:
        self._tick_seconds = tick_seconds
        self._tasks: queue.SimpleQueue[tuple[Callable[[], None], Future[None]] | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._closed = False

    def call(self, task: Callable[[], None]) -> None:
        """Have the main thread run the task and wait for it. Raises what it raises, or StoppedError."""
        future: Future[None] = Future()
        with self._lock:
            if self._closed:
                raise StoppedError("the server is stopping")
            self._tasks.put((task, future))
        future.result()

    def run(self) -> None:
        """Be the main thread until stop(); then refuse what still waits."""
        while not self._stopping.is_set():
            if self._tick_seconds:
                self._stopping.wait(self._tick_seconds)
            else:
                self._run_next(wait=True)
            while not self._tasks.empty():
                self._run_next(wait=False)
        with self._lock:
            self._closed = True
        while not self._tasks.empty():
            waiting = self._tasks.get()
            if waiting:
                waiting[1].set_exception(StoppedError("the server is stopping"))

    def stop(self) -> None:
        """Let run() return after the task that it is at. Safe from any thread, from a task, and twice."""
        self._stopping.set()
        self._tasks.put(None)

    def _run_next(self, *, wait: bool) -> None:
        waiting = self._tasks.get(block=wait)
        if waiting is None:
            return
        task, future = waiting
        try:
            task()
        except Exception as error:
            future.set_exception(error)
        else:
            future.set_result(None)
