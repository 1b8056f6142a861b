# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hand variables to Ansible from memory to memory: what ansible-runner is given as variables, it writes to files."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# A pipe below this name in the folder of the run.
NAME = "handed-over"
_PAUSE_S = 0.01


@contextmanager
def handed_over(folder: Path, variables: Mapping[str, Any]) -> Iterator[None]:
    """Let one who opens C(folder / NAME) meanwhile read these variables, once, as JSON; without any, there is no pipe.

    A pipe has no content of its own, so that nothing is left when both ends are killed. Raises OSError.
    """
    if not variables:
        yield
        return
    path = folder / NAME
    os.mkfifo(path, 0o600)
    over = threading.Event()
    thread = threading.Thread(target=_feed, args=(path, json.dumps(variables).encode(), over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _feed(path: Path, content: bytes, over: threading.Event) -> None:
    while (pipe := _opened(path)) is None:
        if over.wait(_PAUSE_S):
            return
    path.unlink()  # Ansible looks at a file again to quote it in an error: of a pipe, it would wait for more for ever
    os.set_blocking(pipe, True)
    with contextlib.suppress(BrokenPipeError), open(pipe, "wb") as stream:  # who was to read it has ended
        stream.write(content)


def _opened(path: Path) -> int | None:
    """Return the end to write to, or None while nobody has the other one open."""
    try:
        return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return None
