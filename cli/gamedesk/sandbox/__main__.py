# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""C(python -m gamedesk.sandbox FOLDER): run a sandbox in the foreground until SIGINT, SIGTERM or C(stop)."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from gamedesk.i18n import _
from gamedesk.sandbox.errors import SandboxError
from gamedesk.sandbox.server import SandboxServer


def main(arguments: list[str]) -> int:
    """Run the sandbox in the folder given; return the exit code."""
    if len(arguments) != 1:
        print(_("Usage: python -m gamedesk.sandbox FOLDER"), file=sys.stderr)
        return 2
    server = SandboxServer(Path(arguments[0]))
    for number in (signal.SIGINT, signal.SIGTERM):
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
