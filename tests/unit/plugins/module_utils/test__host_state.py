# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder for what must outlive a run."""

from __future__ import annotations

import errno
import os
import stat

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError
from ansible_collections.gamedesk.support.plugins.module_utils._host_state import StateFolder, default_path, examine


def test_it_is_made_with_its_parents_and_is_private(tmp_path):
    StateFolder(str(tmp_path / "a" / "b")).close()
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700


def test_a_folder_that_others_can_read_is_closed_to_them(tmp_path):
    (tmp_path / "state").mkdir(mode=0o755)
    StateFolder(str(tmp_path / "state")).close()
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700


def test_a_folder_that_others_can_enter_and_have_used_is_refused_and_left_alone(tmp_path):
    """Such as /tmp: to make it private would break the machine, and strangers may have put links into it."""
    (tmp_path / "state").mkdir(mode=0o755)
    (tmp_path / "state" / "theirs").touch()
    with pytest.raises(ConfigurationError, match="not empty"):
        StateFolder(str(tmp_path / "state"))
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o755


@pytest.mark.parametrize("ending", ["", "/"])
def test_a_symbolic_link_is_refused(tmp_path, ending):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(ConfigurationError):
        StateFolder(str(tmp_path / "link") + ending)


def test_a_file_in_its_place_is_refused(tmp_path):
    (tmp_path / "state").write_text("")
    with pytest.raises(ConfigurationError):
        StateFolder(str(tmp_path / "state"))


@pytest.mark.parametrize("ending", ["nul\0", "half \ud800", "a" * 5000, "a/" * 50_000])
def test_what_is_no_path_is_refused(tmp_path, ending):
    with pytest.raises(ConfigurationError, match="cannot be used"):
        StateFolder(str(tmp_path / ending))


def test_a_folder_of_another_user_is_refused(tmp_path, monkeypatch):
    (tmp_path / "state").mkdir(mode=0o700)
    monkeypatch.setattr(os, "geteuid", lambda: os.stat(tmp_path).st_uid + 1)
    with pytest.raises(ConfigurationError, match="another user"):
        StateFolder(str(tmp_path / "state"))


def test_files_are_replaced_whole_and_leave_nothing_beside_them(tmp_path):
    folder = StateFolder(str(tmp_path / "state"))
    assert folder.read("one") is None
    folder.write("one", b"first")
    folder.write("one", b"second")
    assert folder.read("one") == b"second"
    assert os.listdir(tmp_path / "state") == ["one"]
    assert stat.S_IMODE((tmp_path / "state" / "one").stat().st_mode) == 0o600
    folder.close()


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "Make room on that disk."),
        (errno.EROFS, "Make that disk writable, or set state_dir to a folder on another one."),
        (errno.EIO, "Set state_dir to a folder of your own."),
    ],
)
def test_what_cannot_be_written_leaves_the_old_file_and_says_what_to_do(tmp_path, monkeypatch, number, advice):
    folder = StateFolder(str(tmp_path / "state"))
    folder.write("one", b"first")

    def failing(descriptor):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(ConfigurationError) as caught:
        folder.write("one", b"second")
    assert caught.value.message.endswith(f" cannot be used: {os.strerror(number)}. {advice}")
    assert folder.read("one") == b"first"
    assert os.listdir(tmp_path / "state") == ["one"]
    folder.close()


def test_a_planted_link_is_not_followed(tmp_path):
    folder = StateFolder(str(tmp_path / "state"))
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "state" / "one").symlink_to(tmp_path / "secret")
    with pytest.raises(ConfigurationError):
        folder.read("one")
    with pytest.raises(ConfigurationError):
        folder.open_for_lock("one")
    folder.write("one", b"new")
    assert (tmp_path / "secret").read_text() == "secret"
    folder.close()


@pytest.mark.parametrize(
    ("user", "variable", "expected"),
    [
        (0, None, "/var/lib/gamedesk"),
        (0, "/somewhere", "/var/lib/gamedesk"),
        (1000, "/somewhere", "/somewhere/gamedesk"),
        (1000, None, "/home/ops/.local/state/gamedesk"),
        (1000, "", "/home/ops/.local/state/gamedesk"),
        (1000, "relative", "/home/ops/.local/state/gamedesk"),
    ],
)
def test_the_default(monkeypatch, user, variable, expected):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setenv("HOME", "/home/ops")
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    if variable is not None:
        monkeypatch.setenv("XDG_STATE_HOME", variable)
    assert default_path() == expected


@pytest.mark.parametrize("path", ["state", "./state", "['/srv/state']", ""])
def test_a_folder_that_depends_on_where_the_module_runs_is_refused(tmp_path, monkeypatch, path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match="absolute"):
        StateFolder(path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("home", ["~", "relative"])
def test_a_user_without_a_home_is_told_what_to_set(monkeypatch, home):
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path.replace("~", home))
    with pytest.raises(ConfigurationError, match="set state_dir"):
        default_path()


def looked(path) -> tuple:
    (finding,) = examine(str(path))
    return finding.status, finding.message


def test_a_look_makes_nothing_and_changes_nothing(tmp_path):
    (tmp_path / "state").mkdir(mode=0o755)
    assert looked(tmp_path / "state")[0] == "ok"
    assert looked(tmp_path / "not" / "yet")[0] == "ok"
    assert os.listdir(tmp_path) == ["state"]
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o755


def test_a_look_finds_what_an_action_would_meet(tmp_path):
    (tmp_path / "public").mkdir(mode=0o755)
    (tmp_path / "public" / "file").touch()
    (tmp_path / "private").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "private")
    bad = ["public", "public/file", "public/file/below", "link", "nul\0", "half \ud800", "a" * 5000, "a/" * 50_000]
    for ending in bad:
        assert looked(tmp_path / ending)[0] == "failed", ending
        with pytest.raises(ConfigurationError):
            StateFolder(str(tmp_path / ending))
    assert looked("state") == ("failed", "The option state_dir must be an absolute path.")


def test_a_look_finds_a_folder_of_another_user(tmp_path, monkeypatch):
    (tmp_path / "state").mkdir(mode=0o700)
    monkeypatch.setattr(os, "geteuid", lambda: os.stat(tmp_path).st_uid + 1)
    assert looked(tmp_path / "state")[0] == "failed"


@pytest.mark.parametrize("ending", ["", "not/yet"])
def test_a_look_finds_that_nothing_can_be_written(tmp_path, monkeypatch, ending):
    tmp_path.chmod(0o700)
    monkeypatch.setattr(os, "access", lambda _path, mode: not mode & os.W_OK)
    status, message = looked(tmp_path / ending)
    assert (status, os.strerror(errno.EACCES) in message) == ("failed", True)
