# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files with rules: what is read, and where a mistake is."""

from __future__ import annotations

import pytest

from gamedesk.desk import rule_files
from gamedesk.errors import UsageError

RULE = """id: one
title: One
date: 2026-11-24
level: low
falsepositives: [Anybody.]
detection:
  one:
    kind: chat
    text|contains: [a, b]
  condition: one
"""


@pytest.fixture
def read(tmp_path):
    def read_texts(*texts):
        paths = []
        for number, text in enumerate(texts):
            path = tmp_path / f"{number}.yml"
            path.write_text(text)
            paths.append(str(path))
        return rule_files.read(paths)

    return read_texts


def test_a_file_is_a_rule_several_documents_or_a_list(read):
    other = RULE.replace("id: one", "id: two")
    listed = "".join(f"- {part}" if part.startswith("id") else f"  {part}" for part in RULE.splitlines(keepends=True))
    assert [rule["id"] for rule in read(f"{RULE}---\n{other}")] == ["one", "two"]
    assert [rule["id"] for rule in read(listed)] == ["one"]
    assert read(RULE)[0]["date"] == "2026-11-24"
    assert read("") == read() == []


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (RULE.replace("level: low", "level: bad"), 4, "none of"),
        (RULE.replace("kind: chat", "kind: chatt"), 8, "'chatt'"),
        (RULE.replace("condition: one", "condition: two"), 10, "no selection"),
        (RULE.replace("title: One\n", ""), 1, "no title"),
        (f"{RULE}---\n{RULE.replace('level: low', 'level: bad')}", 15, "none of"),
        (RULE.replace("title: One", "title: [One"), 3, "not valid YAML"),
        (RULE + "title: Two\n", 11, "stands there once"),
        (RULE.replace("title: One", "title: !!python/name:os.system x"), 2, "no tags"),
        (RULE.replace("title: One", "title: &a One").replace("text|contains: [a, b]", "text: *a"), 2, "anchors"),
        (f"{RULE}---\n{RULE}", 12, "two rules with the id"),
    ],
)
def test_a_mistake_is_told_with_its_line(read, text, line, said):
    with pytest.raises(UsageError) as caught:
        read(text)
    assert said in caught.value.message
    assert f"0.yml, line {line}: " in caught.value.message


def test_two_files_have_two_ids(read):
    with pytest.raises(UsageError, match="two rules with the id 'one'"):
        read(RULE, RULE)


@pytest.mark.parametrize("text", ["[" * 3000, "- " * 3000, "\x00", "a: " + "9" * 5000])
def test_what_no_reader_takes_is_an_error(read, text):
    with pytest.raises(UsageError):
        read(text)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        rule_files.read([str(tmp_path / "none.yml")])
