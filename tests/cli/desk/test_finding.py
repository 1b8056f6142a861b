# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desk is where somebody says, or here or above, or where the user's or the system's configuration is."""

from __future__ import annotations

import pwd

import pytest

from gamedesk.desk import finding
from gamedesk.desk.creating import create_desk
from gamedesk.desk.folder import named_folder, open_desk
from gamedesk.errors import UsageError


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return an empty home that is the working folder; nothing names a desk."""
    for name in ("SUPPORT_DESK", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(finding, "SYSTEM_FOLDER", str(tmp_path / "etc"))
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(home)
    return home


def make(path):
    create_desk(path)
    return path


def test_there_may_be_none(home):
    assert finding.named(None) is None
    assert finding.nearest() is None
    with pytest.raises(UsageError, match="SUPPORT_DESK"):
        open_desk(None)


def test_the_first_that_names_one_wins(home, tmp_path, monkeypatch):
    system = make(tmp_path / "etc")
    assert open_desk(None).path == system
    configured = make(home / ".config" / "gamedesk")
    assert open_desk(None).path == configured
    other = make(tmp_path / "xdg" / "gamedesk")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    assert open_desk(None).path == other
    here = make(home / "here")
    (here / "below" / "it").mkdir(parents=True)
    monkeypatch.chdir(here / "below" / "it")
    assert open_desk(None).path == here
    named = make(tmp_path / "named")
    monkeypatch.setenv("SUPPORT_DESK", str(named))
    assert open_desk(None).path == named
    option = make(tmp_path / "option")
    assert open_desk(str(option)).path == option
    monkeypatch.setenv("SUPPORT_DESK", "")
    assert open_desk(None).path == here


def test_a_name_may_be_short(home):
    desk = make(home / "desk")
    assert open_desk("desk").path == open_desk("~/desk").path == open_desk("./desk").path == desk


@pytest.mark.parametrize("source", ["--desk", "$SUPPORT_DESK"])
def test_what_is_named_must_be_one(home, monkeypatch, source):
    make(home / "desk")
    monkeypatch.chdir(home / "desk")
    if source != "--desk":
        monkeypatch.setenv("SUPPORT_DESK", "~/nowhere")
    with pytest.raises(UsageError) as raised:
        open_desk("~/nowhere" if source == "--desk" else None)
    assert source in raised.value.message
    assert str(home / "nowhere") in raised.value.message


@pytest.fixture
def gone(home, tmp_path, monkeypatch):
    """Work in a folder that has been removed."""
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()


def test_a_desk_is_found_although_the_working_folder_is_gone(home, gone, tmp_path, monkeypatch):
    with pytest.raises(UsageError, match="--desk DIR"):
        open_desk(None)
    configured = make(home / ".config" / "gamedesk")
    assert open_desk(None).path == configured
    named = make(tmp_path / "named")
    assert open_desk(str(named)).path == named
    monkeypatch.setenv("SUPPORT_DESK", str(named))
    assert open_desk(None).path == named


def test_a_relative_path_means_nothing_where_the_working_folder_is_gone(gone, monkeypatch):
    with pytest.raises(UsageError, match="working folder has been removed"):
        open_desk("desk")
    with pytest.raises(UsageError, match="working folder has been removed"):
        named_folder(".", "DIR")
    monkeypatch.setenv("SUPPORT_DESK", "desk")
    with pytest.raises(UsageError, match="working folder has been removed"):
        open_desk(None)


def test_who_has_no_home_finds_the_desk_of_the_system(home, tmp_path, monkeypatch):
    """Neither $HOME nor an entry in the list of users: there, the tilde stays what it is."""

    def unknown(_uid):
        raise KeyError

    monkeypatch.delenv("HOME")
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    make(home / "~" / ".config" / "gamedesk")
    with pytest.raises(UsageError, match="--desk DIR"):
        open_desk(None)
    system = make(tmp_path / "etc")
    assert open_desk(None).path == system


def test_a_relative_configuration_folder_counts_as_none(home, monkeypatch):
    """As the XDG base directory specification has it."""
    make(home / "relative" / "gamedesk")
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    assert finding.nearest() is None


def test_a_tilde_that_stands_for_nobody_is_an_error(home):
    with pytest.raises(UsageError, match="no home for the ~"):
        named_folder("~no.such.user/desk", "--desk")
