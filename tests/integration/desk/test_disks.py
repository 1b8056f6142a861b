# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A full disk and a read-only desk: a clear refusal before anything is sent, or a truth that is recorded later."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gamedesk.desk.sandboxing import sandbox_folder
from gamedesk.tickets.store import TicketStore

from .conftest import Bench
from .disk import SmallDisk, needs_root, small_disk
from .holding_proxy import HoldingProxy, holding_proxy

VIP = ("group.vip", 0)
FULL, READ_ONLY = "full disk", "read-only disk"
# What the system says, and what is to be done.
WORDS = {
    FULL: ("No space left on device", "make room on that disk"),
    READ_ONLY: ("Read-only file system", "make that disk writable"),
}
NOBODY = 65534
STARTED = {  # what a killed command leaves behind
    "action": "01M85EHGFF7Y0376XFECTFAQXR",
    "attempt": 1,
    "name": "grant",
    "runbook": "gamedesk.support.grant_rank",
    "hosts": ["survival"],
    "request": {"player": ["Draxe"], "rank": "vip", "state": "present"},
    "run": "01M85EHGFFEJG2NKDXS0Q8FRNT",
    "resolve": True,
}


class SmallBench(Bench):
    """A desk on a small disk; its server, with its data, is elsewhere, behind a proxy that hears every command."""

    def __init__(self, bench: Bench, disk: SmallDisk, proxy: HoldingProxy) -> None:
        super().__init__(disk.path / "desk", bench.home, bench.server)
        self.disk, self.proxy, self._whole = disk, proxy, bench
        bench.set_inventory(
            gamedesk_console={"host": "127.0.0.1", "port": proxy.port},
            gamedesk_server={"path": str(sandbox_folder(bench.desk))},
            gamedesk_state_dir=str(bench.desk / "state"),
            gamedesk_ranks={"read_back": {"sql": {"engine": "sqlite", "path": str(self.database)}}},
        )
        shutil.copytree(bench.desk, self.desk, ignore=shutil.ignore_patterns("sandbox", "state"))

    @property
    def database(self) -> Path:
        return sandbox_folder(self._whole.desk) / "plugins" / "LuckPerms" / "luckperms-sqlite.db"

    def _rows(self, query: str, *values: str) -> list:
        return self._whole._rows(query, *values)

    def files(self) -> dict[str, bytes]:
        """Every file of the desk, with what is in it, but for those of no matter: locks, index, what was said once."""
        return {
            str(path.relative_to(self.desk)): path.read_bytes()
            for path in sorted(self.desk.rglob("*"))
            if path.is_file() and path.suffix not in {".lock", ".sqlite"} and not path.name.startswith("said-")
        }

    def end(self, how: str) -> None:
        if how == FULL:
            self.disk.fill()
        else:
            self.disk.read_only()


@pytest.fixture
def small(bench: Bench, tmp_path: Path) -> Iterator[SmallBench]:
    with small_disk(tmp_path / "disk") as disk, holding_proxy(bench.server.port) as proxy:
        yield SmallBench(bench, disk, proxy)


def sentence(bench: Bench, *words: str) -> str:
    """Run it twice, for programs and for people; it must fail with the same sentence, in one line."""
    code, answer = bench.json(*words)
    assert (code, answer["status"], answer["error"]["code"]) == (1, "failed", "not_writable"), answer
    done = bench.run(*words)
    assert (done.returncode, done.stdout) == (1, "")
    lines = [line for line in done.stderr.splitlines() if not line.startswith("There is no staff.yml")]
    assert lines == [f"Error: {answer['error']['message']}"]
    return answer["error"]["message"]


@needs_root
@pytest.mark.parametrize("how", [FULL, READ_ONLY])
@pytest.mark.parametrize(
    ("used", "words"),
    [
        (False, "grant Draxe vip -s survival"),
        (False, "ticket new request"),
        (False, "resume"),
        (False, "grant Draxe vip -s survival --check"),
        (True, "grant Draxe vip -s survival"),
        (True, "grant Draxe vip --for 30d"),
        (True, "grant Draxe vip -s survival --check"),
        (True, "grant Draxe vip -s survival -t 1"),
        (True, "revoke Draxe vip -t 1 --resolve --yes -s survival"),
        (True, "ticket new request"),
        (True, "ticket note 1 paid"),
        (True, "ticket close 1 --because done"),
        (True, "resume"),
    ],
)
def test_nothing_is_sent_where_nothing_can_be_recorded(small, how, used, words):
    """On a desk where something was done before, and on one that has no C(.run) yet."""
    assert small.json("ticket", "new", "I have no vip")[0] == 0
    if used:
        assert small.json("grant", "MaxiCube", "vip", "-s", "survival")[0] == 0
    else:
        shutil.rmtree(small.desk / ".run")
    if words == "resume":
        TicketStore(small.desk).append("1", "action_started", "anna", STARTED)
    before = small.files()
    small.proxy.commands.clear()
    small.end(how)
    message = sentence(small, *words.split())
    why, advice = WORDS[how]
    assert str(small.desk) in message
    assert why in message
    assert message.endswith(f"; {advice}.")
    assert (small.proxy.commands, small.actions_of_luckperms(), small.memberships()) == ([], [], [])
    assert small.files() == before


@needs_root
@pytest.mark.parametrize("how", [FULL, READ_ONLY])
def test_what_can_be_read_is_still_told(small, how):
    assert small.json("ticket", "new", "I have no vip")[0] == 0
    small.end(how)
    assert small.json("ticket", "show", "1")[0] == 0
    assert [ticket["ticket"] for ticket in small.json("ticket", "list")[1]["tickets"]] == [1]


@needs_root
@pytest.mark.parametrize("how", [FULL, READ_ONLY])
def test_no_half_desk_is_made(small, how):
    small.end(how)
    new = small.disk.path / "new"
    message = sentence(Bench(new, small.home, small.server), "init")
    why, advice = WORDS[how]
    assert str(new) in message
    assert message.endswith(f" cannot be written: {why}; {advice}.")
    assert [path for path in new.rglob("*") if path.is_file()] == []
    if how == FULL:
        small.disk.make_room()
    else:
        small.disk.read_only(False)
    assert small.run("init", str(new)).returncode == 2  # a folder is to be given once
    assert Bench(new, small.home, small.server).json("init")[0] == 0
    whole = small.home / "elsewhere"
    assert Bench(whole, small.home, small.server).json("init")[0] == 0
    inventory = (new / "inventory" / "hosts.yml").read_text()
    assert "gamedesk_ranks" in inventory
    assert inventory == (whole / "inventory" / "hosts.yml").read_text()


@needs_root
def test_a_disk_that_others_fill_meanwhile_still_takes_the_record(small):
    """The room for it is taken before anything is sent; what ansible-runner notes in between finds none."""
    small.proxy.hold()
    process = small.start("grant", "Draxe", "vip", "-s", "survival", "--json")
    assert small.proxy.holding.wait(30)
    small.disk.fill()
    small.proxy.release()
    out, err = process.communicate(timeout=60)
    assert process.returncode == 5, (out, err)
    assert small.kinds() == ["opened", "action_started", "action_finished"]
    assert small.history()[-1]["status"] == json.loads(out)["status"] == "unknown"
    small.disk.make_room()
    the_truth_is_recorded_by_resume(small)


@needs_root
@pytest.mark.parametrize("how", [FULL, READ_ONLY])
def test_what_was_done_and_could_not_be_recorded_is_recorded_by_resume(small, how):
    tickets = small.desk / "tickets"
    with small_disk(tickets, "64k") as disk:  # of its own, so that the run itself is not disturbed
        assert small.json("ticket", "new", "I have no vip")[0] == 0
        small.proxy.hold()
        process = small.start("grant", "Draxe", "vip", "-s", "survival", "-t", "1", "--resolve")
        assert small.proxy.holding.wait(30)
        disk.fill() if how == FULL else disk.read_only()
        small.proxy.release()
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out) == (5, "")
        [line] = [line for line in err.splitlines() if not line.startswith("There is no staff.yml")]
        assert line.startswith(
            f"Error: The action is succeeded on survival, but that could not be recorded ({tickets}/"
        )
        why, advice = WORDS[how]
        assert line.endswith(f" cannot be written: {why}; {advice}): mend it, then run support resume")
        assert small.kinds() == ["opened", "action_started"]
        assert VIP in small.memberships()
        code, answer = small.json("resume")
        assert (code, answer["error"]["code"]) == (1, "not_writable")
        disk.make_room() if how == FULL else disk.read_only(False)
        the_truth_is_recorded_by_resume(small)


def the_truth_is_recorded_by_resume(small: SmallBench) -> None:
    code, answer = small.json("resume")
    assert (code, [action["status"] for action in answer["actions"]]) == (0, ["succeeded"])
    assert VIP in small.memberships()
    assert small.actions_of_luckperms() == [("parent add vip",)]
    finished = small.history()[-2]
    assert (finished["attempt"], finished["status"], finished["changed"]) == (2, "succeeded", True)
    assert finished["results"][0]["before"] == {"ranks": []}
    assert small.kinds()[-1] == "resolved"
    assert not list((small.desk / ".run" / "runs").iterdir())


@needs_root
@pytest.mark.parametrize("how", [FULL, READ_ONLY])
def test_nothing_is_sent_where_the_host_cannot_remember_it(bench, tmp_path, how):
    with small_disk(tmp_path / "disk", "64k") as disk, holding_proxy(bench.server.port) as proxy:
        state = disk.path / "state"
        bench.set_inventory(gamedesk_state_dir=str(state), gamedesk_console={"host": "127.0.0.1", "port": proxy.port})
        assert bench.json("grant", "MaxiCube", "vip", "-s", "survival")[0] == 0
        left = sorted(os.listdir(state))
        proxy.commands.clear()
        disk.fill() if how == FULL else disk.read_only()
        code, outcome = bench.json("grant", "Draxe", "vip", "-s", "survival")
        assert (code, outcome["status"], outcome["error"]["code"]) == (1, "failed", "configuration")
        message = outcome["error"]["message"]
        assert message.startswith(f"The state folder '{state}' cannot be used: {WORDS[how][0]}. Make ")
        assert (proxy.commands, bench.actions_of_luckperms()) == ([], [])
        assert sorted(os.listdir(state)) == left
        assert bench.history()[-1]["status"] == "failed"


@pytest.fixture
def ordinary_user(bench: Bench, tmp_path: Path) -> list[str]:
    """What to put before a command so that root's rights are gone."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("needs setpriv, to be another user than root")
    become = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    if subprocess.run([*become, sys.executable, "-c", "import gamedesk.main"], cwd="/", check=False).returncode:
        pytest.skip("an ordinary user cannot read this checkout or its Python")
    return become


@pytest.fixture
def their_desk(bench: Bench) -> Iterator[Path]:
    """A copy of the desk, with a ticket, that may be read and not written."""
    assert bench.json("ticket", "new", "I have no vip")[0] == 0
    with tempfile.TemporaryDirectory(prefix="gamedesk-") as folder:
        desk = Path(folder, "desk")
        shutil.copytree(bench.desk, desk, ignore=shutil.ignore_patterns("sandbox", ".run"))
        (Path(folder) / "home").mkdir(mode=0o777)
        os.chmod(folder, 0o755)
        for file in desk.glob("tickets/*/*.yml"):
            file.chmod(0o644)
        folders = [desk, *(path for path in desk.rglob("*") if path.is_dir())]
        for path in folders:
            path.chmod(0o555)
        yield desk
        for path in folders:
            path.chmod(0o755)


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("grant", "Draxe", "vip", "-s", "survival"), ".run"),
        (("grant", "Draxe", "vip", "-s", "survival", "-t", "1"), ".run"),
        (("ticket", "new", "no vip"), ".run/tickets.lock"),
        (("ticket", "note", "1", "paid"), ".run/tickets.lock"),
        (("ticket", "close", "1"), ".run/tickets.lock"),
        (("resume",), ".run"),
        (("init", "new"), "new"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_desk_that_is_somebody_elses(bench, ordinary_user, their_desk, words, place):
    done = subprocess.run(
        [*ordinary_user, sys.executable, "-m", "gamedesk", *words],
        env={**bench.environment(), "HOME": str(their_desk.parent / "home")},
        cwd=their_desk,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    user = pwd.getpwuid(NOBODY if ordinary_user else os.geteuid()).pw_name
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    [line] = [line for line in done.stderr.splitlines() if not line.startswith("There is no staff.yml")]
    assert line.startswith(f"Error: {their_desk}/{place}")
    assert line.endswith(
        f" cannot be written: Permission denied; see who owns it (ls -ld), and let user {user} write there."
    )
    assert bench.actions_of_luckperms() == []
    assert not (their_desk / ".run").exists()
