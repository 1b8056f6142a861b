# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret in the wrong place, or in a line that cannot be worked out: the error says where, and does not repeat it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gamedesk.sandbox.server import SandboxServer

from . import planted
from .conftest import Bench
from .planted import Search

SECRET = planted.new("typed")
TEMPLATES = {
    "undefined": SECRET.replace("'", "") + "{{ nowhere_defined }}",
    "filter": "{{ '" + SECRET[:20] + "' | to_datetime }}",
    "name": "{{ " + SECRET[:20] + " }}",
}


@pytest.fixture
def logging(bench: Bench) -> Bench:
    """A desk whose Ansible says all it can, and logs it."""
    config = bench.home / "ansible.cfg"
    config.write_text(f"[defaults]\nlog_path={bench.home}/ansible.log\nverbosity=3\n")
    (bench.desk / "desk.yml").write_text(f"ansible_config: {config}\n")
    return bench


def refused(bench: Bench, *words: str) -> str:
    """Try a grant; return its error's message, once nothing of it is found to hold the secret."""
    done = bench.run("grant", "Draxe", "vip", *words, "--json")
    message = json.loads(done.stdout)["error"]["message"]
    search = Search({"typed": SECRET})
    assert done.returncode != 0
    assert search.in_bytes((done.stdout + done.stderr).encode()) == set(), message
    assert search.in_files(bench.desk, without=[bench.desk / "inventory", bench.desk / "desk.yml"]) == set()
    assert search.in_files(bench.desk / "inventory", bench.desk / "desk.yml", bench.home / "vault.sh")  # it is there
    assert "\n" not in message
    return str(message)


def test_every_option_of_the_wrong_kind_is_named(logging):
    sql = {"engine": SECRET, "path": "/nowhere", "passphrase": SECRET}  # there is no such option
    logging.set_inventory(
        gamedesk_console={
            "port": SECRET,
            "timeout": SECRET,
            "transport": SECRET,
            "allow_remote": SECRET,
            f"password {SECRET}": None,
        },
        gamedesk_ranks={"provider": SECRET, "read_back": {"sql": sql}},
        gamedesk_server=SECRET,
    )
    message = refused(logging, "--server", "survival")
    for option in ("port", "timeout", "transport", "allow_remote"):
        assert f"The option console.{option} must be" in message
    for option in ("ranks.provider", "ranks.read_back.sql.engine", "server"):
        assert f"The option {option} must be" in message
    assert "The option ranks.read_back.sql was given one that it does not know" in message
    assert "The option console was given one that it does not know" in message
    log = (logging.home / "ansible.log").read_text()
    assert "The option console.port must be" in log
    assert SECRET[2:20] not in log


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_that_cannot_be_worked_out(logging, name):
    logging.set_inventory(gamedesk_console={"password": TEMPLATES[name]})
    message = refused(logging, "--server", "survival")
    assert "gamedesk_console" in message
    assert ("inventory/sandbox.yml line " in message) == (name != "filter")  # there, Ansible names our playbook alone
    assert ("nowhere_defined" in message) == (name == "undefined")


@pytest.mark.parametrize("words", [(), ("--server", "survival")], ids=["inventory", "playbook"])
def test_a_vault_script_that_tells_its_secret(bench, words):
    script = bench.home / "vault.sh"
    script.write_text(f"#!/bin/sh\nprintf '%s' \"{SECRET[:20]}\" >&2\nexit 3\n")
    script.chmod(0o700)
    (bench.desk / "desk.yml").write_text(f"vault_password_file: {script}\n")
    message = refused(bench, *words)
    assert f"{script} is a program that ended with code 3" in message


def test_an_inventory_of_which_only_the_first_words_tell(bench):
    """A dynamic inventory that fails; Ansible tries to read it as a text, too, and quotes that."""
    script = bench.desk / "inventory" / "hosts.sh"
    script.write_text(f"#!/bin/sh\necho '{SECRET[:20]}' >&2\nexit 1\n")
    script.chmod(0o700)
    assert f"{script} is not an inventory" in refused(bench)


@pytest.mark.parametrize(
    "text",
    [f"vault_password: '{SECRET[:20]}': x\n", f"a: !{SECRET[2:20]} b\n", f"{SECRET[:20]}: 1\n"],
    ids=["in a value", "as a tag", "as a name"],  # not the texts: the secret is another one in each process
)
def test_a_secret_in_desk_yml(bench, text):
    (bench.desk / "desk.yml").write_text(text)
    assert "desk.yml" in refused(bench)


@pytest.mark.parametrize("password", ["vip", "succeeded"])
def test_a_password_that_is_a_word_of_the_result_changes_none(bench, password):
    """Ansible masks the value of a no_log option wherever its letters come up in a result."""
    bench.server.stop()
    properties = Path(bench.server.folder) / "server.properties"
    properties.write_text(properties.read_text().replace(bench.server.password, password))
    with SandboxServer(bench.server.folder, tick_seconds=0.01, luckperms_delay_seconds=0.01) as server:
        bench.set_inventory(gamedesk_server=None)
        bench.set_inventory(gamedesk_console={"port": server.port, "password": password})
        code, outcome = bench.json("grant", "Draxe", "vip", "--context", "server=survival")
        assert (code, outcome["status"]) == (0, "succeeded"), outcome
    assert outcome["results"][0]["commands"][0]["command"].endswith("parent add vip server=survival")
    assert [one["rank"] for one in outcome["after"]["ranks"]] == ["default", "vip"]
    assert "****" not in json.dumps(outcome) + json.dumps(bench.tickets())
