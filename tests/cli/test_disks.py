# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of a disk that takes nothing: the file, the system's reason, what to do."""

from __future__ import annotations

import errno
import os
import pwd

import pytest

from gamedesk import disks


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "make room on that disk"),
        (errno.EDQUOT, "make room in your quota on that disk"),
        (errno.EROFS, "make that disk writable"),
        (errno.EACCES, f"see who owns it (ls -ld), and let user {pwd.getpwuid(os.geteuid()).pw_name} write there"),
        (errno.EIO, "look what is in the way there"),
    ],
)
def test_a_sentence_says_what_why_and_what_to_do(number, advice):
    error = OSError(number, os.strerror(number))
    assert disks.unwritable("/desk/.run", error) == f"/desk/.run cannot be written: {os.strerror(number)}; {advice}."


def test_a_user_without_a_name_is_named_by_number(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 4_000_000_000)
    assert disks.advice(PermissionError(errno.EACCES, "")).endswith("let user 4000000000 write there")


def test_an_error_without_a_number_still_says_something():
    assert disks.reason(OSError("odd")) == "odd"
    assert disks.reason(OSError()) == "OSError"
