# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask one of Ansible's own programs for something that takes no run."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from gamedesk import disks
from gamedesk.errors import DeskError
from gamedesk.i18n import _
from gamedesk.runner import reasons
from gamedesk.runner.environment import ansible_environment, programs

_TIMEOUT_S = 60
# What it prints may hold opened vaults; an ansible.cfg may ask for a log of it, and for more words on the same pipe.
_QUIET = {"ANSIBLE_LOG_PATH": os.devnull, "ANSIBLE_VERBOSITY": "0"}


class NoAnswerError(DeskError):
    """The program said nothing of use. C(message) is the reason, as a part of a sentence."""


def ask(program: str, *arguments: str, ansible_config: Path | None) -> str:
    """Return what the program prints. Raises NoAnswerError."""
    with tempfile.TemporaryDirectory(prefix="gamedesk-") as folder:
        environment = ansible_environment(local_temp=Path(folder), ansible_config=ansible_config) | _QUIET
        try:
            done = subprocess.run(  # noqa: S603 - a list of arguments, no shell
                [str(programs() / program), *arguments],
                env=environment,
                cwd=folder,
                capture_output=True,
                timeout=_TIMEOUT_S,
                check=False,
                text=True,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            late = _("it took longer than {n} seconds").format(n=_TIMEOUT_S)
            raise NoAnswerError(disks.reason(error) if isinstance(error, OSError) else late) from error
    if done.returncode != 0:
        raise NoAnswerError(reasons.reason(done.stderr, done.stderr))
    return done.stdout
