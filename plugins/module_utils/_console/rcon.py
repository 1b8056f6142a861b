# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The RCON transport: one login a connection, one command in flight, one reply back.

Servers differ, and every rule here is one that some server needs (Minecraft: RconClient.java and Forge's patch of it;
Cuberite: RCONServer.cpp; Valve's Source RCON).
"""

from __future__ import annotations

import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console import rcon_packets, tcp
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._console.rcon_link import (
    LinkLostError,
    NotSentError,
    RconLink,
)
from ansible_collections.gamedesk.support.plugins.module_utils._console.rcon_reply import (
    MAX_REPLY,
    ReplyPieces,
    ReplyTooLongError,
    as_text,
    is_whole,
)
from ansible_collections.gamedesk.support.plugins.module_utils._console.rcon_text import (
    command_payload,
    password_payload,
)
from ansible_collections.gamedesk.support.plugins.module_utils._console.waiting import checked
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    ConsoleLoginError,
    ConsoleLostAfterError,
    ConsoleLostBeforeError,
    ConsoleNoAnswerError,
    DeadlineError,
)

# What is sent to learn that a reply has ended: type and payload.
_END_PROBES: t.Dict[str, t.Optional[t.Tuple[int, bytes]]] = {
    "none": None,
    "list": (rcon_packets.COMMAND, b"list"),
    "unknown_type": (rcon_packets.UNKNOWN_TYPE, b""),
}
END_PROBES = tuple(_END_PROBES)

# Cuberite answers commands with the type that others keep for the answer to a login.
_REPLY_TYPES = (rcon_packets.COMMAND_ANSWER, rcon_packets.LOGIN_ANSWER)

_MAX_ID = 2**31 - 1

_LONGEST_HOST = 255


class RconConsole:
    """A console over RCON. Connects and logs in at the first command, and anew after a connection was given up."""

    def __init__(
        self,
        host: str,
        port: int,
        password: str,
        *,
        timeout: float = 10.0,
        quiet: float = 0.15,
        end_probe: str = "none",
        allow_remote: bool = False,
        deadline: t.Optional[float] = None,
    ) -> None:
        """Check the options; nothing is connected yet.

        C(timeout) is in seconds and counts for the connection, the login and each reply; C(quiet) is in seconds: how
        long to wait for a further piece where a reply may or may not go on. C(end_probe) is one of END_PROBES.
        C(deadline) is a time.monotonic() value after which nothing is sent.

        Raises ConfigurationError, and InvalidValueError for the password.
        """
        if end_probe not in _END_PROBES:
            raise ConfigurationError(f"The console's option end_probe must be one of {', '.join(END_PROBES)}.")
        if not host.isprintable():  # it stands in messages
            raise ConfigurationError("The console's option host has characters that do not print; correct it.")
        if len(host) > _LONGEST_HOST:
            raise ConfigurationError(f"The console's option host has {len(host)} characters; correct it.")
        if not 0 < port <= 65535:
            raise ConfigurationError("The console's option port must be between 1 and 65535.")
        self._host = host
        self._port = port
        self._password = password_payload(password)
        self._timeout, self._quiet = checked(timeout, quiet)
        self._probe = _END_PROBES[end_probe]
        self._allow_remote = allow_remote
        self._deadline = deadline
        self._where = tcp.endpoint_text(host, port)
        self._link: t.Optional[RconLink] = None
        self._last_id = 0

    def __enter__(self) -> RconConsole:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection. The next command opens a new one."""
        link, self._link = self._link, None
        if link is not None:
            link.close()

    def send(self, command: str, *, need_text: bool = True) -> Reply:
        """Send one command and wait for its reply. See Console.send in protocol.py."""
        payload = command_payload(command)
        try:
            link = self._ready_link()
            request_id = self._send_command(link, payload)
            return self._receive_reply(link, request_id, need_text)
        except BaseException:
            # Whatever happened, an answer may still be on its way: nobody must read it as the next one's.
            self.close()
            raise

    def _ready_link(self) -> RconLink:
        if self._link is not None:
            try:
                self._link.discard_stale()
            except LinkLostError:
                self.close()
        if self._link is None:
            self._refuse_after_deadline()
            addresses = tcp.resolve(self._host, self._port, allow_remote=self._allow_remote)
            self._refuse_after_deadline()
            self._link = RconLink(tcp.connect(addresses, self._where, self._until(self._timeout)))
            self._log_in(self._link)
        return self._link

    def _log_in(self, link: RconLink) -> None:
        request_id = self._next_id()
        try:
            link.discard_stale()
            self._refuse_after_deadline()
            link.send(request_id, rcon_packets.LOGIN, self._password, self._until(self._timeout))
        except LinkLostError as exc:
            raise ConsoleLostBeforeError(
                f"{self._where} closed the connection before the login ({exc}); check that RCON listens on this port.",
                console=self._where,
            ) from exc
        until = self._until(self._timeout)
        while True:
            try:
                packet = link.receive(until)
            except LinkLostError as exc:
                raise ConsoleLoginError(
                    f"{self._where} ended the connection during the login ({exc}): wrong password, or this port is "
                    "not RCON; check the console's options password and port.",
                    console=self._where,
                ) from exc
            if packet is None:
                raise ConsoleNoAnswerError(
                    f"{self._where} took the connection and did not answer the login in time; is the server hanging, "
                    "or is this port not RCON?",
                    console=self._where,
                )
            if packet.request_id == rcon_packets.REFUSED_ID:
                raise ConsoleLoginError(
                    f"{self._where} refused the RCON password; compare it with rcon.password in server.properties.",
                    console=self._where,
                )
            # Source style servers send an empty packet of type 0 first: it is not the answer.
            if packet.request_id == request_id and packet.type == rcon_packets.LOGIN_ANSWER:
                return

    def _send_command(self, link: RconLink, payload: bytes) -> int:
        request_id = self._next_id()
        self._refuse_after_deadline()
        try:
            link.send(request_id, rcon_packets.COMMAND, payload, self._until(self._timeout))
        except NotSentError as exc:
            raise ConsoleLostBeforeError(
                f"The connection to {self._where} was lost before the command was sent ({exc}); it was not executed, "
                "try again.",
                console=self._where,
            ) from exc
        except LinkLostError as exc:
            raise self._lost_after(str(exc)) from exc
        return request_id

    def _receive_reply(self, link: RconLink, request_id: int, need_text: bool) -> Reply:
        pieces = ReplyPieces()
        try:
            return self._collect(link, request_id, pieces, need_text)
        except LinkLostError as exc:
            if not pieces:
                raise self._lost_after(str(exc)) from exc
            self.close()
            return Reply(pieces.text(), complete=False)

    def _collect(self, link: RconLink, request_id: int, pieces: ReplyPieces, need_text: bool) -> Reply:
        probe_id: t.Optional[int] = None
        limit = until = self._until(self._timeout)
        while True:
            packet = link.receive(until)
            if packet is None and until < limit and link.mid_packet:
                # The quiet period is over in the middle of a packet: it is on its way.
                packet = link.receive(limit)
            if packet is None:
                return self._silent(link, pieces, probed=probe_id is not None)
            if probe_id is not None and packet.request_id == probe_id:
                return Reply(pieces.text())
            if packet.request_id == rcon_packets.REFUSED_ID and not pieces:
                # It accepted the login of this very connection: what it says now is no proof of anything.
                raise self._lost_after("it was answered as if nobody had logged in")
            if packet.request_id != request_id or packet.type not in _REPLY_TYPES:
                continue
            if not pieces:
                if is_whole(packet.payload, need_text=need_text):
                    return Reply(as_text(packet.payload))
                # Once, and not for every piece, so that a server that drips them is not listened to for ever.
                limit = self._until(self._timeout)
            self._add(pieces, packet.payload)
            if probe_id is None and pieces.may_go_on:
                probe_id = self._send_probe(link)
            if probe_id is not None:
                until = limit
            elif pieces.may_go_on or (need_text and pieces.only_an_empty_one):
                until = min(self._until(self._quiet), limit)
            else:
                return Reply(pieces.text())

    def _silent(self, link: RconLink, pieces: ReplyPieces, *, probed: bool) -> Reply:
        cut = link.mid_packet
        if not pieces or probed or cut:
            # What is still to come must not meet the next command: the server would read two packets at once.
            self.close()
        if not pieces:
            return Reply(None)
        return Reply(pieces.text(), complete=pieces.only_an_empty_one and not cut)

    def _send_probe(self, link: RconLink) -> t.Optional[int]:
        """Send the end probe and return its id, or V(None) where there is none or the deadline has passed."""
        if self._probe is None or self._deadline_passed():
            return None
        probe_id = self._next_id()
        packet_type, payload = self._probe
        link.send(probe_id, packet_type, payload, self._until(self._timeout))
        return probe_id

    def _add(self, pieces: ReplyPieces, payload: bytes) -> None:
        try:
            pieces.add(payload)
        except ReplyTooLongError as exc:
            raise self._lost_after(f"the reply is longer than {MAX_REPLY // 1024**2} MiB") from exc

    def _lost_after(self, reason: str) -> ConsoleLostAfterError:
        return ConsoleLostAfterError(
            f"The connection to {self._where} was lost after the command was sent ({reason}), so whether it was "
            "executed is unknown; look at the server's state before trying again.",
            console=self._where,
        )

    def _next_id(self) -> int:
        # Some servers refuse ids below 1, and -1 means a refused login.
        self._last_id = self._last_id % _MAX_ID + 1
        return self._last_id

    def _until(self, seconds: float) -> float:
        moment = time.monotonic() + seconds
        return moment if self._deadline is None else min(moment, self._deadline)

    def _deadline_passed(self) -> bool:
        return self._deadline is not None and time.monotonic() >= self._deadline

    def _refuse_after_deadline(self) -> None:
        if self._deadline_passed():
            raise DeadlineError(
                f"The deadline passed before the command was sent to {self._where}; nothing was sent, allow more time.",
                console=self._where,
            )
