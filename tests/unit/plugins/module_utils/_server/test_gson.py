# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON as Gson writes it."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._server.gson import pretty


@pytest.mark.parametrize(
    ("value", "written"),
    [
        # JsonWriter.java: the HTML-safe replacements, those for JavaScript, and C0.
        ("<>&='", r'"\u003c\u003e\u0026\u003d\u0027"'),
        ("\u2028\u2029", r'"\u2028\u2029"'),
        ('"\\\t\b\n\r\f\0\x1f', r'"\"\\\t\b\n\r\f\u0000\u001f"'),
        ("é\x7f\U0001f600", '"é\x7f\U0001f600"'),
        ("\ud800", r'"\ud800"'),
        ([], "[]"),
        ({}, "{}"),
        (None, "null"),
        ([{"a": 1, "b": [True]}, {}], '[\n  {\n    "a": 1,\n    "b": [\n      true\n    ]\n  },\n  {}\n]'),
    ],
)
def test_bytes(value, written):
    assert pretty(value) == written.encode()
