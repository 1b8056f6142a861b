# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log's lines and its rotation: domain 1.1 and 1.2."""

from __future__ import annotations

import gzip
import os
import re
import time

from gamedesk.sandbox.log import ServerLog

THE_DAY = time.mktime((2023, 3, 12, 12, 0, 0, 0, 0, -1))


def test_a_line(tmp_path):
    log = ServerLog(tmp_path)
    log.write("Draxe ${jndi:ldap://x} %s {} \udc80", thread="Async Chat Thread - #1", level="WARN")
    log.close()
    line = (tmp_path / "latest.log").read_text()
    assert re.fullmatch(
        r"\[\d\d:\d\d:\d\d\] \[Async Chat Thread - #1/WARN\]: Draxe \$\{jndi:ldap://x\} %s \{\} \?\n", line
    )


def test_each_start_rolls_and_counts_by_number(tmp_path):
    for number in (1, 9, 10):
        (tmp_path / f"2023-03-12-{number}.log.gz").write_bytes(b"")
    (tmp_path / "latest.log").write_bytes(b"old\n")
    os.utime(tmp_path / "latest.log", (THE_DAY, THE_DAY))
    log = ServerLog(tmp_path)
    assert not log.is_first
    log.close()
    assert gzip.decompress((tmp_path / "2023-03-12-11.log.gz").read_bytes()) == b"old\n"
    assert (tmp_path / "latest.log").read_bytes() == b""


def test_midnight_rolls(tmp_path, monkeypatch):
    days = iter([(2023, 3, 12), (2023, 3, 12), (2023, 3, 13)])
    moments = [time.localtime(time.mktime((*day, 12, 0, 0, 0, 0, -1))) for day in days]
    real = time.strftime
    monkeypatch.setattr(time, "strftime", lambda form, moment=moments[0]: real(form, moment))
    monkeypatch.setattr(time, "localtime", lambda *_: moments.pop(0))
    log = ServerLog(tmp_path)
    log.write("before")
    moments.pop(0)
    log.write("after")
    log.close()
    rolled = gzip.decompress((tmp_path / "2023-03-12-1.log.gz").read_bytes())
    assert rolled.endswith(b": before\n")
    assert (tmp_path / "latest.log").read_bytes().endswith(b": after\n")


def test_after_close_nothing_is_written(tmp_path):
    log = ServerLog(tmp_path)
    log.close()
    log.write("late")
    assert (tmp_path / "latest.log").read_bytes() == b""
