# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The private folders of runs."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from gamedesk.errors import NotWritableError
from gamedesk.runner import private


def test_a_run_has_a_new_private_folder_and_leaves_nothing(tmp_path):
    with private.run_folder(tmp_path / ".run", "A") as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
        assert private.is_alive(tmp_path / ".run", "A")
    assert not folder.exists()
    assert not private.is_alive(tmp_path / ".run", "A")


def test_a_run_that_failed_leaves_nothing(tmp_path):
    try:
        with private.run_folder(tmp_path, "A") as folder:
            (folder / "secret").write_text("x")
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass
    assert not folder.exists()


def test_room_on_the_disk_is_taken_until_it_is_given_back(tmp_path):
    with private.run_folder(tmp_path, "A", room=100_000) as folder:
        sizes = [path.stat().st_size for path in folder.iterdir() if path.is_file()]
        assert max(sizes) == 100_000
        room = max(folder.iterdir(), key=lambda path: path.stat().st_size if path.is_file() else 0)
        assert room.stat().st_blocks * 512 >= 100_000
        assert len(zlib.compress(room.read_bytes())) >= 100_000  # also on a file system that compresses
        private.give_room(folder)
        assert sum(path.stat().st_size for path in folder.iterdir() if path.is_file()) == 0
        private.give_room(folder)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_run_without_room_leaves_nothing(tmp_path, monkeypatch, number):
    def full(_path, _mode):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(NotWritableError, match=f"^{tmp_path} cannot be written: "):  # noqa: SIM117
        with private.run_folder(tmp_path, "A", room=1):
            pytest.fail("it must not begin")
    assert list((tmp_path / "runs").iterdir()) == []


def test_where_there_cannot_be_a_folder_it_says_so(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(NotWritableError, match=f"^{tmp_path}/file/.run cannot be written: Not a directory; "):
        private.sweep(tmp_path / "file" / ".run")


def test_the_folder_of_a_killed_run_is_swept_and_that_of_a_living_one_is_not(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from gamedesk.runner import private\n"
        f"with private.run_folder(Path({str(tmp_path)!r}), 'DEAD') as f:\n"
        "    (f / 'left').write_text('x'); print('ready', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "ready\n"
        with private.run_folder(tmp_path, "ALIVE") as alive:
            private.sweep(tmp_path)
            assert (tmp_path / "runs" / "DEAD" / "left").exists()
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
            private.sweep(tmp_path)
            assert not (tmp_path / "runs" / "DEAD").exists()
            assert alive.exists()


def test_a_run_id_is_never_a_path(tmp_path):
    (tmp_path / "lock").write_text("")
    assert not private.is_alive(tmp_path / "a", "../../lock")
