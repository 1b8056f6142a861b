# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who sits at the keyboard."""

from __future__ import annotations

import os
import pwd

import pytest

from gamedesk.desk import operator


@pytest.fixture
def users(monkeypatch):
    names = {0: "root", 1000: "anna"}

    def getpwuid(uid):
        if uid not in names:
            raise KeyError(uid)
        return pwd.struct_passwd((names[uid], "x", uid, uid, "", "/", "/bin/sh"))

    monkeypatch.setattr(pwd, "getpwuid", getpwuid)
    monkeypatch.delenv("SUDO_UID", raising=False)
    return monkeypatch


def test_the_owner_of_the_process_is_the_operator(users):
    users.setattr(os, "getuid", lambda: 1000)
    users.setenv("USER", "root")
    users.setenv("LOGNAME", "root")
    assert operator.current() == "anna"


def test_sudo_names_the_person_behind_root_only(users):
    users.setenv("SUDO_UID", "1000")
    users.setattr(os, "getuid", lambda: 0)
    assert operator.current() == "anna"
    users.setattr(os, "getuid", lambda: 4711)
    assert operator.current() == "uid-4711"


@pytest.mark.parametrize("hostile", ["", "-1", "1e3", "root", "\u0661", "1000\n", "9" * 40])
def test_a_sudo_uid_that_is_no_number_of_a_user_names_nobody_else(users, hostile):
    users.setattr(os, "getuid", lambda: 0)
    users.setenv("SUDO_UID", hostile)
    assert operator.current() in {"root", "uid-" + hostile}
