# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking through one file: the same as all of its records, whatever part of it is read."""

from __future__ import annotations

import gzip
import os
import random

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._logs import course, looking
from ansible_collections.gamedesk.support.plugins.module_utils._logs.blocks import blocks_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.criteria import Criteria
from ansible_collections.gamedesk.support.plugins.module_utils._logs.dating import dates_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.reading import event_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.files import log_file
from ansible_collections.gamedesk.support.plugins.module_utils._logs.looking import (
    FileIsGoneError,
    Part,
    Wanted,
    look,
    opened_again,
)
from ansible_collections.gamedesk.support.plugins.module_utils._logs.records import records_of
from ansible_collections.gamedesk.support.plugins.module_utils._logs.skimming import record_start
from ansible_collections.gamedesk.support.plugins.module_utils._logs.zones import UTC, zone_of

_PARIS = zone_of("Europe/Paris")
_NOON = 1_795_518_000.0  # 2026-11-24 12:00 in Paris (UTC+1), seconds since 1970


def _text(lines):
    """Return a log of one day, with a stack trace here and there; one player in a thousand lines."""
    random_ = random.Random(lines)
    parts = []
    for at in range(lines):
        second = at * 86_399 // lines
        clock = f"[{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}]"
        name = "Draxe" if at % 1000 == 500 else f"Player{random_.randrange(1000)}"
        parts.append(f"{clock} [Server thread/INFO]: {name} issued server command: /warp {random_.randrange(10**9)}\n")
        if at % 700 == 500:
            parts.append("\tat a.b.Draxe(C.java:5)\n" * (at % 70))
    return "".join(parts).encode()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A file of a day, in one block and in several, as it is and compressed, with all of its records."""
    folder = tmp_path_factory.mktemp("logs")
    found = {}
    for size, lines in (("small", 3000), ("large", 15_000)):
        text = _text(lines)
        for name, raw in ((f"2026-11-24-{lines}.log", text), (f"2026-11-24-{lines}0.log.gz", gzip.compress(text, 1))):
            (folder / name).write_bytes(raw)
            file = log_file(str(folder / name), os.stat(folder / name))._replace(written_by=_NOON + 86_400)
            dates = dates_of(file, _PARIS, list)
            records = list(records_of(file.path, blocks_of([text]), dates))
            found[size, file.compressed] = (file, records)
    return found


@pytest.fixture(autouse=True)
def _large_files_are_smaller(monkeypatch):
    monkeypatch.setattr(course, "_LARGE", 1 << 20)
    monkeypatch.setattr(course, "_LARGE_COMPRESSED", 1 << 17)
    monkeypatch.setattr(looking, "_SMALL", 1 << 17)


@pytest.fixture(params=[(size, compressed) for size in ("small", "large") for compressed in (False, True)], ids=str)
def a_file(request, files):
    return files[request.param]


_SPANS = [(None, None), (_NOON, _NOON + 3600), (None, _NOON - 40_000), (_NOON + 43_000, None), (_NOON + 1.5, _NOON + 2)]


@pytest.mark.parametrize("span", _SPANS)
@pytest.mark.parametrize("names", [("Draxe",), ("Player1", "Draxe"), ()])
def test_it_finds_what_all_records_have(a_file, span, names):
    if not names and span == (None, None):
        names = ("Nobody",)
    file, records = a_file
    criteria = Criteria(names=names, since=span[0], until=span[1])

    looked = look(Part(file), Wanted(criteria, 10**9), _PARIS)

    assert [hit.record for hit in looked.hits] == [
        record for record in records if criteria.fit_text(record) and criteria.in_span(record.at)
    ]
    assert [hit.event for hit in looked.hits] == [event_of(hit.record) for hit in looked.hits]
    assert (looked.more, looked.problems) == (False, [])


@pytest.mark.parametrize("span", [(None, None), (_NOON, None)])
@pytest.mark.parametrize("context", [0, 1, 7])
def test_the_newest_and_the_oldest_and_what_is_around_them(a_file, context, span):
    file, records = a_file
    criteria = Criteria(names=("Draxe",), since=span[0], until=span[1])
    places = [at for at, one in enumerate(records) if criteria.fit_text(one) and criteria.in_span(one.at)]

    newest = look(Part(file), Wanted(criteria, 3, newest=True, context=context), _PARIS)
    oldest = look(Part(file), Wanted(criteria, 3, context=context), _PARIS)

    for looked, expected in ((newest, places[-3:]), (oldest, places[:3])):
        assert [hit.record for hit in looked.hits] == [records[at] for at in expected]
        assert [list(hit.before) for hit in looked.hits] == [records[max(at - context, 0) : at] for at in expected]
        assert [list(hit.after) for hit in looked.hits] == [records[at + 1 : at + 1 + context] for at in expected]
        assert looked.more == (len(places) > 3)


@pytest.mark.parametrize("span", [(None, None), (_NOON - 30_000, _NOON + 30_000)])
def test_the_parts_of_a_file_are_the_whole(files, span):
    file, records = files["large", False]
    criteria = Criteria(names=("Draxe",), since=span[0], until=span[1])
    wanted = Wanted(criteria, 10**9)
    with opened_again(file) as stream:
        middle = record_start(stream, file.size // 2)

    found = [look(part, wanted, _PARIS).hits for part in (Part(file, end=middle), Part(file, start=middle))]

    expected = [record for record in records if criteria.fit_text(record) and criteria.in_span(record.at)]
    assert [hit.record for hits in found for hit in hits] == expected
    assert all(found)


@pytest.mark.parametrize("size", ["small", "large"])
@pytest.mark.parametrize("compressed", [False, True])
def test_it_goes_on_before_and_behind_a_record(files, size, compressed):
    file, records = files[size, compressed]
    criteria = Criteria(names=("Draxe",))
    places = [record for record in records if criteria.fit_text(record)]
    last = places[1]
    start = 0 if compressed else last.offset

    behind = look(Part(file, start=start, first=last.offset + 1), Wanted(criteria, 10**9), _PARIS)
    before = look(Part(file, end=last.offset), Wanted(criteria, 10**9), _PARIS)

    assert [hit.record for hit in before.hits] == places[:1]
    assert [hit.record for hit in behind.hits] == places[2:]


def test_the_moments_of_a_file_without_a_day_come_from_its_end(tmp_path):
    path = tmp_path / "latest.log"
    path.write_bytes(b"[23:59:59] [a/INFO]: Draxe one\n[00:00:01] [a/INFO]: Draxe two\n")
    os.utime(path, (86_400 * 20_000 + 2,) * 2)
    file = log_file(str(path), os.stat(path))

    looked = look(Part(file), Wanted(Criteria(names=("Draxe",)), 9), UTC)

    assert [hit.record.at - 86_400 * 20_000 for hit in looked.hits] == [-1, 1]


def test_a_line_that_is_being_written_is_left_for_later(tmp_path):
    path = tmp_path / "latest.log"
    path.write_bytes(b"[00:00:01] [a/INFO]: Draxe one\n[00:00:02] [a/INFO]: Draxe tw")

    now = look(Part(log_file(str(path), os.stat(path))), Wanted(Criteria(names=("Draxe",)), 9), UTC)
    os.utime(path, (1e9, 1e9))
    later = look(Part(log_file(str(path), os.stat(path))), Wanted(Criteria(names=("Draxe",)), 9), UTC)

    assert ([hit.record.message for hit in now.hits], len(later.hits)) == (["Draxe one"], 2)


def test_a_file_that_has_become_another_is_told(tmp_path):
    path = tmp_path / "latest.log"
    path.write_bytes(b"[00:00:01] [a/INFO]: Draxe\n")
    file = log_file(str(path), os.stat(path))
    path.rename(tmp_path / "2026-11-24-1.log")
    wanted = Wanted(Criteria(names=("Draxe",)), 9)

    with pytest.raises(FileIsGoneError):
        look(Part(file), wanted, UTC)
    path.write_bytes(b"[00:00:01] [a/INFO]: Tyrion\n")
    with pytest.raises(FileIsGoneError):
        look(Part(file), wanted, UTC)
