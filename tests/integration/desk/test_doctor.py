# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""support doctor against a sandbox: what is wrong is told, all of it, with what to set and without a secret."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from gamedesk.desk.sandboxing import sandbox_folder
from gamedesk.sandbox.properties import read, set_value

from .disk import needs_root, small_disk
from .sshd import over_ssh, running_sshd

SECRET = "hunter2-hunter2"


def checks(answer, server="survival"):
    """Return (check, status) for all that is not right."""
    (report,) = [one for one in answer["servers"] if one["server"] == server]
    return [(one["check"], one["status"]) for one in report["checks"] if one["status"] != "ok"]


def told(answer, check, server="survival"):
    (report,) = [one for one in answer["servers"] if one["server"] == server]
    return " ".join(f"{one['message']} {one['advice']}" for one in report["checks"] if one["check"] == check)


def of_desk(answer, check):
    return [one["status"] for one in answer["desk"]["checks"] if one["check"] == check]


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_all_is_well(bench):
    code, answer = bench.json("doctor")
    assert (code, answer["status"]) == (0, "ok"), answer
    assert answer["desk"]["settings"]["timeout"] == {"value": "60", "source": "default"}
    assert [one["server"] for one in answer["servers"]] == ["survival"]
    assert set(answer["servers"][0]["variables"]) >= {"gamedesk_console", "gamedesk_ranks", "gamedesk_server"}
    assert bench.tickets() == []
    assert not (sandbox_folder(bench.desk) / "gamedesk-state").exists()


def test_it_is_a_list_for_people(bench):
    bench.set_inventory(gamedesk_console={"password": SECRET})
    done = bench.run("doctor")
    assert done.returncode == 4
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert re.search("^ {2}failed +console ", done.stdout, re.MULTILINE)
    assert "→ Leave gamedesk_console.password out" in done.stdout
    assert "1 check failed, 1 warning." in done.stdout
    password = read(sandbox_folder(bench.desk) / "server.properties")["rcon.password"]
    for secret in (SECRET, password):
        assert secret not in done.stdout + done.stderr


@pytest.mark.parametrize("transport", [{"password": SECRET}, {"port": None}], ids=["password", "port"])
def test_a_console_that_is_not_reached(bench, transport):
    bench.set_inventory(gamedesk_console={key: value or closed_port() for key, value in transport.items()})
    code, answer = bench.json("doctor", "survival")
    assert (code, checks(answer)) == (4, [("server.properties", "warning"), ("console", "failed")])
    assert f"gamedesk_console.{next(iter(transport))}" in told(answer, "console")
    assert SECRET not in json.dumps(answer)
    assert answer["desk"] is None


def test_rcon_is_off(bench):
    set_value(sandbox_folder(bench.desk) / "server.properties", "enable-rcon", "false")
    code, answer = bench.json("doctor", "survival")
    assert (code, checks(answer)) == (1, [("server.properties", "failed"), ("console", "skipped")])
    assert "enable-rcon=true" in told(answer, "server.properties")


def test_neither_a_folder_nor_a_password(bench):
    bench.set_inventory(gamedesk_server=None)
    code, answer = bench.json("doctor", "survival")
    assert (code, checks(answer)) == (
        1,
        [("server.path", "skipped"), ("console", "failed"), ("bans", "failed")],
    )
    assert "server.path" in told(answer, "console")


def test_no_read_back_is_a_warning(bench):
    bench.set_inventory(gamedesk_ranks={"read_back": None})
    code, answer = bench.json("doctor", "survival")
    assert (code, answer["status"], checks(answer)) == (0, "warning", [("ranks", "warning")])


@pytest.mark.parametrize(
    ("sql", "says"),
    [({"path": "/nowhere/luckperms.db"}, "is not there"), ({"table_prefix": "perms_"}, "table_prefix")],
    ids=["no file", "prefix"],
)
def test_a_storage_that_cannot_be_read(bench, sql, says):
    path = str(sandbox_folder(bench.desk) / "plugins" / "LuckPerms" / "luckperms-sqlite.db")
    bench.set_inventory(gamedesk_ranks={"read_back": {"sql": {"path": path, **sql}}})
    code, answer = bench.json("doctor", "survival")
    assert (code, checks(answer)[-1]) == (1, ("ranks", "failed"))
    assert says in told(answer, "ranks")


def test_everything_is_wrong_at_once(bench, tmp_path):
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "file").touch()
    bench.set_inventory(
        gamedesk_state_dir=str(tmp_path / "public"),
        gamedesk_server={"path": str(tmp_path / "nowhere")},
        gamedesk_console={"port": closed_port(), "password": SECRET},
        gamedesk_ranks="vip",
        gamedesk_rank="typo",
    )
    code, answer = bench.json("doctor", "survival")
    assert code == 4
    failed = ["state_dir", "server.path", "server.properties", "console", "ranks"]
    wrong = dict(checks(answer))
    assert {name: wrong.get(name) for name in failed} == dict.fromkeys(failed, "failed") | {
        "server.properties": "warning"  # port and password were given, so that nothing is read there
    }
    assert "gamedesk_ranks" in told(answer, "inventory")
    assert SECRET not in json.dumps(answer)


def test_one_of_two_servers_is_broken(bench):
    path = bench.desk / "inventory" / "sandbox.yml"
    inventory = yaml.safe_load(path.read_text())
    hosts = inventory["minecraft"]["hosts"]
    hosts["creative"] = {**hosts["survival"], "gamedesk_server": {"path": "/nowhere"}}
    hosts["proxy"] = {"ansible_connection": "local"}
    path.write_text(yaml.safe_dump(inventory))
    code, answer = bench.json("doctor")
    assert [one["server"] for one in answer["servers"]] == ["creative", "survival"]
    assert (code, checks(answer)) == (1, [])
    assert ("server.path", "failed") in checks(answer, "creative")
    assert bench.json("doctor", "survival")[0] == 0


def test_an_undefined_variable_is_named(bench):
    bench.set_inventory(gamedesk_console={"password": "{{ vault_rcon }}"})
    code, answer = bench.json("doctor", "survival")
    assert (code, checks(answer)) == (1, [("host", "failed")])
    assert "'vault_rcon' is undefined" in told(answer, "host")


def test_an_unknown_server_is_a_usage_error(bench):
    code, answer = bench.json("doctor", "survival", "lobby")
    assert (code, answer["error"]["code"]) == (2, "usage")
    assert "there are: survival." in answer["error"]["message"]


def test_a_host_that_is_not_reached_does_not_hide_the_others(bench):
    path = bench.desk / "inventory" / "sandbox.yml"
    inventory = yaml.safe_load(path.read_text())
    hosts = inventory["minecraft"]["hosts"]
    gone = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": closed_port()}
    hosts["gone"] = {**hosts["survival"], **gone}
    path.write_text(yaml.safe_dump(inventory))
    code, answer = bench.json("doctor", "gone", "survival")
    assert (code, checks(answer), checks(answer, "gone")) == (4, [], [("host", "failed")])
    assert "cannot be reached: Connection refused" in told(answer, "host", "gone")


def test_over_ssh(bench, tmp_path):
    if shutil.which("sshd", path="/usr/sbin:/usr/bin") is None:
        pytest.skip("needs sshd")
    with running_sshd(tmp_path) as sshd:
        over_ssh(bench, sshd)
        code, answer = bench.json("doctor", "survival")
        assert (code, checks(answer)) == (4, [("host", "failed")])
        assert "ssh-keyscan" in told(answer, "host")
        sshd.trust()
        assert bench.json("doctor", "survival")[0] == 0


# The desk.


def test_a_broken_desk_is_told_of_as_well(bench):
    (bench.desk / "desk.yml").write_text("timeout: never\n")
    code, answer = bench.json("doctor")
    assert (code, answer["servers"], of_desk(answer, "desk.yml")) == (1, [], ["failed"])
    assert of_desk(answer, "tickets") == ["ok"]


def test_where_the_settings_come_from(bench, tmp_path):
    vault = tmp_path / "vault"
    vault.write_text(SECRET)
    vault.chmod(0o644)
    (bench.desk / "desk.yml").write_text(f"# one\ntimeout: 30\nvault_password_file: {vault}\ndefault_server: lobby\n")
    code, answer = bench.json("doctor")
    assert code == 1
    settings = answer["desk"]["settings"]
    assert settings["timeout"] == {"value": "30", "source": "desk.yml line 2"}
    assert settings["default_server"] == {"value": "lobby", "source": "desk.yml line 4"}
    assert (of_desk(answer, "vault"), of_desk(answer, "inventory")) == (["failed"], ["ok", "failed"])
    assert checks(answer) == [("host", "skipped")]
    assert SECRET not in json.dumps(answer)
    vault.chmod(0o600)
    (bench.desk / "desk.yml").write_text(f"vault_password_file: {vault}\n")
    assert bench.json("doctor")[0] == 0


def test_an_inventory_that_is_not_read(bench):
    (bench.desk / "inventory" / "broken.yml").write_text("a: [\n")
    code, answer = bench.json("doctor")
    assert (code, answer["servers"], of_desk(answer, "inventory")) == (1, [], ["failed"])


def test_git_has_to_know_tickets(bench):
    assert of_desk(bench.json("doctor")[1], "git") == ["skipped"]
    subprocess.run(["git", "init", "-q", str(bench.desk)], check=True)
    assert of_desk(bench.json("doctor")[1], "git") == ["ok"]
    (bench.desk / ".gitattributes").write_text("")
    code, answer = bench.json("doctor")
    assert (code, of_desk(answer, "git")) == (0, ["warning"])


def test_rules_that_nobody_keeps_are_told(bench):
    (bench.desk / "staff.yml").write_text("")
    code, answer = bench.json("doctor")
    assert (code, of_desk(answer, "staff"), checks(answer)) == (1, ["failed"], [("host", "skipped")])
    assert bench.json("doctor", "survival")[0] == 3


def test_what_everybody_may_write_is_told(bench):
    (bench.desk / "desk.yml").chmod(0o666)
    code, answer = bench.json("doctor")
    assert (code, of_desk(answer, "desk")) == (0, ["ok", "warning"])


def test_a_broken_ticket_and_an_interrupted_action_are_told(bench):
    assert bench.run("ticket", "new", "where is my rank").returncode == 0
    (ticket,) = bench.desk.glob("tickets/*/*.yml")
    shutil.copy(ticket, ticket.with_name("2-01M85EHGFF7Y0376XFECTFAQXR.yml"))
    ticket.write_text("{")
    _code, answer = bench.json("doctor")
    assert of_desk(answer, "tickets")[0] == "ok"
    assert "warning" in of_desk(answer, "tickets")


def test_another_copy_of_the_collection_is_told(bench):
    copy = bench.home / ".ansible/collections/ansible_collections/gamedesk/support"
    copy.mkdir(parents=True)
    manifest = {"collection_info": {"namespace": "gamedesk", "name": "support", "version": "0.0.9"}}
    (copy / "MANIFEST.json").write_text(json.dumps(manifest))
    code, answer = bench.json("doctor")
    assert (code, of_desk(answer, "collection")) == (0, ["ok", "warning"])
    assert bench.json("doctor", "survival")[0] == 0  # which runs the module of the right one


def test_the_playbook_alone(bench, tmp_path):
    command = [Path(sys.executable).with_name("ansible-playbook"), "-i", bench.desk / "inventory", "-e"]
    done = subprocess.run(
        [*command, '{"gamedesk_hosts": ["survival"]}', "gamedesk.support.check_server"],
        env={"HOME": str(bench.home), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "changed=0" in done.stdout


@needs_root
def test_a_disk_that_takes_nothing(bench, tmp_path):
    with small_disk(tmp_path / "disk") as disk:
        moved = disk.path / "desk"
        shutil.copytree(bench.desk, moved)
        for spoil in (disk.fill, disk.read_only):
            spoil()
            done = subprocess.run(
                [sys.executable, "-m", "gamedesk", "doctor", "--json", "--desk", str(moved)],
                env=bench.environment(),
                capture_output=True,
                text=True,
                check=False,
            )
            answer = json.loads(done.stdout)
            assert (done.returncode, of_desk(answer, "tickets")) == (1, ["failed"]), done.stdout + done.stderr
        disk.read_only(False)
