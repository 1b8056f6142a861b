# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who runs the server's tasks, and when."""

from __future__ import annotations

import contextlib
import threading
import time

import pytest

from gamedesk.sandbox.main_thread import MainThread, StoppedError


@pytest.fixture(params=[0.0, 0.01], ids=["at once", "by ticks"])
def main(request):
    main = MainThread(request.param)
    thread = threading.Thread(target=main.run)
    thread.start()
    yield main
    main.stop()
    thread.join(5)
    assert not thread.is_alive()


def test_one_task_at_a_time(main):
    at_work = []
    together = []

    def task():
        at_work.append(1)
        together.append(len(at_work))
        time.sleep(0.002)
        at_work.pop()

    callers = [threading.Thread(target=main.call, args=(task,)) for _unused in range(20)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(5)
    assert together == [1] * 20


def test_the_caller_gets_what_the_task_raises(main):
    with pytest.raises(ZeroDivisionError):
        main.call(lambda: 1 / 0)
    main.call(lambda: None)


def test_a_task_may_stop_the_server_and_is_done_before_it_has_stopped(main):
    done = []

    def stop():
        main.stop()
        done.append(True)

    main.call(stop)
    assert done == [True]
    deadline = time.monotonic() + 5
    with contextlib.suppress(StoppedError):
        while time.monotonic() < deadline:  # by ticks, what is brought in the last one is still done
            main.call(lambda: None)
    with pytest.raises(StoppedError):
        main.call(lambda: None)
