# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was typed reaches Ansible as data: on Ansible's own way, in this process."""

from __future__ import annotations

import random

import pytest
from hostile.reading import ViolationError
from hostile.templates import Templates
from hostile.values import Values

from gamedesk.runner.run import literal


@pytest.fixture
def templates(tmp_path):
    random_ = random.Random(7)
    canary = tmp_path / "CANARY"
    return Templates(random_, Values(random_, canary), tmp_path, canary)


def test_hostile_requests_come_to_the_module_as_they_are(templates):
    for _unused in range(100):
        templates.next()


def test_the_same_without_the_marks_would_run(templates, tmp_path):
    """The check above can fail: this is what it guards against."""
    request = {"player": ["{{ lookup('pipe', 'touch %s') }}" % (tmp_path / "CANARY")], "rank": "vip"}
    (loaded,) = templates.load([request])
    with pytest.raises(ViolationError):
        templates.check(loaded, request)
    assert (tmp_path / "CANARY").exists()


@pytest.mark.parametrize("key", ["__ansible_vault", "__ansible_unsafe", "__ansible_type"])
def test_a_key_that_ansible_obeys_is_refused(key):
    with pytest.raises(ValueError, match="obeys"):
        literal({"player": [{key: "x"}]})
