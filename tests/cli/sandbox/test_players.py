# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names, UUIDs and the JSON files: domain 4.2 and 8."""

from __future__ import annotations

import json

import pytest

from gamedesk.sandbox.players import Operators, Profile, UserCache, offline_uuid


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Draxe", "d394da40-0ab1-3e8c-8302-4aaebe14d88d"),
        ("MaxiCube", "92f98a09-7705-31ea-8430-ec9f64363c5a"),
        ("VioTak", "8d9f49a8-0ae5-3e43-93b6-dcdf7010035b"),
        ("Tyrion", "d6b829dc-cccc-3d11-9d2f-14310fdb219d"),
        ("draxe", "8b10c85a-39ee-3640-8042-2c70e6186ff5"),
    ],
)
def test_offline_uuid(name, expected):
    assert str(offline_uuid(name)) == expected


def test_ops_json_is_pretty_printed_and_escaped_as_gson_does(tmp_path):
    operators = Operators(tmp_path / "ops.json")
    assert operators.add(Profile("O'Neil", offline_uuid("O'Neil")), 4)
    assert (tmp_path / "ops.json").read_text() == (
        "[\n  {\n"
        f'    "uuid": "{offline_uuid("O" + chr(39) + "Neil")}",\n'
        '    "name": "O\\u0027Neil",\n'
        '    "level": 4,\n'
        '    "bypassesPlayerLimit": false\n'
        "  }\n]"
    )
    assert Operators(tmp_path / "ops.json").remove(Profile("O'Neil", offline_uuid("O'Neil")))
    assert (tmp_path / "ops.json").read_text() == "[]"


def test_usercache_json_is_compact(tmp_path):
    UserCache(tmp_path / "usercache.json").get("Draxe")
    assert (tmp_path / "usercache.json").read_text().startswith('[{"name":"Draxe","uuid":"d394da40-')


def test_an_expired_entry_of_the_usercache_is_forgotten(tmp_path):
    path = tmp_path / "usercache.json"
    entry = {"name": "Draxe", "uuid": str(offline_uuid("Draxe")), "expiresOn": "2020-01-01 00:00:00 +0000"}
    path.write_text(json.dumps([entry]))
    assert UserCache(path).get("draxe") == Profile("draxe", offline_uuid("draxe"))


def test_a_broken_list_is_an_empty_one(tmp_path):
    path = tmp_path / "usercache.json"
    path.write_text("[{")
    assert UserCache(path).get("Draxe") == Profile("Draxe", offline_uuid("Draxe"))
    assert [entry["name"] for entry in json.loads(path.read_text())] == ["Draxe"]
