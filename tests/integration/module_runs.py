# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules as Ansible runs them: options in JSON, one JSON object back.

In this process that costs a tenth. grant_rank/test_against_sandbox.py is about the process that Ansible starts.
"""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args

_MODULES = "ansible_collections.gamedesk.support.plugins.modules"


def in_this_process(module: str, options: dict[str, Any], secrets: tuple[str, ...] = ()) -> dict[str, Any]:
    """Run a module; return its result. It shows none of the secrets. Not for two threads at once."""
    out, err = io.StringIO(), io.StringIO()
    main = import_module(f"{_MODULES}.{module}").main
    with (
        patch_module_args(options),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit),
    ):
        main()
    return _result(out.getvalue(), err.getvalue(), secrets)


def in_its_own_process(module: str, options: dict[str, Any], secrets: tuple[str, ...] = ()) -> dict[str, Any]:
    """Run a module with its options on standard input; return its result. It shows none of the secrets."""
    done = subprocess.run(
        [sys.executable, "-m", f"{_MODULES}.{module}"],
        input=json.dumps({"ANSIBLE_MODULE_ARGS": options}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return _result(done.stdout, done.stderr, secrets)


def _result(out: str, err: str, secrets: tuple[str, ...]) -> dict[str, Any]:
    assert out, err
    assert not [secret for secret in secrets if secret in out + err]
    result: dict[str, Any] = json.loads(out)
    assert "exception" not in result, result
    return result
