# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Look whether a server is set up so that actions on it will work: everything, one by one, and change nothing."""

from __future__ import annotations

import contextlib
import functools
import os
import platform
import pwd
import sys
import time
import typing as t

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.gamedesk.support.plugins.module_utils import _host_state
from ansible_collections.gamedesk.support.plugins.module_utils._bans import choosing as bans
from ansible_collections.gamedesk.support.plugins.module_utils._bans.protocol import Surroundings
from ansible_collections.gamedesk.support.plugins.module_utils._console.opening import (
    CONSOLE_OPTIONS,
    answers,
    open_console,
)
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    LockedError,
    SupportError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._findings import (
    FAILED,
    OK,
    SKIPPED,
    WARNING,
    Finding,
    failed,
    worst,
)
from ansible_collections.gamedesk.support.plugins.module_utils._module.asking import Asking
from ansible_collections.gamedesk.support.plugins.module_utils._module.check_console import check_console
from ansible_collections.gamedesk.support.plugins.module_utils._module.check_provider import Provider, check_provider
from ansible_collections.gamedesk.support.plugins.module_utils._module.settling import Settling
from ansible_collections.gamedesk.support.plugins.module_utils._module.wrong_options import wrong_options
from ansible_collections.gamedesk.support.plugins.module_utils._ranks import choosing as ranks
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

if t.TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

_LONGEST_TIMEOUT = 1e9
# How long a storage may be locked or half-written, in seconds.
_PATIENCE = 5.0
# What a server writes into its folder: the vanilla server and all that come from it, and Cuberite.
_SIGNS = ("server.properties", "settings.ini")


_SERVER_OPTIONS = {"path": {"type": "path"}}


class _Options(t.NamedTuple):
    """What an option of the module says: None where it is not set, or where C(wrong) tells what is wrong with it."""

    value: t.Optional[t.Dict[str, t.Any]]
    wrong: t.Optional[str]


def run_module(module: AnsibleModule) -> t.NoReturn:
    """Look at what the parameters of M(gamedesk.support.check_server) name, and end the module.

    Of C(module) only C(params), C(no_log_values), C(exit_json) and C(fail_json) are used.
    """
    # Each of these is a secret as a whole to Ansible; what really is one in them is told when they are read.
    module.no_log_values = set()
    findings = list(_findings(module.params, module.no_log_values))
    status = worst(findings)
    outcome = {"changed": False, "status": status, "checks": [one._asdict() for one in findings]}
    if status == FAILED:
        bad = [one for one in findings if one.status == FAILED]
        told = " ".join("%s: %s" % (one.check, one.message) for one in bad)
        module.fail_json(msg="%d of %d checks failed. %s" % (len(bad), len(findings), told), **outcome)
    module.exit_json(**outcome)


def _findings(params: t.Mapping[str, t.Any], secrets: t.Set[str]) -> t.Iterator[Finding]:
    timeout = params["timeout"]
    if not 0 < timeout < _LONGEST_TIMEOUT:
        yield Finding("options", FAILED, "The option timeout must be more than 0.", None, "invalid_value")
        return
    deadline = time.monotonic() + timeout
    settling = Settling(_PATIENCE, deadline)
    yield _python()
    state_dir = None
    try:
        state_dir = params["state_dir"] or _host_state.default_path()
    except ConfigurationError as error:
        yield failed("state_dir", error, "Set gamedesk_state_dir in the inventory.")
    else:
        yield from _host_state.examine(state_dir)
    server = _read("server", _SERVER_OPTIONS, params["server"], secrets)
    server_path = (server.value or {}).get("path")
    yield _wrong("server", server.wrong) if server.wrong else _folder(server_path)
    console = _read("console", CONSOLE_OPTIONS, params["console"], secrets)
    spec = console.value or {}
    prefix = params["bedrock_prefix"] or None
    with contextlib.ExitStack() as stack:
        if console.wrong:
            yield _wrong("console", console.wrong)
            ask: t.Optional[t.Callable[[str], str]] = functools.partial(_refuse, _unusable)
        elif (yield from check_console(spec, server_path, state_dir, deadline=deadline, stack=stack)):
            open_it = functools.partial(open_console, spec, server_path, deadline=deadline)
            asking = Asking(open_it, deadline, answers=answers(spec))
            stack.callback(asking.close)
            ask = asking.question
        else:
            ask = functools.partial(_refuse, _busy)
        around = Surroundings(server_path, prefix, ask)
        owners: t.Sequence[t.Tuple[str, t.Mapping[str, t.Any], t.Callable[[t.Mapping[str, t.Any]], Provider]]] = (
            ("ranks", ranks.RANKS_OPTIONS, lambda options: ranks.choose(options, server_path, prefix, ask)),
            ("bans", bans.BANS_OPTIONS, lambda options: bans.choose(options, around)),
        )
        for name, options, choose in owners:
            yield from _owner(name, _read(name, options, params[name], secrets), choose, server_path, settling)


def _owner(
    name: str,
    options: _Options,
    choose: t.Callable[[t.Mapping[str, t.Any]], Provider],
    server_path: t.Optional[str],
    settling: Settling,
) -> t.Iterator[Finding]:
    if options.wrong:
        yield _wrong(name, options.wrong)
    elif options.value is None:
        message = "gamedesk_%s is not set, so nothing can be done about the %s of this server." % (name, name)
        yield Finding(name, SKIPPED, message, "Set gamedesk_%s in the inventory if that is wanted." % name)
    else:
        yield from check_provider(name, functools.partial(choose, options.value), server_path, settling)


def _busy() -> SupportError:
    return LockedError("Another action is under way on this server, so nothing was asked.")


def _unusable() -> SupportError:
    return ConfigurationError("The console would have to be asked, and its options are wrong.")


def _refuse(error: t.Callable[[], SupportError], _command: str) -> t.NoReturn:
    raise error()


def _read(name: str, spec: t.Mapping[str, t.Any], given: t.Any, secrets: t.Set[str]) -> _Options:
    """Read one option by itself, so that what is wrong in one does not hide the others; note its secrets."""
    if given is None:
        return _Options(None, None)
    whole = {name: {"type": "dict", "options": dict(spec)}}
    result = ArgumentSpecValidator(whole).validate({name: given})
    secrets |= result._no_log_values
    if result.error_messages:
        return _Options(None, wrong_options(whole, {name: given}, result.errors))
    return _Options(result.validated_parameters[name], None)


def _wrong(name: str, sentences: str) -> Finding:
    return Finding(name, FAILED, sentences, "It is gamedesk_%s in the inventory." % name, ConfigurationError.code)


def _python() -> Finding:
    try:
        user = pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:  # in a container, a user may have a number alone
        user = str(os.geteuid())
    told = "Python %s runs as user %s (%s)." % (platform.python_version(), user, sys.executable or "unknown path")
    return Finding("python", OK, told)


def _folder(path: t.Optional[str]) -> Finding:
    check = "server.path"
    advice = "Correct gamedesk_server.path in the inventory."
    if not path:
        message = "The server's folder is not named, so nothing is read from its server.properties and lists."
        return Finding(check, SKIPPED, message, "Set gamedesk_server.path in the inventory if it is on this host.")
    try:
        names = _names(path)
    except SupportError as error:
        return failed(check, error, advice)
    if not any(name in names for name in _SIGNS):
        message = "The folder %s has no %s." % (shown(path, 200), " or ".join(_SIGNS))
        return Finding(check, WARNING, message, "See that it is the folder of the server. " + advice)
    return Finding(check, OK, "%s is a server's folder and can be read." % shown(path, 200))


def _names(path: str) -> t.List[str]:
    name = shown(path, 200)
    if not os.path.isabs(path):
        raise ConfigurationError("The option server.path must be an absolute path, not %s." % name)
    try:
        if not os.access(path, os.X_OK) and os.path.isdir(path):
            raise ConfigurationError("This user may not go into the folder %s." % name)
        return os.listdir(path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a path"
        raise ConfigurationError("The server's folder %s cannot be read: %s." % (name, reason)) from error
