# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""A container engine's API on its socket, as Docker has published it and Podman answers it, too.

Nothing is started for it, so that no command is in a list of processes, and no client program is needed.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConsoleError,
    ConsoleLostBeforeError,
    ConsoleNoAnswerError,
    ConsoleRefusedError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._http.timed import TimedSocket, body
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain

_LONGEST_ANSWER = 4 * 1024 * 1024
_UPGRADE = {"Connection": "Upgrade", "Upgrade": "tcp"}
# The output is attached, too: without it Podman drops what is written to a terminal. The keys that detach are named,
# since Podman would take others from its configuration, and letters of a command could be among them.
_ATTACHED = "stream=1&stdin=%d&stdout=1&stderr=1&detachKeys=ctrl-p%%2Cctrl-q"


class Container(t.NamedTuple):
    """What an engine says of a container. C(stopped) is what keeps it from reading, if anything does."""

    id: str
    stopped: t.Optional[str]
    running: bool
    takes_input: bool
    terminal: bool
    # Whether the container's standard input ends as soon as somebody who is attached goes.
    ends_with_us: bool
    environment: t.Mapping[str, str]


class _Question(t.NamedTuple):
    method: str
    path: str
    headers: t.Mapping[str, str] = {}
    content: t.Optional[bytes] = None

    @classmethod
    def of_json(cls, method: str, path: str, content: t.Any) -> _Question:
        if content is None:
            return cls(method, path)
        return cls(method, path, {"Content-Type": "application/json"}, json.dumps(content).encode("ascii"))


class StartedError(Exception):
    """Something was started, and how it ended is not known. The text says why."""


class Engine:
    """Asks one engine, over a connection of its own each time."""

    def __init__(self, path: str) -> None:
        self._path = path

    def container(self, name: str, until: float) -> Container:
        """Look at a container. C(until) is on the clock of C(time.monotonic).

        Raises ConsoleRefusedError, ConsoleLostBeforeError or ConsoleNoAnswerError.
        """
        response, said = self._exchange(_Question("GET", f"/containers/{name}/json"), until)
        if response.status == 404:
            raise ConsoleRefusedError(
                f"There is no container {name} on {self._path}, so nothing was sent; correct the console's option "
                "container, or engine_socket if it is on another engine.",
                console=f"the container {name}",
            )
        answer = self._json(response, said, 200)
        podman = "libpod" in (response.getheader("Server") or "").lower()
        try:
            state, config = answer["State"], answer["Config"]
            once = bool(config["StdinOnce"]) or podman
            return Container(
                id=str(answer["Id"]),
                stopped=_stopped(state),
                running=state["Running"] is True,
                takes_input=config["OpenStdin"] is True,
                terminal=config["Tty"] is True,
                ends_with_us=once and config["Tty"] is not True,
                environment=dict(one.partition("=")[::2] for one in config.get("Env") or ()),
            )
        except (AttributeError, KeyError, TypeError) as exc:
            raise self._odd() from exc

    def attach(self, container: Container, until: float, *, to_input: bool = True) -> socket.socket:
        """Return a connection to the main process of a container: what it says can be read from it.

        What is written to it is the process's input, if C(to_input).

        Raises ConsoleRefusedError, ConsoleLostBeforeError or ConsoleNoAnswerError.
        """
        path = f"/containers/{container.id}/attach?{_ATTACHED % to_input}"
        response, connected = self._request(_Question("POST", path, _UPGRADE), until)
        try:
            if response.status not in (101, 200):
                self._json(response, self._body(response), 200)
                raise self._odd()
            response.close()
        except BaseException:
            connected.close()
            raise
        connected.setblocking(False)
        return connected

    def ask(self, method: str, path: str, until: float, content: t.Any = None, *, good: int = 200) -> t.Any:
        """Return the answer to a question that changes nothing in the container, as JSON; C(good) is its status.

        Raises ConsoleRefusedError, ConsoleLostBeforeError or ConsoleNoAnswerError.
        """
        return self._json(*self._exchange(_Question.of_json(method, path, content), until), good)

    def start(self, path: str, until: float, content: t.Any) -> bytes:
        """Start what an answer to C(ask) has given an id, and return all that comes of it.

        Raises ConsoleRefusedError where the engine does not start it, ConsoleLostBeforeError and ConsoleNoAnswerError
        where it is not reached, and StartedError where nobody knows.
        """
        connected = self._connected(until)
        with connected:
            try:
                response = self._exchanged(connected, _Question.of_json("POST", path, content), until)
                said = body(response, _LONGEST_ANSWER)
            except (http.client.HTTPException, OSError) as exc:
                late = "did not end in time" if isinstance(exc, socket.timeout) else "cannot be heard to its end"
                raise StartedError(late) from exc
        if response.status not in (101, 200):
            self._json(response, said, 200)
            raise self._odd()
        return said

    def _exchange(self, question: _Question, until: float) -> t.Tuple[http.client.HTTPResponse, bytes]:
        response, connected = self._request(question, until)
        with connected:
            return response, self._body(response)

    def _request(self, question: _Question, until: float) -> t.Tuple[http.client.HTTPResponse, socket.socket]:
        connected = self._connected(until)
        try:
            return self._exchanged(connected, question, until), connected
        except BaseException as exc:
            connected.close()
            if isinstance(exc, (http.client.HTTPException, OSError)):
                raise self._broken(exc) from exc
            raise

    @staticmethod
    def _exchanged(connected: socket.socket, question: _Question, until: float) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("localhost")
        # A copy: http.client closes its own as soon as it thinks that the answer ends with the connection.
        connection.sock = TimedSocket(connected.dup(), until)
        try:
            headers = {"User-Agent": "gamedesk", **question.headers}
            connection.request(question.method, question.path, question.content, headers=headers)
            return connection.getresponse()
        except BaseException:
            connection.close()
            raise

    def _connected(self, until: float) -> socket.socket:
        connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._connect(connected, until)
        except BaseException:
            connected.close()
            raise
        return connected

    def _connect(self, connection: socket.socket, until: float) -> None:
        try:
            TimedSocket(connection, until).limit()
            connection.connect(self._path)
        except socket.timeout as exc:
            raise self._broken(exc) from exc
        except OSError as exc:
            if isinstance(exc, PermissionError):
                advice = (
                    f"the user with the id {os.geteuid()} may not use it: use become_user, or put the user into the "
                    "group that it belongs to"
                )
            else:
                advice = f"{exc.strerror or exc}: start the engine, or correct the console's option engine_socket"
            raise self._error(ConsoleRefusedError, f"cannot be reached, so nothing was sent; {advice}") from exc

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        try:
            return body(response, _LONGEST_ANSWER)
        except (http.client.HTTPException, OSError) as exc:
            raise self._broken(exc) from exc
        finally:
            response.close()

    def _json(self, response: http.client.HTTPResponse, said: bytes, good: int) -> t.Any:
        try:
            answer = json.loads(said.decode("utf-8"))
        except (ValueError, RecursionError) as exc:
            raise self._odd() from exc
        if response.status != good:
            told = plain(str(answer.get("message", "")), 200) if isinstance(answer, dict) else ""
            raise self._error(
                ConsoleRefusedError,
                f"answers with HTTP status {response.status}, so nothing was sent; it says: {told or 'nothing'}",
            )
        return answer

    def _broken(self, exc: Exception) -> ConsoleError:
        if isinstance(exc, socket.timeout):
            return self._error(ConsoleNoAnswerError, "did not answer in time, so nothing was sent; is it hanging?")
        if isinstance(exc, (OSError, http.client.IncompleteRead)):
            reason = "went away while it was asked, so nothing was sent; see whether it runs, and try again"
            return self._error(ConsoleLostBeforeError, reason)
        return self._odd()

    def _odd(self) -> ConsoleError:
        return self._error(
            ConsoleRefusedError,
            "does not answer as Docker or Podman does, so nothing was sent; correct the console's option engine_socket",
        )

    def _error(self, kind: t.Type[ConsoleError], reason: str) -> ConsoleError:
        where = f"the container engine on {self._path}"
        return kind(f"T{where[1:]} {reason}.", console=where)


def _stopped(state: t.Mapping[str, t.Any]) -> t.Optional[str]:
    if state["Running"] is not True:
        return "does not run"
    if state.get("Paused") is True:
        return "is paused"
    return "is being started again and again" if state.get("Restarting") is True else None
