# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(python -m gamedesk.sandbox FOLDER): run a sandbox in the foreground until SIGINT, SIGTERM, SIGHUP or C(stop).

Its standard input is the server's console, as that of a real server is; at the end of the input it runs on.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from gamedesk.i18n import _
from gamedesk.sandbox.errors import SandboxError
from gamedesk.sandbox.server import SandboxServer
from gamedesk.sandbox.terminal import Terminal


def main(arguments: list[str]) -> int:
    """Run the sandbox in the folder given; return the exit code."""
    if len(arguments) != 1:
        print(_("Usage: python -m gamedesk.sandbox FOLDER"), file=sys.stderr)
        return 2
    server = SandboxServer(Path(arguments[0]), terminal=Terminal(sys.stdin.fileno(), sys.stdout.fileno()))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: server.request_stop())
    try:
        server.start()
    except SandboxError as error:
        print(error.message, file=sys.stderr)
        return error.exit_code
    server.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
