# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vanilla commands that the sandbox knows, with the answers of 1.21 (domain: server/commands/*.java)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from gamedesk.sandbox.log import ServerLog
from gamedesk.sandbox.players import Operators, Profile, UserCache
from gamedesk.sandbox.source import Source
from gamedesk.sandbox.usage import USAGE

VERSION = "1.21.4"
_HERE = "<--[HERE]"
_CONTEXT_LENGTH = 10
_UNKNOWN_COMMAND = "Unknown or incomplete command, see below for error"
_UNKNOWN_ARGUMENT = "Incorrect argument for command"
_ENTITIES_SELECTED = "Only players may be affected by this command, but the provided selector includes entities"


class CommandError(Exception):
    """What a command answers when it fails: one message, and for a syntax error a second one with the place."""

    def __init__(self, *messages: str) -> None:
        super().__init__(*messages)
        self.messages = messages


def syntax_error(message: str, line: str, cursor: int) -> CommandError:
    """Return an error that shows the line up to and behind the cursor (Commands.java performCommand)."""
    before = line[max(0, cursor - _CONTEXT_LENGTH) : cursor]
    dots = "..." if cursor > _CONTEXT_LENGTH else ""
    return CommandError(message, f"{dots}{before}{line[cursor:]}{_HERE}")


class Line(NamedTuple):
    """A command line, the label at its beginning, and what follows the first space."""

    text: str
    label: str
    rest: str

    @property
    def argument_at(self) -> int:
        """The index where the arguments begin."""
        return len(self.label) + 1


Handler = Callable[[Source, Line], None]


class Commands:
    """Labels and their handlers. Runs on the main thread."""

    def __init__(self, *, namespaces: bool = True) -> None:
        """C(namespaces): as on the Bukkit family, where C(minecraft:list) is the same as C(list)."""
        self._handlers: dict[str, Handler] = {}
        self._namespaces = namespaces

    def register(self, labels: Iterable[str], namespace: str, handler: Handler) -> None:
        """Have the handler run for each label, with and without the namespace."""
        for label in labels:
            self._handlers[label] = handler
            if self._namespaces:
                self._handlers[f"{namespace}:{label}"] = handler

    def dispatch(self, source: Source, command: str) -> None:
        """Run one command line; one leading slash is dropped. What fails is told to the source."""
        text = command.removeprefix("/")
        label, _unused, rest = text.partition(" ")
        line = Line(text, label, rest)
        try:
            handler = self._handlers.get(label)
            if handler is None:
                raise syntax_error(_UNKNOWN_COMMAND, text, 0)
            handler(source, line)
        except CommandError as error:
            for message in error.messages:
                source.tell(message)


class VanillaCommands:
    """C(list), C(op), C(deop), C(say), C(help), C(version) and C(stop)."""

    def __init__(
        self,
        usercache: UserCache,
        operators: Operators,
        log: ServerLog,
        settings: dict[str, str],
        stop: Callable[[], None],
    ) -> None:
        self._usercache = usercache
        self._operators = operators
        self._log = log
        self._settings = settings
        self._stop = stop
        self._online: list[str] = []

    def register(self, commands: Commands) -> None:
        """Register all of them."""
        handlers: dict[str, Handler] = {
            "list": self._list,
            "op": self._op,
            "deop": self._deop,
            "say": self._say,
            "help": self._help,
            "stop": self._stop_server,
        }
        for label, handler in handlers.items():
            commands.register([label], "minecraft", handler)
        commands.register(["version", "ver"], "bukkit", self._version)

    def _list(self, source: Source, line: Line) -> None:
        if line.rest not in ("", "uuids"):
            raise syntax_error(_UNKNOWN_ARGUMENT, line.text, line.argument_at)
        limit, names = self._settings.get("max-players", "20"), ", ".join(self._online)
        source.succeed(f"There are {len(self._online)} of a max of {limit} players online: {names}", broadcast=False)

    def _op(self, source: Source, line: Line) -> None:
        profile = self.target(line)
        if not self._operators.add(profile, int(self._settings.get("op-permission-level", "4"))):
            raise CommandError("Nothing changed. The player already is an operator")
        source.succeed(f"Made {profile.name} a server operator")

    def _deop(self, source: Source, line: Line) -> None:
        profile = self.target(line)
        if not self._operators.remove(profile):
            raise CommandError("Nothing changed. The player is not an operator")
        source.succeed(f"Made {profile.name} no longer a server operator")

    def join(self, name: str) -> None:
        """Have a player come in."""
        self._online.append(name)
        self._log.write(f"{name} joined the game")

    def kick(self, name: str, reason: str) -> None:
        """Have a player leave, who may be online or not."""
        if name in self._online:
            self._online.remove(name)
            self._log.write(f"{name} lost connection: {reason}")
            self._log.write(f"{name} left the game")

    def target(self, line: Line) -> Profile:
        """Read a player argument: a name in the case given, or a selector, which finds nobody (GameProfileArgument)."""
        name, _unused, behind = line.rest.partition(" ")
        if not name:
            raise syntax_error(_UNKNOWN_COMMAND, line.text, len(line.text))
        if name.startswith("@"):
            kind = name[1:2]
            if kind not in tuple("aprsen"):
                message = f"Unknown selector type '@{kind}'" if kind else "Missing selector type"
                raise syntax_error(message, line.text, line.argument_at)
            if kind in "en":
                raise syntax_error(_ENTITIES_SELECTED, line.text, line.argument_at + len(name))
        if behind:
            raise syntax_error(_UNKNOWN_ARGUMENT, line.text, line.argument_at + len(name) + 1)
        if name.startswith("@"):
            raise CommandError("No player was found")
        return self._usercache.get(name)

    def _say(self, source: Source, line: Line) -> None:
        if not line.rest:
            raise syntax_error(_UNKNOWN_COMMAND, line.text, len(line.text))
        # Told to the players and the log, not to the sender; unsigned, so marked since 1.19.1.
        self._log.write(f"[Not Secure] [{source.name}] {line.rest}")

    def _help(self, source: Source, line: Line) -> None:
        if line.rest:
            found = [usage for usage in USAGE if usage.split(" ", 1)[0] == line.rest]
            if not found:
                raise CommandError("Unknown command or insufficient permissions")
            source.succeed(f"/{found[0]}", broadcast=False)
            return
        for prefix in ("", "minecraft:"):
            for usage in USAGE:
                source.succeed(f"/{prefix}{usage}", broadcast=False)

    def _version(self, source: Source, _line: Line) -> None:
        source.tell_from_plugin(
            f"This is the Gamedesk sandbox, not a real game server. It imitates Paper (MC: {VERSION})"
        )

    def _stop_server(self, source: Source, line: Line) -> None:
        if line.rest:
            raise syntax_error(_UNKNOWN_ARGUMENT, line.text, line.argument_at)
        source.succeed("Stopping the server")
        self._stop()
