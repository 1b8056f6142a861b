# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which log files a server has, in which order, and which of them may tell of a time."""

from __future__ import annotations

import datetime
import gzip
import os

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._logs.files import find_files, may_hold
from ansible_collections.gamedesk.support.plugins.module_utils._logs.identity import FileIdentity
from ansible_collections.gamedesk.support.plugins.module_utils._logs.zones import zone_of

PARIS = zone_of("Europe/Paris")


def at(text: str) -> float:
    return datetime.datetime.fromisoformat(text + "+00:00").timestamp()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "logs").mkdir()
    return tmp_path / "logs"


def put(folder, *names: str, written: str = "2026-11-24T12:00:00") -> None:
    for name in names:
        (folder / name).write_bytes(b"x\n")
        os.utime(folder / name, (at(written), at(written)))


def names(listing) -> list[str]:
    return [os.path.basename(file.path) for file in listing.files]


def test_numbers_are_numbers_and_the_live_file_is_the_last(folder) -> None:
    put(folder, "2026-11-23-1.log.gz", "2026-11-24-10.log.gz", "2026-11-24-9.log.gz", "2026-11-24-1.log", "latest.log")
    found = find_files([str(folder)])
    assert names(found) == [
        *("2026-11-23-1.log.gz", "2026-11-24-1.log", "2026-11-24-9.log.gz", "2026-11-24-10.log.gz", "latest.log"),
    ]
    assert [(file.kind, file.number, file.compressed) for file in found.files] == [
        *(("rolled", 1, True), ("rolled", 1, False), ("rolled", 9, True), ("rolled", 10, True), ("live", 0, False)),
    ]
    assert found.problems == []


def test_of_a_proxy_the_greatest_number_is_the_oldest(folder) -> None:
    put(folder, "proxy.log.0", "proxy.log.0.lck", "proxy.log.1", "proxy.log.10", "proxy.log.2", "config.yml")
    assert names(find_files([str(folder)])) == ["proxy.log.10", "proxy.log.2", "proxy.log.1", "proxy.log.0"]


def test_cuberite_counts_seconds(folder) -> None:
    put(folder, "LOG_1700000000.txt", "LOG_999999999.txt", "notes.txt")
    assert names(find_files([str(folder)])) == ["LOG_999999999.txt", "LOG_1700000000.txt"]


def test_a_file_that_is_being_compressed_is_one(folder) -> None:
    put(folder, "2026-11-24-1.log", "2026-11-24-1.log.gz", "other.log", "other.log.gz", "only.log.gz")
    assert names(find_files([str(folder)])) == ["only.log.gz", "other.log", "2026-11-24-1.log"]


def test_forge_repeats_itself(folder) -> None:
    put(folder, "latest.log", "debug.log", "debug-1.log.gz", "fml-server-latest.log")
    assert names(find_files([str(folder)])) == ["latest.log"]
    assert set(names(find_files([str(folder)], repeats=True))) == {
        *("latest.log", "debug.log", "debug-1.log.gz", "fml-server-latest.log"),
    }


def test_names_of_somebody_s_own_pattern(folder) -> None:
    put(
        folder, "server-2026-11-20.log", "2026-13-45-1.log.gz", "mc.log", "mc.txt", "log", written="2026-11-22T00:00:00"
    )
    found = find_files([str(folder)])
    assert names(found) == ["server-2026-11-20.log", "2026-13-45-1.log.gz", "mc.log"]
    assert [file.day for file in found.files] == [int(at("2026-11-20T00:00:00")) // 86_400, None, None]


def test_files_that_are_named_are_taken_whatever_their_names_are(folder) -> None:
    put(folder, "latest.log", "authme.log", "notes")
    found = find_files([str(folder / "notes"), str(folder / "authme.log"), str(folder)])
    assert sorted(names(found)) == ["authme.log", "latest.log", "notes"]
    assert {file.kind for file in found.files} == {"live", "authme", "other"}


def test_what_is_not_there_is_a_problem_and_the_rest_is_found(folder) -> None:
    put(folder, "latest.log")
    missing = str(folder / "no" / "such")
    found = find_files([missing, str(folder)])
    assert found.problems == [(missing, "No such file or directory")]
    assert names(found) == ["latest.log"]


def test_links_stay_in_the_folder(folder, tmp_path) -> None:
    put(tmp_path, "secret")
    put(folder, "latest.log")
    (folder / "a.log").symlink_to(tmp_path / "secret")
    (folder / "b.log").symlink_to("../secret")
    (folder / "c.log").symlink_to("latest.log")
    (folder / "d.log").symlink_to("d.log")
    (folder / "e.log").symlink_to("nowhere")
    found = find_files([str(folder)])
    assert names(found) == ["latest.log"]  # by which c.log is another name
    assert {os.path.basename(one.file) for one in found.problems} == {"a.log", "b.log"}
    # What is named is meant, also where it is a link.
    (tmp_path / "named").symlink_to(folder)
    assert names(find_files([str(tmp_path / "named")])) == ["latest.log"]
    assert names(find_files([str(folder / "a.log")])) == ["a.log"]


def test_what_is_no_file_is_passed_over(folder) -> None:
    (folder / "folder.log").mkdir()
    os.mkfifo(folder / "pipe.log")
    assert find_files([str(folder)]) == ([], [])
    assert find_files([str(folder / "pipe.log")]).problems == [(str(folder / "pipe.log"), "not a file")]


def test_another_file_under_the_same_name_is_not_it(folder) -> None:
    put(folder, "latest.log")
    (file,) = find_files([str(folder)]).files
    with open(file.path, "rb") as opened:
        os.rename(file.path, folder / "2026-11-24-1.log")
        assert file.is_it(os.fstat(opened.fileno()))
    put(folder, "latest.log")
    assert not file.is_it(os.stat(file.path))


@pytest.mark.parametrize("moment", [-5.0, 1e18])
def test_a_file_from_no_time(folder, moment) -> None:
    put(folder, "latest.log")
    os.utime(folder / "latest.log", (moment, min(moment, 1e10)))
    (file,) = find_files([str(folder)]).files
    assert 0 <= file.written_by < 2.54e11


@pytest.mark.parametrize(
    ("name", "written", "span", "expected"),
    [
        ("2026-11-24-1.log.gz", "2026-11-24T23:00:00", ("2026-11-24T10:00:00", "2026-11-24T11:00:00"), True),
        ("2026-11-24-1.log.gz", "2026-11-24T23:00:00", ("2026-11-22T23:00:00", "2026-11-22T23:00:01"), True),
        ("2026-11-24-1.log.gz", "2026-11-24T23:00:00", (None, "2026-11-22T22:59:59"), False),
        ("2026-11-24-1.log.gz", "2026-12-24T23:00:00", ("2026-11-25T22:59:59", None), True),
        ("2026-11-24-1.log.gz", "2026-12-24T23:00:00", ("2026-11-25T23:00:01", None), False),
        ("2026-11-24-1.log.gz", "2026-11-20T00:00:00", ("2026-11-24T10:00:00", None), False),
        ("latest.log", "2026-11-24T12:00:00", ("2026-11-24T11:00:00", None), True),
        ("latest.log", "2026-11-24T12:00:00", ("2026-11-25T12:00:01", None), False),
        ("latest.log", "2026-11-24T12:00:00", (None, "2020-01-01T00:00:00"), True),
        ("LOG_1700000000.txt", "2023-11-20T00:00:00", (None, "2023-11-13T22:13:19"), False),
        ("LOG_1700000000.txt", "2023-11-20T00:00:00", ("2023-11-18T00:00:00", None), True),
        ("mc.log", "2026-11-24T12:00:00", (None, None), True),
    ],
)
def test_which_files_may_hold_a_time(folder, name, written, span, expected) -> None:
    put(folder, name, written=written)
    (file,) = find_files([str(folder)]).files
    since, until = (text and at(text) for text in span)
    assert may_hold(file, since, until, PARIS) is expected


def test_a_log_is_known_again_when_it_was_renamed_and_compressed(folder) -> None:
    path = folder / "latest.log"
    path.write_bytes(b"[00:00:01] [main/INFO]: x\n")
    identity = FileIdentity.of(path.stat(), path.read_bytes())
    assert FileIdentity.parse(str(identity)) == identity
    with path.open("ab") as file:
        file.write(b"more\n" * 1000)
    assert identity.is_here(path.stat(), path.read_bytes())
    rolled = path.rename(folder / "2026-11-24-1.log")
    assert identity.is_here(rolled.stat(), rolled.read_bytes()[:1024])
    (folder / "2026-11-24-1.log.gz").write_bytes(gzip.compress(rolled.read_bytes()))
    with gzip.open(folder / "2026-11-24-1.log.gz") as file:
        assert identity.begins(file.read(1024))


def test_a_log_that_was_begun_anew_is_another(folder) -> None:
    path = folder / "latest.log"
    path.write_bytes(b"[00:00:01] [main/INFO]: x\n")
    identity = FileIdentity.of(path.stat(), path.read_bytes())
    path.write_bytes(b"[00:00:02] [main/INFO]: x\n")  # the same inode
    assert not identity.is_here(path.stat(), path.read_bytes())
    assert not identity.is_here(path.stat(), b"")


def test_an_empty_log_is_known_by_its_inode_alone(folder) -> None:
    path = folder / "latest.log"
    path.write_bytes(b"")
    identity = FileIdentity.of(path.stat(), b"")
    path.write_bytes(b"x")
    assert identity.is_here(path.stat(), b"x")
    assert not identity.begins(b"x")


@pytest.mark.parametrize(
    "text", ["", "1-2-3-4", "1-2-2000-" + "0" * 32, "1-2-3-" + "0" * 32 + "\n", "-1-2-3-" + "0" * 32]
)
def test_what_is_no_identity(text) -> None:
    assert FileIdentity.parse(text) is None
