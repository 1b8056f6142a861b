# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far sending may run ahead of seeing."""

from __future__ import annotations

from ansible_collections.gamedesk.support.plugins.module_utils._module.window import Window


def test_the_first_goes_alone_and_each_that_is_seen_makes_room_for_one_more():
    window = Window()
    assert (window.room(0), window.room(1)) == (1, 0)
    for size in range(2, 100):
        window.grow()
        assert window.room(0) == size
        assert window.room(size + 1) == 0
        assert window.step == max(size // 4, 1)


def test_it_has_an_end():
    window = Window()
    for _unused in range(5000):
        window.grow()
    assert window.room(0) == 1024
