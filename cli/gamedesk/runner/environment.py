# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment that Ansible gets: an allow-list, because ansible-runner writes all of it into its artifacts."""

from __future__ import annotations

import functools
import importlib.metadata
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gamedesk.runner import collection

_ALLOWED = ("HOME", "USER", "LOGNAME", "TMPDIR", "TZ", "SSH_AUTH_SOCK", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")
# Without these, ssh waits for a dead line as long as TCP does; and as Ansible keeps connections for the next run, every
# later run would wait there, too. 45 seconds of silence end it.
_NOTICE_A_DEAD_LINE = "-o ServerAliveInterval=15 -o ServerAliveCountMax=3"
# Where Ansible looks for its settings when none are named, as far as we let it: its working folder is our own.
ANSIBLE_CONFIGS = ("~/.ansible.cfg", "/etc/ansible/ansible.cfg")
DEFAULT_COLLECTIONS = ("~/.ansible/collections", "/usr/share/ansible/collections")

# In characters. ansible-runner silently makes {} of a longer result, and of one over 700,000 if it is not told.
_LONGEST_RESULT = 200_000_000


def ansible_environment(
    *, local_temp: Path, ansible_config: Path | None, launcher: Path | None = None
) -> dict[str, str]:
    """Return the whole environment for ansible-playbook and ansible-inventory.

    The command's own collection comes first in the search path: a stale copy in the user's collections folder would
    shadow it otherwise. Host keys are checked: ansible-runner switches that off where it is not asked for. The locale
    is UTF-8, which Ansible demands and cron does not give, and English, so that what ssh says can be understood. Two
    settings that write the module's arguments down, whatever an ansible.cfg says, are off. Programs are looked for in
    the folder C(launcher) first, if there is one, then where Ansible's are.
    """
    environment = {name: os.environ[name] for name in _ALLOWED if os.environ.get(name)}
    path = [*([] if launcher is None else [str(launcher)]), str(programs()), os.environ.get("PATH") or os.defpath]
    environment |= {
        "PATH": os.pathsep.join(path),
        "LC_ALL": "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8",
        "ANSIBLE_CACHE_PLUGIN": "memory",  # a runbook gathers no facts, and is over before they could serve again
        "ANSIBLE_DEBUG": "False",
        "ANSIBLE_KEEP_REMOTE_FILES": "False",
        "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join([str(collection.search_path()), *DEFAULT_COLLECTIONS]),
        "ANSIBLE_HOST_KEY_CHECKING": "True",
        "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "True",
        "ANSIBLE_LOCAL_TEMP": str(local_temp),
        "ANSIBLE_PIPELINING": "True",
        "MAX_EVENT_RES": str(_LONGEST_RESULT),
    }
    if ansible_config is not None:
        environment["ANSIBLE_CONFIG"] = str(ansible_config)
    if not _sets_ssh_extra_args(ansible_config):
        environment["ANSIBLE_SSH_EXTRA_ARGS"] = _NOTICE_A_DEAD_LINE
    return environment


def _sets_ssh_extra_args(ansible_config: Path | None) -> bool:
    """Say whether Ansible's configuration has ssh_extra_args of its own, which the environment would silence.

    A file that cannot be read is Ansible's to complain about.
    """
    candidates = [ansible_config] if ansible_config else [Path(os.path.expanduser(path)) for path in ANSIBLE_CONFIGS]
    found = next((path for path in candidates if path.is_file()), None)
    if found is None:
        return False
    import configparser  # noqa: PLC0415 - most people have no such file

    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read(found, encoding="utf-8")
    except (OSError, UnicodeDecodeError, configparser.Error):
        return False
    return parser.has_option("ssh_connection", "ssh_extra_args")


@functools.cache
def programs() -> Path:
    """Return the folder with the programs of the Ansible that this Python imports.

    In a virtual environment they lie beside the interpreter; after C(pip install --user) and the like they do not, and
    beside it may lie another Ansible. Whoever installed Ansible wrote down where.
    """
    beside = Path(sys.executable).parent
    try:
        ansible = importlib.metadata.distribution("ansible-core")
    except importlib.metadata.PackageNotFoundError:
        return beside
    written = re.search(r"^(.*/)ansible-playbook,", ansible.read_text("RECORD") or "", re.MULTILINE)
    folder = Path(str(ansible.locate_file(written[1]))).resolve() if written else beside
    return folder if (folder / "ansible-playbook").exists() else beside


@contextmanager
def only(environment: dict[str, str]) -> Iterator[None]:
    """Make this the process's whole environment for a while: ansible-runner copies what it finds."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
