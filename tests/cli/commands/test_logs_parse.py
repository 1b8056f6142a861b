# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""support logs parse: files of this machine, as JSON Lines and as text."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from gamedesk.desk.parsing import Parser
from gamedesk.errors import UsageError
from gamedesk.main import main

SAMPLE = Path(__file__).parents[2] / "unit/plugins/module_utils/_logs/samples/server-thread-bukkit-1.7.log"
LOGIN = "Draxe[/192.0.2.10:4242] logged in with entity id 7 at ([world] 1.5, 64.0, -2.5)"
LINE = f"[00:04:31] [Server thread/INFO]: {LOGIN}\n".encode()


@pytest.fixture
def parse(monkeypatch, capsys):
    """Run the command in this process; C(stdin) are the bytes of a pipe."""

    def run(*words, stdin=b""):
        with tempfile.TemporaryFile() as file:
            file.write(stdin)
            file.seek(0)
            with monkeypatch.context() as patch:
                patch.setattr(sys, "stdin", io.TextIOWrapper(file))
                patch.setattr(sys, "argv", ["support", "logs", "parse", *map(str, words)])
                with pytest.raises(SystemExit) as end:
                    main()
        said = capsys.readouterr()
        return end.value.code, said.out, said.err

    return run


def objects(out):
    return [json.loads(line) for line in out.splitlines()]


def records(*names, **options):
    told = []
    parser = Parser(**{"timezone": "UTC", "day": None, "unmask": False, **options}, problem=told.append, waiting=int)
    return [*parser.records([str(name) for name in names])], told


def put(folder, name, data=LINE):
    path = folder / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def test_the_sample_as_json_lines(parse):
    code, out, err = parse(SAMPLE, "--json", "--timezone", "Europe/Paris", "--day", "2014-11-24")
    assert (code, err) == (0, "")
    assert out.isascii()
    found = objects(out)
    assert len(found) == 50
    assert found[1] == {
        "file": str(SAMPLE),
        "first_line": 2,
        "last_line": 2,
        "time": "2014-11-23T23:04:31Z",
        "clock": "00:04:31",
        "level": "INFO",
        "thread": "Server thread",
        "logger": None,
        "message": "AwayZ____[/***] logged in with entity id 9027437 at ([world] 756.542, 45.0, -637.527)",
        "event": {
            "kind": "login",
            "player": "AwayZ____",
            "entity": 9027437,
            "world": "world",
            "x": 756.542,
            "y": 45.0,
            "z": -637.527,
        },
    }
    resets = [one["event"]["player"] for one in found if "Relais bris\u00e9" in one["message"]]
    assert resets == ["Draxe", "djminecraftpro", "VioTak"]


def test_for_people_it_is_one_line_a_record(parse, tmp_path):
    trace = b"[10:00:00] [main/ERROR]: broken \x1b]0;EVIL\x07\n\tat a.B(C.java:1)\n"
    code, out, err = parse(put(tmp_path, "2026-11-24-1.log", LINE + trace), "--timezone", "UTC", "--unmask")
    assert (code, err) == (0, "")
    first, second, third = out.splitlines()
    assert first == f"2026-11-24T00:04:31Z  login               {LOGIN}"
    assert second.startswith("2026-11-24T10:00:00Z  ")
    assert third.startswith("    ")
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2026-11-24-1.log.gz", "2026-11-24T00:04:31Z"),
        ("2026-11-24-1.log", "2026-11-24T00:04:31Z"),
        ("latest.log", "2001-09-09T00:04:31Z"),
        ("copy", "2001-09-09T00:04:31Z"),
        ("LOG_1700000000.txt", "2023-11-15T00:04:31Z"),
    ],
)
def test_the_day_comes_from_the_name_or_the_last_change(tmp_path, name, expected):
    path = put(tmp_path, name)
    os.utime(path, (1e9, 1e9))  # 2001-09-09T01:46:40Z
    (found,), problems = records(path)
    assert (found["time"], problems) == (expected, [])
    assert records(path, day="2020-02-02")[0][0]["time"] == "2020-02-02T00:04:31Z"


def test_what_is_compressed_is_told_by_its_bytes(parse, tmp_path):
    path = put(tmp_path, "no-such-ending", gzip.compress(LINE))
    assert records(path)[0][0]["event"]["player"] == "Draxe"
    code, out, _err = parse("-", "--json", "--day", "2026-11-24", "--timezone", "UTC", stdin=gzip.compress(LINE) * 2)
    assert code == 0
    assert [(one["file"], one["first_line"], one["time"]) for one in objects(out)] == [
        ("-", 1, "2026-11-24T00:04:31Z"),
        ("-", 2, "2026-11-24T00:04:31Z"),
    ]


def test_standard_input_has_no_day_of_its_own(parse):
    _code, out, _err = parse("-", "--json", stdin=LINE)
    assert [(one["time"], one["clock"]) for one in objects(out)] == [(None, "00:04:31")]


def test_addresses_are_masked_unless_asked_for(tmp_path):
    path = put(tmp_path, "latest.log", LINE * 2)
    masked, _problems = records(path)
    assert "192.0.2.10" not in json.dumps(masked)
    assert masked[0]["event"]["address"].startswith("ip-")
    assert masked[0]["event"]["address"] == masked[1]["event"]["address"]  # so that the same can still be asked for
    (plain, _same), _problems = records(path, unmask=True)
    assert plain["event"]["address"] == "192.0.2.10"
    assert plain["event"]["port"] == 4242


def test_what_cannot_be_read_is_told_and_the_others_are_printed(parse, tmp_path):
    path = put(tmp_path, "latest.log")
    code, out, err = parse(tmp_path / "missing", tmp_path, path, "", "a" * 5000, "--json")
    assert code == 1
    assert [one["file"] for one in objects(out)] == [str(path)]
    errors = err.splitlines()
    assert [error.startswith("Error: ") for error in errors] == [True] * 4
    assert "missing cannot be read: No such file or directory." in errors[0]
    assert "cannot be read: Is a directory." in errors[1]


@pytest.mark.parametrize("as_pipe", [True, False])
def test_a_file_that_ends_in_the_middle_is_read_that_far(parse, tmp_path, as_pipe):
    whole = gzip.compress(
        b"".join(b"[00:04:31] [main/INFO]: %d %s\n" % (n, os.urandom(9).hex().encode()) for n in range(2000))
    )
    cut = put(tmp_path, "cut", whole[: len(whole) // 2])
    code, out, err = parse("-", "--json", stdin=cut.read_bytes()) if as_pipe else parse(cut, "--json")
    assert code == 1
    assert 100 < len(objects(out)) < 2000
    assert err.count("could not be read to its end (") == err.count("\n") == 1


@pytest.mark.parametrize("words", [["--timezone", "Nowhere/At-all"], ["--day", "2026-02-30"], ["--day", "today"]])
def test_a_zone_or_a_day_that_there_is_not_is_a_usage_error(parse, words):
    code, out, err = parse("-", *words)
    assert (code, out) == (2, "")
    assert err.startswith("Error: There is no ")
    code, out, err = parse("-", *words, "--json")
    assert (code, err, json.loads(out)["error"]["code"]) == (2, "", "usage")


def test_a_name_that_is_no_text_is_a_name(tmp_path):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.log")
    Path(path).write_bytes(LINE)
    assert len(records(path)[0]) == 1
    with pytest.raises(UsageError):
        Parser(timezone="\udcff", day=None, unmask=False, problem=print, waiting=int)


def test_whoever_stops_reading_ends_it_quietly(tmp_path):
    path = put(tmp_path, "latest.log", LINE * 5000)
    code = "from gamedesk.main import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "logs", "parse", path, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout.readline().startswith(b'{"file": ')
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 1


def test_what_comes_through_a_pipe_is_printed_as_it_comes():
    """Each record when the next one begins: before that it may go on."""
    code = "from gamedesk.main import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "logs", "parse", "-", "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        for _unused in range(2):
            process.stdin.write(LINE)
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["first_line"] == 1
        process.stdin.close()
        assert json.loads(process.stdout.readline())["first_line"] == 2
        assert process.wait(30) == 0
