# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which server an action is for: named, known from the ticket or the desk, or the only one that can be meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gamedesk.desk import server_names
from gamedesk.desk.settings import Settings
from gamedesk.errors import DeskError, UsageError
from gamedesk.i18n import _
from gamedesk.runner.fingerprint import fingerprint
from gamedesk.runner.inventory import host_variables

_SSH_PORT = 22
_LONGEST_NAME = 255  # no host has a longer one
_NAMES_SHOWN = 20
_IMPLICIT = frozenset({"localhost", "127.0.0.1", "::1"})  # Ansible has these hosts without an inventory


def choose(option: str | None, *, of_ticket: str | None, needs: str, settings: Settings) -> str:
    """Return the inventory host that is meant: never a guess.

    C(needs) is the inventory variable that a server must have for the action. Raises UsageError with the list of
    servers where none, or more than one, can be meant, or where it is known without asking that there is no such one.
    """
    if option is not None and not (0 < len(option) <= _LONGEST_NAME and option.isprintable()):
        raise UsageError(_("--server needs the name of a server, and got none."))
    via = settings.ranks_via if needs == "gamedesk_ranks" else None
    named = option or via or of_ticket or settings.default_server
    if named:
        if _is_missing(named, settings):
            raise UsageError(unknown(named, settings))
        return named
    able = [name for name, variables in _servers(settings).items() if needs in variables]
    if len(able) == 1:
        return able[0]
    if able:
        raise UsageError(
            _("Which server? Name one with --server, or set default_server in desk.yml; there are: {names}.").format(
                names=_listed(able)
            )
        )
    raise UsageError(
        _("No server in {path} has {needs}; say there what it uses.").format(path=settings.inventory, needs=needs)
    )


def named(names: list[str], settings: Settings) -> server_names.Servers:
    """Return these servers, with the names of their variables of ours. Raises UsageError for one that is not there."""
    known = _servers(settings)
    for name in names:
        if name not in known:
            raise UsageError(unknown(name, settings))
    return {name: known[name] for name in names}


def unknown(server: str, settings: Settings) -> str:
    """Return the sentence for a server that is not in the inventory, with those that are."""
    try:
        names = _listed(list(_servers(settings))) or _("none")
    except DeskError:  # asked to explain what went wrong: that it cannot be read now must not hide that
        names = _("none")
    return _("There is no server '{server}' in {path}; there are: {names}.").format(
        server=server, path=settings.inventory, names=names
    )


def address(server: str, settings: Settings) -> tuple[str, int]:
    """Return the host name and ssh port of a server, as far as the inventory gives them without templates."""
    try:
        variables = _ask(settings).get(server, {})
    except DeskError:
        variables = {}
    port = variables.get("ansible_port", variables.get("ansible_ssh_port"))
    host = variables.get("ansible_host", variables.get("ansible_ssh_host"))
    return str(host or server), port if isinstance(port, int) else _SSH_PORT


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_NAMES_SHOWN]) + (", …" if len(names) > _NAMES_SHOWN else "")


def _is_missing(name: str, settings: Settings) -> bool:
    if settings.desk is None or name in _IMPLICIT:
        return False
    known = server_names.remembered(str(settings.desk), fingerprint(settings.inventory, settings.ansible_config))
    return known is not None and name not in known


def _servers(settings: Settings) -> server_names.Servers:
    """Return the servers with their variables of ours: as remembered, while the files of the inventory are the same."""
    if settings.desk is None:
        return asked(settings)
    files = fingerprint(settings.inventory, settings.ansible_config)
    known = server_names.remembered(str(settings.desk), files)
    return known if known is not None else asked(settings)


def every(settings: Settings) -> server_names.Servers:
    """Return all servers of the inventory, with the names of their variables of ours. Raises DeskError."""
    return _servers(settings)


def asked(settings: Settings) -> server_names.Servers:
    """Return the servers with their variables of ours, as Ansible says now. Raises DeskError."""
    files = fingerprint(settings.inventory, settings.ansible_config)  # before Ansible reads them: they may change
    known = server_names.of_ours(_ask(settings))
    if settings.desk is not None:
        server_names.remember(str(settings.desk), files, known)
    return known


def _ask(settings: Settings) -> Mapping[str, Mapping[str, Any]]:
    return host_variables(
        settings.inventory,
        vault_password_file=settings.vault_password_file,
        ansible_config=settings.ansible_config,
    )
