# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look whether the desk itself is in order: its settings and where they come from, its inventory, its folders."""

from __future__ import annotations

import dataclasses
import difflib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from ansible_collections.gamedesk.support.plugins.module_utils._findings import FAILED, OK, WARNING, Finding

from gamedesk.desk import finding, folder, server_names, servers
from gamedesk.desk import settings as desk_settings
from gamedesk.desk.inspecting_folders import of_git, of_scratch, of_the_tickets, open_to_others
from gamedesk.desk.inspecting_installation import of_the_installation
from gamedesk.desk.settings import Settings
from gamedesk.errors import DeskError
from gamedesk.i18n import _, ngettext
from gamedesk.runner.environment import ANSIBLE_CONFIGS

_SERVER_SETTINGS = ("default_server", "ranks_via")
# Ansible is started with an environment of its own, so that these have no effect here.
_UNHEARD = ("ANSIBLE_CONFIG", "ANSIBLE_INVENTORY", "ANSIBLE_VAULT_PASSWORD_FILE", "ANSIBLE_COLLECTIONS_PATH")


@dataclasses.dataclass(frozen=True)
class Setting:
    """A setting as it is in effect, and where it comes from, for people."""

    name: str
    value: str | None
    source: str


@dataclasses.dataclass
class DeskReport:
    """What was found out about a desk.

    C(hosts) are all hosts of the inventory, with the names of their variables of ours; none where it cannot be read.
    """

    path: Path
    findings: list[Finding]
    settings: list[Setting]
    hosts: Mapping[str, list[str]] = dataclasses.field(default_factory=dict)


def inspect(option: str | None) -> DeskReport:
    """Look at the desk that C(option) (from C(--desk)) or the usual places name. Raises UsageError if there is none."""
    path = folder.find_desk(option)
    report = DeskReport(path, [], [])
    report.findings += _of_the_file(path, option)
    known: Settings | None = None
    try:
        known = desk_settings.read(path)
    except DeskError as error:
        report.findings.append(_failed(finding.FILE, error))
    if known is not None:
        report.settings += _in_effect(path, known)
        report.findings += _of_the_vault(known)
        try:
            report.hosts = _inventory(known)
        except DeskError as error:
            report.findings.append(_failed("inventory", error))
        else:
            report.findings += _of_the_inventory(known, report.hosts)
    report.findings += _of_the_environment(known)
    report.findings += of_the_tickets(path)
    report.findings += of_scratch(path / ".run")
    report.findings += _of_the_staff(path / "staff.yml")
    report.findings += of_git(path)
    report.findings += of_the_installation(known.ansible_config if known else None)
    return report


def misspelt(variables: list[str]) -> Iterator[Finding]:
    """Yield a warning for each variable whose name is nearly one that the runbooks take."""
    for name in variables:
        near = difflib.get_close_matches(name, server_names.TAKEN, 1, 0.85)
        if near and name not in server_names.TAKEN:
            message = _("{name} is not a variable that any runbook takes.").format(name=name)
            yield Finding("inventory", WARNING, message, _("Did you mean {near}?").format(near=near[0]))


def _failed(check: str, error: DeskError) -> Finding:
    return Finding(check, FAILED, error.message, None, error.code)


def _of_the_file(path: Path, option: str | None) -> Iterator[Finding]:
    asked = finding.asked(option)
    sources = {
        "here": _("the working folder or one above it"),
        "user": _("your configuration folder"),
        "system": _("the system's configuration folder"),
    }
    source = asked[1] if asked else sources[finding.why_nearest() or "here"]
    yield Finding("desk", OK, _("The desk is {path} (from {source}).").format(path=path, source=source))
    for place in (path, path / finding.FILE):
        yield from open_to_others("desk", place)


def _in_effect(path: Path, known: Settings) -> Iterator[Setting]:
    lines = desk_settings.lines(path)
    for field in dataclasses.fields(known):
        if field.name == "desk":
            continue
        value = getattr(known, field.name)
        line = lines.get(field.name)
        source = _("default") if line is None else _("{file} line {line}").format(file=finding.FILE, line=line)
        if field.name == "ansible_config" and value is None:
            used = next((one for one in map(os.path.expanduser, ANSIBLE_CONFIGS) if os.path.isfile(one)), None)
            value, source = used, (_("Ansible's default") if used else source)
        yield Setting(field.name, None if value is None else str(value), source)


def _of_the_vault(known: Settings) -> Iterator[Finding]:
    path = known.vault_password_file
    try:
        desk_settings.check_secret_file(path)
    except DeskError as error:
        yield _failed("vault", error)
        return
    if path is not None:
        program = os.access(path, os.X_OK)
        told = _("{path} is a program that prints the vault password.") if program else _("{path} is private.")
        yield Finding("vault", OK, told.format(path=path))


def _inventory(known: Settings) -> Mapping[str, list[str]]:
    if known.ansible_config is not None and not known.ansible_config.is_file():
        raise DeskError(
            _("The ansible_config {path} is not there; correct it in {file}.").format(
                path=known.ansible_config, file=finding.FILE
            )
        )
    return servers.asked(known)


def _of_the_inventory(known: Settings, hosts: Mapping[str, list[str]]) -> Iterator[Finding]:
    able = [name for name, variables in hosts.items() if variables]
    told = _("{path} names {hosts}, and says of {able} what it uses.").format(
        path=known.inventory,
        hosts=ngettext("{n} host", "{n} hosts", len(hosts)).format(n=len(hosts)),
        able=ngettext("{n} server", "{n} servers", len(able)).format(n=len(able)),
    )
    advice = _("Say in the inventory what your servers use (gamedesk_console, gamedesk_ranks …); see the README.")
    yield Finding("inventory", OK, told) if able else Finding("inventory", WARNING, told, advice)
    yield from open_to_others("inventory", known.inventory)
    for name in _SERVER_SETTINGS:
        server = getattr(known, name)
        if server is not None and server not in hosts:
            message = _("{setting} in {file} is '{server}', which is not in the inventory.")
            told = message.format(setting=name, file=finding.FILE, server=server)
            yield Finding("inventory", FAILED, told, _("Correct it there."), "unknown_server")


def _of_the_environment(known: Settings | None) -> Iterator[Finding]:
    for name in _UNHEARD:
        if os.environ.get(name):
            message = _("${name} is set, and has no effect on support.").format(name=name)
            yield Finding("environment", WARNING, message, _("Say in {file} what it says.").format(file=finding.FILE))
    if known is not None and known.ansible_config is not None and known.ansible_config.is_file():
        yield from open_to_others("environment", known.ansible_config)


def _of_the_staff(path: Path) -> Iterator[Finding]:
    if path.exists():
        message = _("{file} limits who may do what, and this version does not enforce it: every action is refused.")
        advice = _("Remove {path}, or use a version that reads it.").format(path=path)
        yield Finding("staff", FAILED, message.format(file=path.name), advice, "refused")
    else:
        message = _("There is no {file}: everybody who can use this desk may do everything.")
        yield Finding("staff", OK, message.format(file=path.name))
