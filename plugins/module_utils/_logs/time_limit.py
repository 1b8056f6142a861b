# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Work in child processes that end at a deadline: no regular expression can be stopped from within its process."""

from __future__ import annotations

import ctypes
import json
import os
import select
import signal
import socket
import struct
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import SupportError, TimeLimitError

_HEAD = struct.Struct("!Q")
_PR_SET_PDEATHSIG = 1
# glibc's malloc.h: what is freed is kept for the next block of its size, up to so many bytes.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_KEPT = 1 << 24
# How far the others may run ahead of the one whose answer is awaited.
_AHEAD = 2
_READ = 1 << 16


def answers(work: t.Callable[[int], t.Any], jobs: int, *, workers: int, deadline: float) -> t.Iterator[t.Any]:
    """Yield C(work(0)), C(work(1)) … C(work(jobs - 1)), done by at most C(workers) processes at once.

    An answer is anything that JSON has. C(deadline) is a moment of C(time.monotonic). The processes end with this
    iterator, with this process, and at the deadline. A SupportError of the work is raised here, as one of the same kind
    of status; raises TimeLimitError at the deadline.
    """
    children = [_Child(work, deadline) for _unused in range(min(workers, jobs))]
    try:
        yield from _in_order(children, jobs, deadline)
    finally:
        for child in children:
            child.end()


def answer(work: t.Callable[[], t.Any], *, deadline: float) -> t.Any:
    """Return C(work()), done by another process: see C(answers)."""
    return next(answers(lambda _job: work(), 1, workers=1, deadline=deadline))


def _in_order(children: t.Sequence[_Child], jobs: int, deadline: float) -> t.Iterator[t.Any]:
    done: t.Dict[int, t.Any] = {}
    begun = 0
    for job in range(jobs):
        while job not in done:
            for child in children:
                if child.job is None and begun < min(jobs, job + _AHEAD * len(children)):
                    child.begin(begun)
                    begun += 1
            busy = {child.descriptor: child for child in children if child.job is not None}
            for descriptor in _readable(list(busy), deadline):
                child = busy[descriptor]
                of = t.cast(int, child.job)
                answer_ = child.receive()
                if answer_ is not None:
                    done[of] = answer_
        yield _opened(done.pop(job))


def _readable(descriptors: t.Sequence[int], deadline: float) -> t.Sequence[int]:
    left = deadline - time.monotonic()
    found = select.select(descriptors, [], [], left)[0] if left > 0 else []
    if not found:
        raise TimeLimitError("The time limit has passed before everything was looked at.")
    return found


def _opened(answer_: t.Dict[str, t.Any]) -> t.Any:
    if "error" in answer_:
        error = SupportError(answer_["error"].pop("message"), **answer_["error"].pop("data"))
        error.__class__ = _CLASSES.get(answer_["error"]["code"], SupportError)
        raise error
    return answer_["value"]


_CLASSES = {one.code: one for one in SupportError.__subclasses__()}


class _Child:
    """A process that does one job after the other, and gives its answers over a socket."""

    def __init__(self, work: t.Callable[[int], t.Any], deadline: float) -> None:
        self.job: t.Optional[int] = None
        self._received = b""
        self._socket, theirs = socket.socketpair()
        parent = os.getpid()
        self._process = os.fork()
        if self._process == 0:
            try:
                self._socket.close()
                _end_with(parent, deadline)
                _keep_memory()
                _serve(theirs, work)
            finally:
                os._exit(1)  # without what is registered for the end of the process that it is a copy of
        theirs.close()

    @property
    def descriptor(self) -> int:
        """The socket's number."""
        return self._socket.fileno()

    def begin(self, job: int) -> None:
        """Let it do a job."""
        self.job = job
        self._socket.sendall(_HEAD.pack(job))

    def receive(self) -> t.Optional[t.Dict[str, t.Any]]:
        """Return the answer, if all of it is there with what can be read now. Raises TimeLimitError."""
        chunk = self._socket.recv(_READ)
        if not chunk:
            raise TimeLimitError("The process that looked has ended: the time limit has passed, or it had no memory.")
        self._received += chunk
        if len(self._received) < _HEAD.size:
            return None
        size = _HEAD.size + _HEAD.unpack_from(self._received)[0]
        if len(self._received) < size:
            return None
        answer_ = json.loads(self._received[_HEAD.size :])
        self.job, self._received = None, b""
        return t.cast(t.Dict[str, t.Any], answer_)

    def end(self) -> None:
        """End the process, and wait for it."""
        self._socket.close()
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


def _end_with(parent: int, deadline: float) -> None:
    """Let this process be killed at the deadline, and when its parent ends."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, max(deadline - time.monotonic(), 0.001))
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    except (OSError, AttributeError):  # not Linux: it ends at the deadline
        return
    if os.getppid() != parent:
        os._exit(1)


def _keep_memory() -> None:
    """Let freed memory be used again, and not be given back and asked for again with each block that is read."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # not glibc
        return
    mallopt(_M_MMAP_THRESHOLD, _KEPT)
    mallopt(_M_TRIM_THRESHOLD, _KEPT)


def _serve(connection: socket.socket, work: t.Callable[[int], t.Any]) -> None:
    while True:
        head = connection.recv(_HEAD.size, socket.MSG_WAITALL)
        if len(head) < _HEAD.size:
            return
        try:
            answer_: t.Dict[str, t.Any] = {"value": work(_HEAD.unpack(head)[0])}
        except SupportError as error:
            answer_ = {"error": {"code": error.code, "message": error.message, "data": error.data}}
        text = json.dumps(answer_).encode("ascii")
        connection.sendall(_HEAD.pack(len(text)) + text)
