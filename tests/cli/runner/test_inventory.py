# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of an inventory that Ansible does not answer about."""

from __future__ import annotations

import pytest

from gamedesk.errors import DeskError
from gamedesk.runner import asking, inventory


def test_an_answer_that_takes_too_long_is_told_in_our_words(tmp_path, monkeypatch):
    monkeypatch.setattr(asking, "_TIMEOUT_S", 0.01)
    with pytest.raises(DeskError) as caught:
        inventory.host_variables(tmp_path / "hosts.yml")
    assert caught.value.message == (
        f"The inventory {tmp_path}/hosts.yml could not be read: it took longer than 0.01 seconds."
    )
