# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bans of IP addresses, end to end: the server gets the address, and nobody else does, whatever goes wrong."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import ipaddress
import json
import os
import signal
import subprocess

import jsonschema
import pexpect
import pytest

from gamedesk.desk.sandboxing import sandbox_folder
from gamedesk.tickets import schema

from . import test_secrets
from .holding_proxy import holding_proxy
from .process_watch import watching
from .processes import processes_of
from .test_faults import wait_until

ADDRESS, OTHER = "203.0.113.77", "198.51.100.214"  # of RFC 5737, for documentation
plant = test_secrets.plant


def start(bench, *words):
    return subprocess.Popen(
        bench.command(*words),
        env=bench.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def ask(bench, *words, given=ADDRESS):
    """Run it with these addresses on standard input."""
    with start(bench, *words, "--address-file", "-", "--json") as process:
        out, err = process.communicate(f"{given}\n", timeout=90)
    assert ADDRESS not in out + err
    return process.returncode, json.loads(out)


def banned(bench):
    entries = json.loads((sandbox_folder(bench.desk) / "banned-ips.json").read_text())
    return {entry["ip"]: entry["reason"] for entry in entries}


def pseudonym(bench, address=ADDRESS):
    key = (bench.desk / "private" / "address.key").read_text().strip().encode()
    return "ip-" + hmac.new(key, ipaddress.ip_address(address).packed, hashlib.sha256).hexdigest()[:16]


def test_a_ban_of_an_address_is_done_recorded_and_undone(bench):
    code, outcome = ask(bench, "ban", "--reason", "spam", "--check")
    name = pseudonym(bench)
    assert (code, outcome["changed"], outcome["results"][0]["player"], banned(bench)) == (0, True, name, {})
    assert bench.tickets() == []
    code, outcome = ask(bench, "ban", "--reason", "spam")
    assert (code, outcome["status"], outcome["verified"], banned(bench)) == (0, "succeeded", True, {ADDRESS: "spam"})
    [ticket] = bench.tickets()
    jsonschema.validate(ticket, schema.published())
    assert (ticket["title"], "requester" in ticket) == (f"Ban {name}", False)
    assert bench.kinds() == ["opened", "action_started", "action_finished", "resolved"]
    assert bench.history()[1]["request"] == {
        "address": [name], "state": "present", "reason": "spam", "renew": "refuse",
    }  # fmt: skip
    assert [one["ticket"] for one in bench.json("ticket", "list", "--player", name)[1]["tickets"]] == [1]
    assert f"ban: {name} on survival" in " ".join(bench.run("ticket", "show", "1").stdout.split())

    code, outcome = bench.json("undo", "1", "--yes")
    assert (code, outcome["error"]["code"]) == (2, "usage")
    code, outcome = ask(bench, "undo", "1", "--yes", given=OTHER)
    assert (code, outcome["error"]["code"], banned(bench)) == (3, "refused", {ADDRESS: "spam"})
    code, outcome = ask(bench, "undo", "1", "--check", given=f"{OTHER} {ADDRESS}")
    assert (code, outcome["changed"], banned(bench)) == (0, True, {ADDRESS: "spam"})
    assert (
        "others get to read it"
        in ask(bench, "undo", "1", "--yes", "--because", f"{ADDRESS}: no")[1]["error"]["message"]
    )
    code, undone = ask(bench, "undo", "1", "--yes", given=f"{OTHER} {ADDRESS}")
    assert (code, undone["status"], banned(bench)) == (0, "succeeded", {})
    code, outcome = ask(bench, "undo", undone["action"], "--yes")
    assert (code, outcome["name"], banned(bench)) == (0, "ban", {ADDRESS: "spam"})
    code, outcome = ask(bench, "unban")
    assert (code, outcome["status"], banned(bench)) == (0, "succeeded", {})
    assert ADDRESS not in str(bench.tickets())


@pytest.mark.parametrize("kind", ["player", "address"])
def test_a_doctored_ticket_turns_no_address_into_a_player(bench, kind):
    whom = {"player": ["Draxe"], "address": []}[kind]
    if kind == "player":
        assert bench.json("ban", *whom, "--reason", "spam")[0] == 0
    else:
        assert ask(bench, "ban", "--reason", "spam")[0] == 0
    [path] = bench.desk.glob("tickets/*/*.yml")
    other = {"player": "address", "address": "player"}[kind]
    text = path.read_text()
    path.write_text(text.replace(f'"vars": {{"{kind}"', f'"vars": {{"{other}"'))
    assert path.read_text() != text
    code, answer = ask(bench, "undo", "1", "--yes")
    assert (code, answer["error"]["code"]) == (3, "cannot_undo")


def test_what_the_server_cannot_do_is_told_without_it(bench):
    code, outcome = ask(bench, "ban", "--for", "7d", given="1.2.3.4")
    assert (code, outcome["status"]) == (1, "failed")
    assert "1.2.3.4" not in json.dumps(outcome) + str(bench.tickets())
    code, outcome = ask(bench, "ban", given="2001:db8::77")
    assert (code, outcome["status"]) == (1, "failed")
    assert "IPv6" in outcome["error"]["message"]
    assert "2001:db8" not in json.dumps(outcome) + str(bench.tickets())
    assert banned(bench) == {}


def test_a_person_is_asked_and_asked_again_after_a_kill(bench):
    with holding_proxy(bench.server.port) as proxy:
        bench.set_inventory(gamedesk_console={"host": "127.0.0.1", "port": proxy.port})
        proxy.hold()
        command, *words = bench.command("ban", "--address", "--reason", "spam")
        process = pexpect.spawn(command, words, env=bench.environment(), timeout=30, encoding="utf-8")
        process.expect("IP address: ")
        process.sendline(ADDRESS)
        process.expect(r"Ban ip-[0-9a-f]{16} on survival\? \[y/N\]: ")
        process.sendline("y")
        assert proxy.holding.wait(30)
        for pid in processes_of(process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.close()
        proxy.drop()
    bench.set_inventory(gamedesk_console={"port": bench.server.port})
    command, *words = bench.command("resume")
    process = pexpect.spawn(command, words, env=bench.environment(), timeout=30, encoding="utf-8")
    process.expect_exact(f"IP address of {pseudonym(bench)}: ")
    process.sendline(ADDRESS)
    process.expect("is now banned on survival")
    process.expect(pexpect.EOF)
    process.close()
    assert (process.exitstatus, banned(bench)) == (0, {ADDRESS: "spam"})


@pytest.mark.parametrize("killed", [False, True], ids=["done", "killed"])
def test_the_address_is_nowhere_but_on_the_server(plant, killed):
    """With every setting of Ansible that talks, during the run, after it, and after a kill and what it takes then."""
    plant.secrets["address"] = ADDRESS
    words = ("ban", "--reason", "spam", "--because", test_secrets.CANARY, "--address-file", "-", "--json")
    with holding_proxy(plant.server.port) as proxy:
        plant.set_inventory(gamedesk_console={"port": proxy.port})
        with watching(plant.folder) as seen:
            proxy.hold_answers()
            process = start(plant, *words)
            process.stdin.write(ADDRESS)
            process.stdin.close()
            process.stdin = None
            wait_until(lambda: proxy.holding.is_set() or process.poll() is not None)
            assert proxy.holding.is_set(), process.communicate()
            name = pseudonym(plant)
            plant.secrets["key"] = (plant.desk / "private" / "address.key").read_text().strip()
            assert elsewhere(plant) == set()
            for pid in processes_of(process.pid) if killed else ():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            proxy.drop() if killed else proxy.release()
            out, err = process.communicate(timeout=60)
            assert process.returncode == (-signal.SIGKILL if killed else 0), (out, err)
            assert elsewhere(plant, out, err) == set()
            if killed:
                assert plant.kinds() == ["opened", "action_started"]
                assert (plant.json("resume")[0], ask(plant, "resume", given=OTHER)[0]) == (2, 3)
                assert plant.kinds() == ["opened", "action_started"]
                done = ask(plant, "resume")
                assert (done[0], [one["status"] for one in done[1]["actions"]]) == (0, ["succeeded"]), done
                assert elsewhere(plant, str(done)) == set()
    assert list((plant.desk / ".run" / "runs").iterdir()) == []
    finished = plant.history()[-2]
    assert (finished["kind"], finished["status"], finished["results"][0]["player"]) == (
        "action_finished", "succeeded", name,
    )  # fmt: skip
    assert (finished["changed"], finished["results"][0]["before"]) == (True, {"ban": None})
    assert banned(plant) == {ADDRESS: "spam"}
    commands = [plant.command(*words), plant.command("resume", "--json")]
    commands.append(plant.command("resume", "--address-file", "-", "--json"))
    assert test_secrets.in_processes(plant, seen, *commands) == set()
    assert any(test_secrets.CANARY.encode() in one.data for one in seen if one.kind == "cmdline")
    logs = plant.folder / "logs"
    assert "Invoked with" in (logs / "syslog").read_text()
    assert "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" in (logs / "ansible.log").read_text()


def elsewhere(plant, *outputs):
    """Where secrets are, but for the game server and the host's private state, and the key in its own place."""
    plant.__dict__.pop("search", None)  # as secrets were added
    server, private = str(sandbox_folder(plant.desk)), str(plant.desk / "private")
    found = plant.found(*outputs, memory=False)
    at_home = {"address": server, "key": private}
    return {(name, place) for name, place in found if not (name in at_home and place.startswith(at_home[name]))}


def test_nobody_is_asked_where_nobody_is(bench):
    for words in (["ban", "--address"], ["unban", "--address"], ["ban"], ["ban", "Draxe", "--address"]):
        assert bench.json(*words)[0] == 2
    typed = "192.0.2.123"  # not the one that other tests look for in the arguments of all processes
    code, outcome = bench.json("ban", typed)
    assert (code, typed in json.dumps(outcome)) == (2, False)
    assert bench.json("ban", "--address-file", str(bench.home / "missing"))[0] == 2
    assert ask(bench, "ban", given="")[0] == 2
    (bench.home / "list").write_bytes(b"\xff\xfe")
    assert bench.json("ban", "--address-file", str(bench.home / "list"))[0] == 2
    assert bench.tickets() == []
    assert not (bench.desk / "private").exists()


def test_several_addresses_are_one_run_and_each_is_one(bench):
    code, outcome = ask(bench, "ban", given=f"{OTHER}\n{ADDRESS}\n::ffff:{ADDRESS}\n{OTHER}")
    assert (code, outcome["status"], banned(bench).keys()) == (0, "succeeded", {ADDRESS, OTHER})
    assert [one["player"] for one in outcome["results"]] == [pseudonym(bench, OTHER), pseudonym(bench)]
    assert OTHER not in str(bench.tickets())
