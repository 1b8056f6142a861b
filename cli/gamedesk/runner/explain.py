# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a run did not do its work, from what Ansible and ssh say, as a code and one sentence."""

from __future__ import annotations

import re

from gamedesk.i18n import _

# What ssh (in the C locale) says before a session is open: nothing ran on the host.
_HOST_KEY_CHANGED = re.compile(r"REMOTE HOST IDENTIFICATION HAS CHANGED")
_HOST_KEY = re.compile(r"Host key verification failed")
_LOGIN = re.compile(r"Permission denied \(|Invalid/incorrect (username/)?password|Too many authentication failures")
_PRIVATE_KEY = re.compile(r"Failed to add configured private key into ssh-agent")
_CONNECT = re.compile(
    r"ssh: connect to host \S+ port \d+: (?P<why>[^\r\n]+)"
    r"|ssh: (?P<name>Could not resolve hostname [^\r\n]+)"
    r"|kex_exchange_identification: (?P<kex>[^\r\n]+)"
    r"|(?P<banner>Connection timed out during banner exchange)"
)
_NO_PYTHON = re.compile(r"(module interpreter|interpreter) '[^']*' was not found|No python interpreters found")
_UNDEFINED = re.compile(r"'(?P<name>gamedesk_\w+)' is undefined")


def unreachable(message: str, *, server: str, host: str, port: int) -> tuple[str, str] | None:
    """Return (code, sentence) for what Ansible says of an unreachable host, where nothing can have run there.

    Returns None where the connection may have been lost after the module was started: then nobody knows.
    """
    where = {"server": server, "host": host, "port": port}
    if _HOST_KEY_CHANGED.search(message):
        return "host_key", _(
            "The host key of {server} ({host} port {port}) is not the one in known_hosts: "
            "find out why before you log in there."
        ).format(**where)
    if _HOST_KEY.search(message):
        return "host_key", _(
            "The host key of {server} is not known; compare it with the host's own, then run: "
            "ssh-keyscan -p {port} {host} >> ~/.ssh/known_hosts"
        ).format(**where)
    if _LOGIN.search(message):
        return "login", _(
            "{server} ({host} port {port}) refused the login; "
            "check ansible_user and the key or ansible_password in the inventory."
        ).format(**where)
    if _PRIVATE_KEY.search(message):
        return "login", _(
            "Ansible cannot put the ansible_private_key of {server} into the ssh agent; check the key, its passphrase, "
            "ssh_agent in the ansible_config, and for a passphrase that the Python package bcrypt is installed."
        ).format(**where)
    connect = _CONNECT.search(message)
    if connect:
        why = next(filter(None, connect.groups())).strip().rstrip(".")
        return "unreachable", _(
            "{server} ({host} port {port}) cannot be reached: {why}; "
            "check that the host is up and the inventory is right."
        ).format(why=why, **where)
    return None


def no_python(message: str) -> bool:
    """Say whether the host has no Python at the place where Ansible looked: then no module ran."""
    return bool(_NO_PYTHON.search(message))


def undefined_variable(message: str) -> str | None:
    """Return the variable of ours that the inventory should have set, if that is what the message is about."""
    found = _UNDEFINED.search(message)
    return found["name"] if found else None
