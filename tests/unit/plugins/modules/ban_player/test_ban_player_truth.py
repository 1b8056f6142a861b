# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module says where something goes wrong half-way, and what it never says: whose address it is."""

from __future__ import annotations

import errno
import json
import os

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._bans import vanilla_stopped
from ansible_collections.gamedesk.support.plugins.module_utils._bans.vanilla import Vanilla
from ansible_collections.gamedesk.support.plugins.module_utils._bans.vanilla_stopped import VanillaStopped
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    StorageError,
    UnsettledStorageError,
)

from .conftest import ACTION, outcome

STOPPED = {"bans": {"when_stopped": "files"}}
LONG_AGO = "1970-01-01 00:00:01 +0000"


def raising(error):
    def fail(*_unused):
        raise error

    return fail


def told(result: dict) -> str:
    return json.dumps({name: value for name, value in result.items() if name != "invocation"})


# A ban that has ended.


def test_a_plain_server_has_not_forgotten_a_ban_that_has_ended(run, server):
    """StoredUserList.java looks for the player before it drops what has ended (MC-158900): 'already banned'."""
    server.has("Draxe", expires=LONG_AGO)
    result = run(reason="x")
    assert outcome(result) == ("succeeded", True, True)
    assert (server.sent, result["before"]) == (["pardon Draxe", "ban Draxe x"], {"ban": None})
    assert server.banned() == {"Draxe": "x"}


def test_in_online_mode_a_name_is_who_has_it_now(run, server):
    (server.folder / "server.properties").write_text("online-mode=true\n")
    (server.folder / "usercache.json").write_text("[]")
    server.has("Draxe", expires=LONG_AGO)
    assert outcome(run(reason="x")) == ("succeeded", True, True)


# After something was sent or written, nobody says that nothing was.


def test_what_cannot_be_looked_at_for_more_does_not_hide_that_a_command_was_sent(run, server, monkeypatch):
    monkeypatch.setattr(Vanilla, "stray", raising(UnsettledStorageError("It is half-written.")))
    server.script = [server.says("Banned Draxe: x")]
    result = run(reason="x", action_id=ACTION)
    assert (result["status"], result["error"]["code"]) == ("unknown", "unconfirmed")
    assert [one["command"] for one in result["results"][0]["commands"]] == ["ban Draxe x"]


def test_a_list_that_was_written_and_cannot_be_read_again(run, server, monkeypatch):
    server.stop()
    write = VanillaStopped.write

    def write_and_break(self, changes):
        write(self, changes)
        monkeypatch.setattr(VanillaStopped, "read", raising(StorageError("It cannot be read.")))

    with monkeypatch.context() as patch:
        patch.setattr(VanillaStopped, "write", write_and_break)
        result = run(**STOPPED)
    assert (result["status"], result["error"]["code"], result["after"]) == ("unknown", "unconfirmed", None)
    assert "was written" in result["msg"]
    assert list(server.banned()) == ["Draxe"]


def test_a_write_that_ends_with_an_error_after_it_was_done(run, server, monkeypatch):
    """Some file systems have no way to sync a folder, which is the last step."""
    server.stop()
    monkeypatch.setattr(vanilla_stopped, "_sync_folder", raising(OSError(errno.EINVAL, os.strerror(errno.EINVAL))))
    assert outcome(run(**STOPPED)) == ("succeeded", True, True)


def test_a_write_that_does_nothing_is_not_noted(run, server, monkeypatch):
    server.stop()
    with monkeypatch.context() as patch:
        patch.setattr(VanillaStopped, "write", raising(StorageError("The disk is full.")))
        first = run(**STOPPED, action_id=ACTION)
    assert (first["status"], first["error"]["code"], first["changed"]) == ("failed", "storage", False)
    server.has("Draxe", reason="by somebody else")
    second = run(**STOPPED, action_id=ACTION, attempt=2)
    assert outcome(second) == ("unchanged", False, True)


def test_a_later_attempt_keeps_the_reason_of_the_ban_that_the_first_has_ended(run, server):
    server.has("Draxe", expires="2096-10-02 07:06:40 +0000")
    server.script = [server.does, server.loses_the_line]
    assert run(action_id=ACTION)["status"] == "unknown"
    assert server.banned() == {}
    second = run(action_id=ACTION, attempt=2)
    assert (outcome(second), server.banned()) == (("succeeded", True, True), {"Draxe": "griefing"})


# Addresses.


@pytest.mark.parametrize("addresses", [["1.2.3.4", "5.6.7.8"], ["10.0.0.1", "10.0.0.10"]])
def test_no_result_has_the_address_of_another_one(run, server, addresses):
    """One answer to banlist is about all of them, and so is what is wrong with it."""
    for address in ("192.0.2.1", addresses[1]):
        terms = {"source": "Rcon", "reason": f"x {addresses[0]} was banned by me"}
        server.ip_bans[address] = {"ip": address, **terms}
    result = run(address=addresses, server=None)
    assert result["error"]["code"] == "storage"
    assert not [address for address in addresses if address in told(result)]
    names = [one["player"] for one in result["results"]]
    assert all(names[0] in one["error"]["message"] for one in result["results"])


def test_an_answer_that_is_none_is_quoted_without_addresses(run, server):
    answer = "Opped TyrionThere are 2 ban(s):198.51.100.200 was banned by Rcon: y203.0.113.9 was banned by Rcon: z"
    server.script = [server.says(answer)] * 1000
    result = run(address=["192.0.2.9"], server=None)
    assert "Opped Tyrion" in result["msg"]
    assert not [part for part in ("198.51", "203.0") if part in told(result)]


def test_a_reply_to_somebody_else_is_shown_without_addresses(run, server):
    server.script = [lambda command: server.does(command)._replace(text="Banned IP 198.51.100.200: y")]
    result = run(reason="x")
    assert result["results"][0]["commands"][0]["reply"] == "Banned IP (an address): y"


@pytest.mark.parametrize("stopped", [False, True])
def test_what_is_no_entry_of_an_address(run, server, stopped):
    odd = [{"ip": ["192.0.2.9"]}, {"ip": {}}, {"ip": None}, "192.0.2.9"]
    (server.folder / "banned-ips.json").write_text(json.dumps(odd))
    if stopped:
        server.stop()
    assert outcome(run(address=["192.0.2.9"], **STOPPED)) == ("succeeded", True, True)


def test_an_error_while_looking_does_not_hide_what_was_sent(run, server, monkeypatch):
    """Whatever kind of error it is: what it says of the request as a whole is about the look."""
    read = Vanilla.read

    def read_while_it_lasts(self, subjects):
        if server.sent:
            raise ConfigurationError("The options do not fit any more.")
        return read(self, subjects)

    monkeypatch.setattr(Vanilla, "read", read_while_it_lasts)
    result = run(player=["Draxe", "Tyrion", "MaxiCube"], reason="x")
    told = [(one["status"], len(one["commands"])) for one in result["results"]]
    assert (result["status"], told) == ("unknown", [("unknown", 1), ("failed", 0), ("failed", 0)])
    assert server.sent == ["ban Draxe x"]
