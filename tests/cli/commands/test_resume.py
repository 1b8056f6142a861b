# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What C(support resume) prints: one JSON object, whatever happens."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from gamedesk.commands.root import support
from gamedesk.desk import resuming
from gamedesk.desk.creating import create_desk
from gamedesk.desk.outcome import Outcome, Verdict
from gamedesk.errors import NotWritableError

DONE = Outcome(
    "01M85FN9WYP08VYVB3EE57RJ96", "grant", "vip", "survival", "r", Verdict("succeeded", True, True), False, 1.0
)


def test_what_was_done_before_an_error_is_told_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(*_words, **_options):
        yield DONE
        raise NotWritableError("/desk/.run cannot be written.")

    create_desk(tmp_path)
    monkeypatch.setattr(resuming, "resume", half)
    result = CliRunner().invoke(support, ["resume", "--desk", str(tmp_path), "--json"], standalone_mode=False)
    answer = json.loads(result.stdout)
    assert [action["status"] for action in answer["actions"]] == ["succeeded"]
    assert answer["error"] == {"code": "not_writable", "message": "/desk/.run cannot be written."}
    assert result.return_value == 7


def test_an_error_before_anything_was_done_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_words, **_options):
        raise NotWritableError("/desk/.run cannot be written.")

    create_desk(tmp_path)
    monkeypatch.setattr(resuming, "resume", broken)
    result = CliRunner().invoke(support, ["resume", "--desk", str(tmp_path), "--json"], standalone_mode=False)
    assert isinstance(result.exception, NotWritableError)
    assert result.stdout == ""
