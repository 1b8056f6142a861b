# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command C(support): its words, and how its errors end."""

from __future__ import annotations

import gc
import os
import sys

from gamedesk.commands import at_once
from gamedesk.i18n import _

TYPE_CHECKING = False  # importing typing takes as long as half an answer
if TYPE_CHECKING:
    from typing import Any, NoReturn

# New objects between two searches for garbage. What is imported stays; at Python's own 700, looking at it again and
# again is some hundredths of a grant.
_GARBAGE = 100_000


def main() -> NoReturn:
    """Run the command line of this process and exit with the documented code."""
    if sys.platform == "win32":
        sentence = _(
            "support runs on Linux, macOS and WSL; on Windows, use WSL, or type it on the server inside any ssh client."
        )
        sys.stderr.write(sentence + "\n")
        sys.exit(2)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us; much below writes to them
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - open until the end
        getattr(sys, name).reconfigure(errors="backslashreplace")
    gc.set_threshold(_GARBAGE)
    try:
        sys.exit(_run(sys.argv[1:]))
    except KeyboardInterrupt:  # before there was anything to stop
        sys.exit(130)
    finally:
        gc.freeze()  # the end frees everything without looking at each object first


def _run(arguments: list[str]) -> int:
    form = {"json": _asks_for_json(arguments)}
    try:
        text = at_once.answer(arguments)
        if text is None:
            return _parse_and_run(arguments, form)
        sys.stdout.write(text)
        sys.stdout.flush()
        return 0
    except BrokenPipeError:
        # Whoever read our output has gone; point standard output nowhere, so that Python does not complain at exit.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it stays until the process ends
        return 1
    except Exception as error:
        from gamedesk.errors import DeskError
        from gamedesk.statuses import EXIT_FAILED, FAILED

        if isinstance(error, DeskError):
            _tell(error.code, error.message, error.status, as_json=form["json"])
            return error.exit_code
        _tell("system" if isinstance(error, OSError) else "internal", _unexpected(error), FAILED, as_json=form["json"])
        return EXIT_FAILED


def _parse_and_run(arguments: list[str], form: dict[str, bool]) -> int:
    import click

    from gamedesk.statuses import EXIT_INTERRUPTED, FAILED, INTERRUPTED

    try:
        code: Any = _root().main(args=arguments, prog_name="support", standalone_mode=False, obj=form)
    except click.ClickException as error:
        if form["json"]:
            _tell("usage", _in_one_line(error), FAILED, as_json=True)
        else:
            _show_usage_error(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt) as stop:
        asked = isinstance(stop, click.Abort) and not isinstance(stop.__context__, KeyboardInterrupt)
        message = _("Stopped; nothing was sent.") if asked else _("Stopped.")
        if form["json"]:
            _tell("interrupted", message, INTERRUPTED, as_json=True)
        else:
            sys.stderr.write(f"\n{message}\n")
        return EXIT_INTERRUPTED
    return code if isinstance(code, int) else 0


def _asks_for_json(arguments: list[str]) -> bool:
    # A guess, for what Click itself cannot read: C(--json) may also be the value of an option.
    return "--json" in arguments[: arguments.index("--") if "--" in arguments else None]


def _tell(code: str, message: str, status: str, *, as_json: bool) -> None:
    from gamedesk.render.text import brief, safe

    if as_json:
        from gamedesk.render.json_text import as_json_text

        error = {"code": code, "message": brief(message)}
        sys.stdout.write(as_json_text({"status": status, "error": error}) + "\n")
    else:
        sys.stderr.write(_("Error: {message}").format(message=brief(safe(message))) + "\n")


def _unexpected(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        from gamedesk import disks

        if error.filename is None:
            return error.strerror
        sentence = _("{path} cannot be used: {why}; {advice}.")
        return sentence.format(path=error.filename, why=error.strerror, advice=disks.advice(error))
    message = _("support met an error that it does not know ({name}: {why}); please report it.")
    return message.format(name=type(error).__name__, why=error)


def _show_usage_error(error: Any) -> None:
    from click.exceptions import NoArgsIsHelpError

    from gamedesk.render.text import brief, safe

    if isinstance(error, NoArgsIsHelpError):
        sys.stderr.write(error.ctx.get_help() + "\n")
        return
    context = getattr(error, "ctx", None)
    if context is not None:
        sys.stderr.write(context.get_usage() + "\n")
        sys.stderr.write(_("Try '{command} --help' for help.").format(command=context.command_path) + "\n\n")
    sys.stderr.write(_("Error: {message}").format(message=brief(safe(_in_one_line(error)))) + "\n")


def _in_one_line(error: Any) -> str:
    return " ".join(error.format_message().split())


def _root() -> Any:
    from gamedesk.commands.root import support

    return support
