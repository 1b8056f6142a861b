# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run one runbook with ansible-runner and return what it said, word for word. The only user of ansible_runner."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import ansible_runner
import pexpect

from gamedesk.runner import handing, launcher
from gamedesk.runner.environment import ansible_environment, only
from gamedesk.runner.terminal import closed_at_once

OK = "ok"
TASK_FAILED = "failed"
UNREACHABLE = "unreachable"
_RESULTS = {"runner_on_ok": OK, "runner_on_failed": TASK_FAILED, "runner_on_unreachable": UNREACHABLE}
# How often ansible-runner looks for a timeout or a cancellation, in seconds.
_POLL_S = 1
_KEPT_OUTPUT = 20_000
# Where Ansible connects anew by itself, it reports the last attempt: 'connection refused' would be said of a host on
# which the attempt before, whose connection was lost, had done everything.
_FIXED_VARIABLES = {"ansible_ssh_retries": 0}
_OBEYED = "__ansible_"


@dataclasses.dataclass(frozen=True)
class HostResult:
    """What one host answered to the runbook's task: C(outcome) is ok, failed or unreachable."""

    host: str
    outcome: str
    result: Mapping[str, Any]


@dataclasses.dataclass(frozen=True)
class PlaybookRun:
    """What became of one run.

    C(status) is ansible-runner's: successful, failed, timeout or canceled. C(started) names the hosts on which the
    task began, C(results) has one entry for each host that answered, C(output) is the end of what was printed.
    """

    status: str
    started: frozenset[str]
    results: tuple[HostResult, ...]
    output: str


def literal(value: Any) -> Any:
    """Mark every string in C(value) as data.

    Ansible takes extra variables for trusted templates: an unmarked C({{ lookup('pipe', 'id') }}) given as a player
    name would run on the controller. Raises ValueError for a key that Ansible would take for more than a name.
    """
    if isinstance(value, str):
        return {"__ansible_unsafe": value}
    if isinstance(value, Mapping):
        if any(str(key).startswith(_OBEYED) for key in value):  # such as __ansible_vault, which would be decrypted
            raise ValueError(f"a variable has a name that Ansible obeys: {list(value)[:3]!r}"[:200])
        return {key: literal(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [literal(item) for item in value]
    return value


def _literals(variables: Mapping[str, Any]) -> dict[str, Any]:
    return {key: literal(value) for key, value in variables.items()}


def run_playbook(
    playbook: str,
    *,
    inventory: Path,
    variables: Mapping[str, Any],
    secret: Mapping[str, Any] | None = None,
    folder: Path,
    check: bool,
    timeout: int,
    vault_password_file: Path | None = None,
    ansible_config: Path | None = None,
    begun: Callable[[], None],
    cancelled: Callable[[], bool],
) -> PlaybookRun:
    """Run C(playbook) (a collection playbook's name) in the private C(folder) of this run.

    C(timeout) is in seconds and bounds the whole run; a module that already runs is not ended by it. Every string of
    C(variables) reaches Ansible as data, never as a template; so do those of C(secret), which are in no file and no
    argument. C(begun) is called once, when Ansible has started; the
    run goes on meanwhile.
    """
    is_begun = False
    started: set[str] = set()
    results: list[HostResult] = []
    printed: list[str] = []

    def note(event: dict[str, Any]) -> bool:
        nonlocal is_begun
        kind, data = event["event"], event.get("event_data") or {}
        printed.append(event.get("stdout") or "")
        if not is_begun:
            is_begun = True
            begun()
        if kind == "runner_on_start":
            started.add(data["host"])
        elif kind in _RESULTS and not data.get("ignore_errors"):
            results.append(HostResult(data["host"], _RESULTS[kind], data.get("res") or {}))
        return False  # nothing of an event is written to a file

    cmdline = ["--diff", *(["--check"] if check else [])]
    if vault_password_file is not None:
        cmdline += ["--vault-password-file", str(vault_password_file)]
    if secret:
        cmdline += ["--extra-vars", f"@{folder / handing.NAME}"]
    environment = ansible_environment(
        local_temp=folder / "tmp", ansible_config=ansible_config, launcher=launcher.write(folder / "bin")
    )
    with only(environment), closed_at_once(), handing.handed_over(folder, _literals(secret or {})):
        try:
            runner = ansible_runner.run(
                private_data_dir=str(folder),
                host_cwd=str(folder),  # the working folder of this process may have been removed
                playbook=playbook,
                inventory=str(inventory),
                extravars={**_FIXED_VARIABLES, **_literals(variables)},
                cmdline=shlex.join(cmdline),
                settings={
                    "pexpect_timeout": _POLL_S,
                    "suppress_output_file": True,
                },  # a chatty vault script is not kept
                timeout=timeout,
                fact_cache_type="memory",  # as our environment says; anything but its own jsonfile leaves that alone
                quiet=True,
                event_handler=note,
                cancel_callback=cancelled,
            )
        except pexpect.exceptions.TIMEOUT:  # ansible-runner issue 1343: the play ended, its output did not
            return PlaybookRun("timeout", frozenset(started), tuple(results), "")
    return PlaybookRun(runner.status, frozenset(started), tuple(results), "\n".join(printed)[-_KEPT_OUTPUT:])
