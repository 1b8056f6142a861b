# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A panel in every state in which nothing was sent, or nobody knows; and what is no panel."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.opening import endpoints, examine, open_console
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    ConsoleError,
    ConsoleLoginError,
    ConsoleLostAfterError,
    ConsoleLostBeforeError,
    ConsoleNoAnswerError,
    ConsoleRefusedError,
    InvalidValueError,
    NobodyThereError,
)

from .panel_server import KEY, UUID, Answer, PanelServer, error

COMMAND = "say hello"


def only(method: str, *answers: Answer) -> Callable[[str, str], Answer | None]:
    """Answer this method so, once each, and then as always."""
    left = list(answers)
    return lambda asked, path: left.pop(0) if asked == method and left and "/files/" not in path else None


def test_a_server_that_is_offline(panel) -> None:
    panel.panel.kill()
    with pytest.raises(NobodyThereError, match=r"Nothing was sent to the server .* it is offline; start the server"):
        panel.open().send(COMMAND)


@pytest.mark.parametrize(
    ("answer", "kind", "told"),
    [
        (error(401, "AuthenticationException", "Unauthenticated."), ConsoleLoginError, "401, Unauthenticated.*api_key"),
        (error(403, "AuthorizationException", "This action is unauthorized."), ConsoleLoginError, "permissions"),
        (error(404, "NotFoundHttpException", "Not found"), ConsoleRefusedError, "no such server.*panel_server"),
        (error(409, "ServerStateConflictException", "is installing"), ConsoleRefusedError, "409, is installing"),
        (error(422, "ValidationException", "required"), ConsoleRefusedError, "422, required"),
        (error(400, "X", "\x1b[31m" + "x" * 5000), ConsoleRefusedError, "HTTP status 400"),
        ((302, b"", {"Location": "/elsewhere"}), ConsoleRefusedError, "redirect, which is not followed"),
    ],
    ids=["key", "permission", "server", "installing", "validation", "long", "redirect"],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_refused(panel, method, answer, kind, told) -> None:
    panel.panel.instead = only(method, answer)
    with pytest.raises(kind, match=told) as caught:
        panel.open().send(COMMAND)
    assert "othing was sent" in caught.value.message
    assert KEY not in caught.value.message
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 600
    assert [target for _method, target in panel.panel.asked if "elsewhere" in target] == []
    assert panel.received() == b""


@pytest.mark.parametrize(
    "answer",
    [
        error(504, "DaemonConnectionException", "HTTP/E_CONN_REFUSED response code"),
        error(500, "HttpException", "An unexpected error was encountered."),
        (502, b"<html><h1>502 Bad Gateway</h1></html>", {}),
        (200, b"<html>", {}),
        (408, b"", {}),
    ],
    ids=["node", "error", "gateway", "page", "late"],
)
def test_nobody_knows(panel, answer) -> None:
    panel.panel.instead = only("POST", answer)
    with pytest.raises(ConsoleLostAfterError, match=f"HTTP status {answer[0]}.*whether it was executed is unknown"):
        panel.open().send(COMMAND)
    assert panel.received() == b""


def test_a_suspended_server_and_what_is_no_panel(panel) -> None:
    for content, told in (
        ({"attributes": {"name": "Survival", "is_suspended": True}}, "suspended"),
        ({"attributes": []}, "does not answer as Pterodactyl does"),
        ([], "does not answer as Pterodactyl does"),
        (b"[" * 100_000, "does not answer as Pterodactyl does"),
        (b"<html>", "does not answer as Pterodactyl does"),
    ):
        panel.panel.instead = only("GET", (200, content, {}))
        with pytest.raises(ConsoleRefusedError, match=told):
            panel.open().send(COMMAND)
    assert panel.received() == b""


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_too_often_is_waited_for_and_sent_once(panel, method) -> None:
    panel.panel.instead = only(method, error(429, "X", "Too Many Attempts.", **{"Retry-After": "1"}))
    begun = time.monotonic()
    panel.open().send(COMMAND, need_text=False)
    assert 1 <= time.monotonic() - begun < 5
    assert panel.received() == f"{COMMAND}\n".encode()


def test_too_often_for_longer_than_there_is_time(panel) -> None:
    panel.panel.instead = only("POST", error(429, "X", "Too Many Attempts.", **{"Retry-After": "60"}))
    begun = time.monotonic()
    with pytest.raises(ConsoleRefusedError, match="asked too often; try again in 60 seconds"):
        panel.open().send(COMMAND)
    assert time.monotonic() - begun < 3
    # It is waited for as long as the action may last, which is longer than one answer may take.
    panel.panel.instead = only("POST", error(429, "X", "Too Many Attempts.", **{"Retry-After": "2"}))
    panel.open(timeout=1.0, deadline=time.monotonic() + 30).send(COMMAND, need_text=False)
    assert panel.received() == f"{COMMAND}\n".encode()


@pytest.mark.parametrize("command", [" say", "say ", "say\u00a0", "\u3000say", "\u200bsay", "say\ufeff", "say \u2800"])
def test_what_the_panel_would_cut_is_not_sent(panel, command) -> None:
    with pytest.raises(InvalidValueError, match="would take away"):
        panel.open().send(command)
    assert panel.received() == b""


@pytest.fixture
def raw() -> Iterator[Callable[..., dict]]:
    """Answer a connection after another with these bytes; returns the options."""
    listening = socket.create_server(("127.0.0.1", 0))
    threads = []

    def run(answers: tuple, pause: float) -> None:
        for answer in answers:
            try:
                connection, _address = listening.accept()
            except OSError:
                return
            with connection:
                data = b""
                while b"\r\n\r\n" not in data or (data.startswith(b"POST") and not data.endswith(b"}")):
                    data += connection.recv(65536)
                try:
                    for piece in [answer] if not pause else [answer[at : at + 1] for at in range(len(answer))]:
                        connection.sendall(piece)
                        time.sleep(pause)
                except OSError:
                    pass

    def start(*answers: bytes, pause: float = 0) -> dict:
        thread = threading.Thread(target=run, args=(answers, pause), daemon=True)
        thread.start()
        threads.append(thread)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        return {"transport": "panel", "url": url, "api_key": KEY, "panel_server": UUID, "timeout": 2.0}

    yield start
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    for thread in threads:
        thread.join(10)


_DETAILS = json.dumps({"attributes": {"name": "Survival"}}).encode()
_GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(_DETAILS), _DETAILS)
BROKEN = {
    "garbage": b"\0\xff\x16\x03\x01 nothing of HTTP\r\n\r\n",
    "header": b"HTTP/1.1 204 No Content\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
    "cut": _GOOD[:-5],
    "nothing": b"",
    "half a header": b"HTTP/1.1 20",
    "no number": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "large": b"HTTP/1.1 200 OK\r\n\r\n" + b" " * (16 * 1024 * 1024 + 1),
}


def send(spec: dict) -> Reply:
    return open_console(spec, None, deadline=None).send(COMMAND, need_text=False)


@pytest.mark.parametrize("case", list(BROKEN))
def test_a_broken_answer_before_the_command(raw, case) -> None:
    with pytest.raises(ConsoleLostBeforeError, match="Nothing was sent"):
        send(raw(BROKEN[case]))


@pytest.mark.parametrize("case", list(BROKEN))
def test_a_broken_answer_to_the_command(raw, case) -> None:
    with pytest.raises(ConsoleLostAfterError, match="unknown"):
        send(raw(_GOOD, BROKEN[case]))


def test_an_answer_that_trickles_ends_in_time(raw) -> None:
    begun = time.monotonic()
    with pytest.raises(ConsoleNoAnswerError, match="in time"):
        send({**raw(_GOOD, pause=0.05), "timeout": 0.5})
    assert time.monotonic() - begun < 3


def test_a_command_that_is_not_answered_in_time(raw) -> None:
    silent = socket.create_server(("127.0.0.1", 0))
    with silent:
        spec = raw(_GOOD)
        console = open_console({**spec, "timeout": 0.5}, None, deadline=None)
        console._writer.prepare(time.monotonic() + 5)
        console._writer._panel._address = console._writer._panel._address._replace(port=silent.getsockname()[1])
        with pytest.raises(ConsoleLostAfterError, match="did not answer in time"):
            console.send(COMMAND)


def certificate(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    path = folder / f"{name}.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
    words += ["-addext", f"subjectAltName=DNS:{name}", "-keyout", f"{path}.key", "-out", str(path)]
    subprocess.run(["openssl", *words], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, f"{path}.key")
    return path, context


def test_tls_to_the_panel_that_the_certificate_names(folder, tmp_path) -> None:
    path, context = certificate(tmp_path, "localhost")
    panel = PanelServer(folder, tls=context)
    panel.run(["cat"])
    spec = {"transport": "panel", "url": panel.url, "api_key": KEY, "panel_server": UUID, "ca": str(path)}
    try:
        send(spec)
        for changes in ({"ca": None}, {"url": panel.url.replace("localhost", "127.0.0.1")}):
            asked = len(panel.asked)
            with pytest.raises(ConsoleRefusedError, match="over TLS; check the console's option url and ca"):
                send({**spec, **changes})
            assert len(panel.asked) == asked
        with pytest.raises(ConsoleError):
            send({**spec, "url": panel.url.replace("https", "http"), "timeout": 1.0})
        assert len(panel.asked) == asked
    finally:
        panel.close()


def test_http_to_another_machine_only_if_it_is_asked_for() -> None:
    spec = {"transport": "panel", "url": "http://192.0.2.1", "api_key": KEY, "panel_server": UUID, "timeout": 0.2}
    with pytest.raises(ConsoleRefusedError, match=r"would show the key .* use https, or set .* allow_remote"):
        send(spec)


def test_nobody_listens(panel) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ConsoleRefusedError, match=r"cannot be reached; .* option url"):
        panel.open(url=f"http://127.0.0.1:{port}").send(COMMAND)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"url": None}, "option url"),
        ({"url": "panel.example.org"}, "option url"),
        ({"url": "https://u:planted-1@panel.example.org"}, "option url"),
        ({"url": "https://panel.example.org/?x=planted-1"}, "option url"),
        ({"api_key": None}, "option api_key"),
        ({"api_key": "planted-1\r\nX: y"}, "option api_key"),
        ({"ca": "/nonexistent/ca.pem"}, "option ca"),
        ({"panel_server": None}, "option panel_server"),
        ({"panel_server": "../d3aac1"}, "option panel_server"),
        ({"panel_server": "D3AAC109"}, "option panel_server"),
        ({"panel_server": UUID + "/x"}, "option panel_server"),
        ({"timeout": 0.0}, "timeout"),
    ],
)
def test_options_that_do_not_fit(options, told) -> None:
    spec = {"transport": "panel", "url": "https://panel.example.org", "api_key": KEY, "panel_server": UUID, **options}
    with pytest.raises(ConfigurationError, match=told) as caught:
        open_console(spec, None, deadline=None)
    assert "planted" not in caught.value.message


def test_the_short_id_and_the_long_one_are_one_server() -> None:
    spec = {"transport": "panel", "url": "https://panel.example.org/"}
    places = [endpoints({**spec, "panel_server": server}, None) for server in (UUID, UUID[:8])]
    assert places == [["panel https://panel.example.org:443 d3aac109"]] * 2


def log_in(panel, text: str = "") -> Path:
    log = panel.panel.root / "logs" / "latest.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(text)
    return log


def answering(panel, log: Path) -> None:
    panel.panel.kill()
    line = f'read -r line && echo "[12:00:00] [Server thread/INFO]: you said $line" >>{log}; cat >/dev/null'
    panel.panel.run(["sh", "-c", line])


def test_the_reply_comes_from_the_log_in_the_panel(panel) -> None:
    log = log_in(panel, "[12:00:00] [Server thread/INFO]: before\n")
    answering(panel, log)
    assert panel.open().send("ping") == Reply("you said ping", alone=False)


def test_the_reply_comes_from_a_log_that_is_rolled(panel) -> None:
    log = log_in(panel, "[12:00:00] [Server thread/INFO]: before\n" * 1000)
    panel.panel.kill()
    line = f'read -r line && echo "[12:00:00] [Server thread/INFO]: you said $line" >{log}; cat >/dev/null'
    panel.panel.run(["sh", "-c", line])
    assert panel.open().send("ping") == Reply("you said ping", alone=False)


def test_a_log_that_the_panel_does_not_hand_out_is_not_heard(panel) -> None:
    assert panel.open().send("one") == Reply(None, heard=False)
    log_in(panel, "x" * (4 * 1024 * 1024 + 1))
    assert panel.open().send("two") == Reply(None, heard=False)
    panel.panel.instead = lambda _method, path: error(403, "X", "unauthorized") if "/files/" in path else None
    assert panel.open().send("three") == Reply(None, heard=False)
    panel.panel.instead = lambda _method, path: (200, [1], {}) if "/files/" in path else None
    assert panel.open().send("four") == Reply(None, heard=False)
    assert panel.received() == b"one\ntwo\nthree\nfour\n"


def test_a_silent_log_is_silence(panel) -> None:
    log_in(panel)
    assert panel.open(timeout=0.7).send("ping") == Reply(None)
    assert 2 <= len([target for _method, target in panel.panel.asked if "contents" in target]) <= 4


def test_doctor_sees_what_is_right_and_sends_nothing(panel) -> None:
    (finding,) = examine(panel.spec, None)
    assert (finding.status, "'Survival'" in finding.message) == ("ok", True)
    (finding,) = examine({**panel.spec, "api_key": "ptlc_another"}, None)
    assert (finding.status, finding.code) == ("failed", "console_login")
    assert "Account, API Credentials" in finding.advice
    assert "ptlc_another" not in finding.message
    assert {method for method, _target in panel.panel.asked} == {"GET"}
    assert panel.received() == b""
