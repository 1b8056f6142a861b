# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The C(ansible-playbook) of this command: of the Python that runs it, and in less of a hurry to collect garbage."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

_NAME = "ansible-playbook"
# Its first lines are read by the shell and, as a string, by Python: a path of any length and with blanks may be named
# there. -P keeps the folder of this script out of the modules' path.
_SCRIPT = """\
#!/bin/sh
'''exec' {python} -P "$0" "$@"
' '''
import atexit
import gc
import os
import signal
import sys

gc.disable()
signal.signal(signal.SIGHUP, signal.SIG_DFL)
code = None


@atexit.register
def end():
    if isinstance(code, int):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


from ansible.cli.playbook import main

gc.freeze()
gc.set_threshold({threshold})
gc.enable()
try:
    sys.exit(main())
except SystemExit as ended:
    code = 0 if ended.code is None else ended.code
    raise
"""
# Objects made between two looks at the young ones. Ansible's start makes some hundred thousand that all stay: at
# Python's own 700, and with one more look at all of them at the end, a seventh of its time goes into looking. What it
# imports is never looked at, and what it makes afterwards, seldom.
_THRESHOLD = 50_000


def write(folder: Path) -> Path:
    """Write the launcher into C(folder), to be put first in PATH, and return C(folder).

    It does what the script does that is installed with ansible-core, with two differences. It ends when its terminal
    does: when the command was killed. Otherwise, where that signal is ignored (below C(nohup), or a service), Ansible
    would wait for ever for a result that it cannot print; what the module does on the host goes on all the same. And
    when threads have ended and everybody has tidied up (its C(end) is registered first, so that it runs last), the
    process ends without taking apart, piece by piece, what is in its memory.

    Where nothing may be executed in C(folder), the next one in PATH is found. Raises OSError.
    """
    folder.mkdir(mode=0o700)
    script = folder / _NAME
    script.write_text(_SCRIPT.format(python=shlex.quote(sys.executable), threshold=_THRESHOLD), encoding="utf-8")
    script.chmod(0o700)
    return folder
