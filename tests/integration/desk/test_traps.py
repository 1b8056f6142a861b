# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Five traps of ansible-runner and Ansible that were shown to bite, each with a test of its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import yaml

import gamedesk.runner.run
from gamedesk.runner import collection, private
from gamedesk.runner.run import run_playbook

SAY = """
- hosts: "{{ gamedesk_hosts }}"
  gather_facts: false
  tasks:
    - name: Say what came
      ansible.builtin.command:
        argv: [echo, "{{ gamedesk_request.player }}", "{{ gamedesk_request.left_over | default('nothing') }}"]
      when: inventory_hostname in gamedesk_hosts
"""


@pytest.fixture
def play(tmp_path):
    """Run a playbook of our own as the desk would."""
    (tmp_path / "say.yml").write_text(SAY)
    host = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    (tmp_path / "hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": {"here": host}}}))

    def run(hosts=("here",), playbook="say.yml", run_id="A", **request):
        with private.run_folder(tmp_path / ".run", run_id) as folder:
            return run_playbook(
                str(tmp_path / playbook),
                inventory=tmp_path / "hosts.yml",
                variables={"gamedesk_hosts": list(hosts), "gamedesk_request": request},
                folder=folder,
                check=False,
                timeout=60,
                begun=lambda: None,
                cancelled=lambda: False,
            )

    return run


def said(run):
    return run.results[0].result["stdout"]


def test_1_a_template_given_as_a_name_is_data_and_does_not_run(play, tmp_path):
    mark = tmp_path / "ran-on-the-controller"
    hostile = "{{ lookup('pipe', 'touch " + str(mark) + "') }}"
    assert said(play(player=hostile)) == hostile + " nothing"
    assert not mark.exists()
    assert said(play(player=[hostile, {"deep": hostile}])).count("lookup") == 2
    assert not mark.exists()


def test_1_the_same_on_the_way_of_a_grant(bench, tmp_path):
    mark = tmp_path / "ran-on-the-controller"
    hostile = "{{ lookup('pipe', 'touch " + str(mark) + "') }}"
    for words in (
        ("grant", hostile, "vip"),
        ("grant", "Draxe", hostile),
        ("grant", "Draxe", "vip", "--context", f"world={hostile}"),
        ("grant", "Draxe", "vip", "--server", hostile),
        ("grant", "Draxe", "vip", "--because", hostile),
        ("ticket", "new", hostile),
    ):
        bench.run(*words)
    assert not mark.exists()


def test_2_nothing_of_one_run_comes_into_the_next(play):
    assert said(play(player="a", left_over="SECRET")) == "a SECRET"
    assert said(play(player="b", run_id="B")) == "b nothing"
    assert said(play(player="c", run_id="A")) == "c nothing"


def test_3_host_keys_are_checked(play, monkeypatch, tmp_path):
    (tmp_path / "key.yml").write_text(
        "- hosts: here\n  gather_facts: false\n  tasks:\n    - ansible.builtin.command:\n"
        "        argv: [printenv, ANSIBLE_HOST_KEY_CHECKING]\n"
    )
    monkeypatch.setenv("ANSIBLE_HOST_KEY_CHECKING", "False")
    assert said(play(playbook="key.yml")) == "True"


@pytest.mark.parametrize("hosts", [["nowhere"], ["all"], ["here*"], ["~here"], ["!here"], []])
def test_4_no_host_matched_is_not_taken_for_success(play, hosts):
    run = play(hosts=hosts, player="x")
    assert run.results == ()


def test_5_a_stale_copy_of_the_collection_does_not_shadow_ours(bench):
    stale = bench.home / ".ansible" / "collections" / "ansible_collections" / "gamedesk" / "support"
    for part in ("plugins", "playbooks", "meta"):
        shutil.copytree(collection.folder() / part, stale / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(collection.folder() / "galaxy.yml", stale)
    module = stale / "plugins" / "modules" / "grant_rank.py"
    module.write_text("raise SystemExit('the stale module ran')\n")
    playbook = stale / "playbooks" / "grant_rank.yml"
    playbook.write_text("- hosts: all\n  tasks: [{name: Stale, ansible.builtin.fail: {msg: the stale playbook ran}}]\n")
    code, outcome = bench.json("grant", "Draxe", "vip")
    assert (code, outcome["status"]) == (0, "succeeded"), outcome


def test_ansible_runner_is_imported_in_one_place_only():
    package = Path(gamedesk.runner.run.__file__).parents[1]
    users = [path for path in package.rglob("*.py") if "import ansible_runner" in path.read_text()]
    assert [path.name for path in users] == ["run.py"]
    assert os.path.basename(os.path.dirname(users[0])) == "runner"
