# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The nastiest values through real ansible-runner, real Ansible and a real sandbox."""

from __future__ import annotations

import json
import random
import sqlite3

import pytest
import yaml
from hostile.reading import EXIT_CODES, check_text
from hostile.values import Values

import gamedesk.sandbox.rcon
from gamedesk.desk.sandboxing import sandbox_folder
from gamedesk.runner import collection, private
from gamedesk.runner.run import run_playbook

REQUESTS = 30
DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"  # domain, section 8
# One of each kind that Ansible, YAML, a shell, LuckPerms or a terminal would take for more than text.
NASTY = (
    "{{ lookup('pipe', 'touch CANARY') }}",
    "{% for x in [1] %}{{ lookup('pipe', 'touch CANARY') }}{% endfor %}",
    "#jinja2: variable_start_string: '[['\n[[ lookup('pipe', 'touch CANARY') ]]",
    "!unsafe {{ lookup('pipe', 'touch CANARY') }}",
    "!!python/object/apply:os.system ['touch CANARY']",
    '{"__ansible_unsafe": "x"}',
    "$(touch CANARY) `touch CANARY`; touch CANARY",
    "vip\nop Eve",
    "\x1b]0;EVIL\x07\x9b31;5m\u202e\u2066",
    "@a[limit=1]",
    "-{{",
    "/op Eve",
    "!vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162",
)

# Keys that Ansible takes for its own, at any depth of a result: it refuses that, or leaves them out.
OBEYED = ("__ansible_type", "__ansible_unsafe", "__ansible_vault", "_ansible_no_log", "_ansible_x")


@pytest.fixture
def wire(monkeypatch):
    """Put every (type, payload) that comes to the sandbox into a list."""
    came = []
    read = gamedesk.sandbox.rcon._read_request

    def record(connection):
        request = read(connection)
        if request is not None:
            came.append(request[1:])
        return request

    monkeypatch.setattr(gamedesk.sandbox.rcon, "_read_request", record)
    return came


def run(bench, *words):
    """Run the command as a program sees it, and check the screen."""
    with bench.start(*words) as process:
        out, err = process.communicate(timeout=90)
    for name, text in (("stdout", out), ("stderr", err)):
        check_text(name, text.encode())
    assert process.returncode in EXIT_CODES
    return process.returncode, out, err


def test_the_module_gets_what_was_asked_for(tmp_path):
    """The runbook's own expressions, looped over hostile requests; the real module says what its arguments were."""
    random_ = random.Random(2026)
    canary = tmp_path / "CANARY"
    values = Values(random_, canary)
    texts = [text for text in values.catalogue if not any("\ud800" <= char <= "\udfff" for char in text)]
    random_.shuffle(texts)
    texts = [*texts, *(values.text(long=0, surrogates=False) for _unused in range(4 * REQUESTS))][: 4 * REQUESTS]
    requests = [
        {"player": [player], "rank": rank, "context": {"world": world}, "expires": expires}
        for player, rank, world, expires in zip(*(texts[start::4] for start in range(4)), strict=True)
    ]
    runbook = (collection.folder() / "playbooks" / "grant_rank.yml").read_text().replace("gamedesk_request.", "item.")
    (play,) = yaml.safe_load(runbook)
    play["tasks"][0] |= {"loop": "{{ gamedesk_request }}", "failed_when": False}
    (tmp_path / "play.yml").write_text(yaml.safe_dump([play]))
    host = {
        "ansible_connection": "local",
        "ansible_python_interpreter": "{{ ansible_playbook_python }}",
        "gamedesk_ranks": {"provider": "vanilla"},
        "gamedesk_server": {"path": str(tmp_path)},
        "gamedesk_state_dir": str(tmp_path / "state"),
    }
    (tmp_path / "hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": {"here": host}}}))
    with private.run_folder(tmp_path / ".run", "A") as folder:
        done = run_playbook(
            str(tmp_path / "play.yml"),
            inventory=tmp_path / "hosts.yml",
            variables={"gamedesk_hosts": ["here"], "gamedesk_request": requests},
            folder=folder,
            check=False,
            timeout=110,
            begun=lambda: None,
            cancelled=lambda: False,
        )
    assert done.results, done.output[-1000:]
    got = [item["invocation"]["module_args"] for item in done.results[-1].result["results"]]
    assert [one["player"] for one in got] == [request["player"] for request in requests]
    assert [one["rank"] for one in got] == [request["rank"] for request in requests]
    assert [one["context"]["world"] for one in got] == [request["context"]["world"] for request in requests]
    assert [one["expires"] for one in got] == [request["expires"] for request in requests]
    assert not canary.exists()


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_a_nasty_value_in_every_place_of_a_grant(wire, bench, nasty, tmp_path):
    canary = tmp_path / "CANARY"
    value = nasty.replace("CANARY", str(canary))
    word = "".join(char for char in value if char.isprintable() and char != " ")
    refused = [("grant", "--", "Draxe", word), ("grant", "Draxe", "vip", "--context", f"world={word}'")]
    for words in refused:
        code, out, err = run(bench, *words)
        assert code in {1, 2}, (words, out, err)
    for words in (
        ("grant", "--", value, "vip"),
        ("grant", "Draxe", "vip", f"--server={value}"),
        ("grant", "Draxe", "vip", f"--for={value}"),
    ):
        assert run(bench, *words)[0] == 2
    assert wire == []
    code, out, _err = run(bench, "grant", "Draxe", "vip", f"--because={value}", "--json")
    assert (code, json.loads(out)["status"]) == (0, "succeeded")
    assert [event["because"] for event in bench.history() if event["kind"] == "action_started"] == [value]
    assert wire == [(3, bench.server.password), (2, f"lp user {DRAXE} parent add vip")]
    assert not canary.exists()


def test_what_strangers_put_into_the_storage_is_shown_and_recorded_as_text(wire, bench, tmp_path):
    canary = tmp_path / "CANARY"
    database = sandbox_folder(bench.desk) / "plugins" / "LuckPerms" / "luckperms-sqlite.db"
    connection = sqlite3.connect(database)
    with connection:
        for nasty in (*NASTY, *OBEYED, *(f"\\{key}" for key in OBEYED)):
            value = nasty.replace("CANARY", str(canary))
            connection.execute(
                "INSERT INTO luckperms_user_permissions (uuid, permission, value, server, world, expiry, contexts)"
                " VALUES (?, ?, 1, ?, ?, 0, ?)",
                (DRAXE, f"group.{value}", value, value, json.dumps({value: value})),
            )
    connection.close()
    code, out, err = run(bench, "grant", "Draxe", "vip")
    assert code == 0, (out, err)
    assert "\\u202e" not in out  # taken away by the module, and not only escaped by the screen
    ranks = bench.history()[-2]["results"][0]["after"]["ranks"]
    assert len(ranks) == len(NASTY) + 2 * len(OBEYED) + 2  # beside vip, default
    keys = {key for one in ranks for key in one["context"]}
    assert keys.issuperset({f"\\{key}" for key in OBEYED} | {f"\\\\{key}" for key in OBEYED})
    for words in (
        ("ticket", "show", "1"),
        ("ticket", "show", "1", "--json"),
        ("ticket", "list"),
        ("revoke", "Draxe", "vip"),
    ):
        assert run(bench, *words)[0] == 0
    assert [payload for kind, payload in wire if kind == 2] == [
        f"lp user {DRAXE} parent add vip",
        f"lp user {DRAXE} parent remove vip",
    ]
    assert not canary.exists()


def test_a_ticket_from_elsewhere_cannot_have_a_secret_decrypted(wire, bench):
    """Ansible decrypts what it finds under a certain key: the password of the desk's vault is nobody's player name."""
    assert run(bench, "ticket", "new", "x")[0] == 0
    (path,) = bench.desk.glob("tickets/*/*.yml")
    request = {"player": [{"__ansible_vault": "$ANSIBLE_VAULT;1.1;AES256\n6162"}], "rank": "vip", "state": "present"}
    event = {
        "id": "7ZZZZZZZZZZZZZZZZZZZZZZZZY",
        "at": "2026-07-27T10:15:00Z",
        "by": "eve",
        "kind": "action_started",
        "action": "01M85EHGFF7Y0376XFECTFAQXR",
        "attempt": 1,
        "name": "grant",
        "runbook": "gamedesk.support.grant_rank",
        "hosts": ["survival"],
        "request": request,
        "run": None,
        "prev": [],
    }
    with path.open("a") as stream:
        stream.write(f"- {json.dumps(event)}\n")
    code, _out, err = run(bench, "resume", "1")
    assert (code, wire) == (0, [])
    assert "cannot be read: left as it is" in err
