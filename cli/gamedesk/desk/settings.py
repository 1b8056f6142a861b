# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What C(desk.yml) may say, and what holds where it says nothing."""

from __future__ import annotations

import dataclasses
import difflib
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from gamedesk.desk.finding import FILE
from gamedesk.errors import UsageError
from gamedesk.i18n import _

_LONGEST_TIMEOUT_S = 86_400


@dataclasses.dataclass(frozen=True)
class Settings:
    """The settings of one desk. Paths are absolute; C(timeout) is in seconds and bounds one action on the host.

    C(desk) is the folder that they were read in; nobody sets it.
    """

    inventory: Path
    default_server: str | None = None
    ranks_via: str | None = None
    vault_password_file: Path | None = None
    ansible_config: Path | None = None
    timeout: int = 60
    desk: Path | None = dataclasses.field(default=None, compare=False)


_PATHS = ("inventory", "vault_password_file", "ansible_config")
_NAMES = ("default_server", "ranks_via")


def load(desk: Path) -> Settings:
    """Read the settings of the desk in this folder. Raises UsageError that names the file and the mistake."""
    settings = read(desk)
    check_secret_file(settings.vault_password_file)
    return settings


def lines(desk: Path) -> dict[str, int]:
    """Return the line on which each setting stands that desk.yml sets. Follows C(read)."""
    node = yaml.compose((desk / FILE).read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return {key.value: key.start_mark.line + 1 for key, value in pairs if value.tag != "tag:yaml.org,2002:null"}


def read(desk: Path) -> Settings:
    """Read what desk.yml says, as C(load) does; whether the files that it names are there is not looked at."""
    path = desk / FILE
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(_("{path} cannot be read: {why}.").format(path=path, why=error.strerror)) from error
    except RecursionError as error:
        raise UsageError(_("{path} is nested too deeply.").format(path=path)) from error
    except (yaml.YAMLError, ValueError) as error:
        # The error's own words quote the line, and a secret may stand there.
        mark = getattr(error, "problem_mark", None)
        line = "" if mark is None else _(" (line {number})").format(number=mark.line + 1)
        raise UsageError(
            _("{path} is not a YAML file{line}; write one setting a line, as in 'default_server: survival'.").format(
                path=path, line=line
            )
        ) from error
    values = {} if content is None else content
    if not isinstance(values, dict):
        raise UsageError(
            _("{path} must hold settings, one a line, as in 'default_server: survival'.").format(path=path)
        )
    _check(path, values)
    known: dict[str, Any] = {"desk": desk, "inventory": desk / "inventory"}
    for name, value in values.items():
        if value is not None:
            known[name] = (desk / os.path.expanduser(value)).absolute() if name in _PATHS else value
    return Settings(**known)


def _check(path: Path, values: Mapping[Any, Any]) -> None:
    names = [field.name for field in dataclasses.fields(Settings) if field.name != "desk"]
    for name, value in values.items():
        if name not in names:
            near = difflib.get_close_matches(str(name), names, 1)
            hint = _(" (did you mean '{near}'?)").format(near=near[0]) if near else ""
            # What does not look like a setting's name may be a secret that YAML took for one.
            shown = f" '{name}'" if re.fullmatch("[a-z_]{1,40}", str(name)) else ""
            raise UsageError(
                _("{path} has a setting{name} that support does not know{hint}; it knows: {names}.").format(
                    path=path, name=shown, hint=hint, names=", ".join(names)
                )
            )
        if value is None:
            continue
        if name == "timeout":
            if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= _LONGEST_TIMEOUT_S:
                raise UsageError(
                    _("{path}: timeout must be a whole number of seconds, from 1 to {most}.").format(
                        path=path, most=_LONGEST_TIMEOUT_S
                    )
                )
        elif not isinstance(value, str) or not value.isprintable() or not value:
            raise UsageError(_("{path}: {name} must be text.").format(path=path, name=name))


def check_secret_file(path: Path | None) -> None:
    """Raise UsageError where the file with the vault password cannot be read, or others can."""
    if path is None:
        return
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise UsageError(
            _("The vault_password_file {path} cannot be read: {why}.").format(path=path, why=error.strerror)
        ) from error
    if not os.access(path, os.X_OK) and stat.S_IMODE(mode) & 0o077:
        raise UsageError(_("Others may read the vault_password_file {path}; run: chmod 600 {path}").format(path=path))
