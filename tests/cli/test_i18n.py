# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentences come in the reader's language where a translation is installed, and in English at no cost."""

from __future__ import annotations

import struct

import pytest

from gamedesk import i18n

HEADER = ("", "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n != 1;\n")
GERMAN = [
    HEADER,
    ("Give a player a rank.", "Gib einem Spieler einen Rang."),
    ("{n} day\0{n} days", "{n} Tag\0{n} Tage"),
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder with a German translation, as GNU msgfmt compiles one."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    texts = [[text.encode() for text in pair] for pair in sorted(GERMAN)]
    at = 28 + 16 * len(texts)
    tables, data = [b"", b""], b""
    for side in (0, 1):
        for pair in texts:
            tables[side] += struct.pack("<II", len(pair[side]), at + len(data))
            data += pair[side] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(texts), 28, 28 + 8 * len(texts), 0, 0)
    file = tmp_path / "de" / "LC_MESSAGES" / "gamedesk.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(head + tables[0] + tables[1] + data)
    return str(tmp_path)


@pytest.fixture
def speak(monkeypatch):
    def use(folder):
        monkeypatch.setattr(i18n, "_translation", i18n.find(folder))

    return use


@pytest.mark.parametrize("variable", ["LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"])
def test_the_reader_says_the_language(folder, speak, monkeypatch, variable):
    monkeypatch.setenv(variable, "de_AT.UTF-8")
    speak(folder)
    assert i18n.translated()
    assert i18n._("Give a player a rank.") == "Gib einem Spieler einen Rang."
    assert i18n._("not translated") == "not translated"
    assert [i18n.ngettext("{n} day", "{n} days", n) for n in (0, 1, 2)] == ["{n} Tage", "{n} Tag", "{n} Tage"]


@pytest.mark.parametrize("language", ["fr", "C", ""])
def test_everybody_else_reads_english(folder, speak, monkeypatch, language):
    monkeypatch.setenv("LANGUAGE", language)
    speak(folder)
    assert not i18n.translated()
    assert i18n._("Give a player a rank.") == "Give a player a rank."
    assert [i18n.ngettext("{n} day", "{n} days", n) for n in (0, 1, 2)] == ["{n} days", "{n} day", "{n} days"]


def test_a_package_without_translations_looks_for_none(tmp_path):
    assert i18n.find(str(tmp_path / "locale")) is None
