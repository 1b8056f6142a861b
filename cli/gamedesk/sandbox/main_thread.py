# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's main thread: it alone runs commands, and takes them up once a tick.

Without ticks a command has nothing to wait for: it runs at once, on the thread that brings it, one at a time all the
same. To hand it over and the answer back would cost more than most commands.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future

_STOPPING = "the server is stopping"


class StoppedError(Exception):
    """The server stopped before the task was taken up."""


class MainThread:
    """A queue of tasks that one thread drains once a tick; with C(tick_seconds) of 0 there is nothing to queue for."""

    def __init__(self, tick_seconds: float) -> None:
        self._tick_seconds = tick_seconds
        self._tasks: queue.SimpleQueue[tuple[Callable[[], None], Future[None]]] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._closed = False

    def call(self, task: Callable[[], None]) -> None:
        """Have the task run and wait for it. Raises what it raises, or StoppedError."""
        if not self._tick_seconds:
            with self._lock:
                if self._stopping.is_set():
                    raise StoppedError(_STOPPING)
                task()
            return
        self.submit(task).result()

    def submit(self, task: Callable[[], None]) -> Future[None]:
        """Have the task run, and wait for it only where there is no tick. Raises StoppedError."""
        future: Future[None] = Future()
        if not self._tick_seconds:
            self.call(lambda: _run(task, future))
            return future
        with self._lock:
            if self._closed:
                raise StoppedError(_STOPPING)
            self._tasks.put((task, future))
        return future

    def run(self) -> None:
        """Be the main thread until stop(); then refuse what still waits."""
        while not self._stopping.is_set():
            self._stopping.wait(self._tick_seconds or None)
            while not self._tasks.empty():
                _run(*self._tasks.get())
        with self._lock:  # not before the task is done that another thread is at
            self._closed = True
        while not self._tasks.empty():
            _task, future = self._tasks.get()
            future.set_exception(StoppedError(_STOPPING))

    def stop(self) -> None:
        """Let run() return after the task that it is at. Safe from any thread, from a task, and twice."""
        self._stopping.set()


def _run(task: Callable[[], None], future: Future[None]) -> None:
    try:
        task()
    except Exception as error:
        future.set_exception(error)
    else:
        future.set_result(None)
