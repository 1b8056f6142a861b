# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""With C(ca) the connection is encrypted, to the server that the certificate names, or there is none."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import StorageError
from ansible_collections.gamedesk.support.plugins.module_utils._sql import postgresql as postgresql_engine
from ansible_collections.gamedesk.support.plugins.module_utils._sql.choosing import open_database

from .servers import MariaServer, PostgresServer, Server, program, running

pytestmark = [pytest.mark.xdist_group("databases"), pytest.mark.timeout(180)]

ENCRYPTED = {
    "mariadb": "SELECT variable_value FROM information_schema.session_status WHERE variable_name = 'Ssl_cipher'",
    "postgresql": "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
}


def openssl(*words: str) -> None:
    subprocess.run([program("openssl"), *words], check=True, capture_output=True)


def certificate(folder: Path, name: str) -> Path:
    """A certificate for C(name) that signs itself, and its key beside it."""
    path = folder / f"{name}.pem"
    openssl(
        *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"),
        *("-addext", f"subjectAltName=DNS:{name}", "-keyout", f"{path}.key", "-out", str(path)),
    )
    return path


@pytest.fixture(scope="module", params=["mariadb", "postgresql"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server with a certificate for localhost."""
    with running(request.param) as found:
        path = certificate(found.folder, "localhost")
        key = Path(f"{path}.key")
        key.chmod(0o600)
        for one in (path, key):
            os.chown(one, found.data.stat().st_uid, found.data.stat().st_gid)
        plain = found.command()
        added = [f"--ssl-cert={path}", f"--ssl-key={key}"]
        if isinstance(found, PostgresServer):
            added = ["-c", "ssl=on", "-c", f"ssl_cert_file={path}", "-c", f"ssl_key_file={key}"]
        assert isinstance(found, (MariaServer, PostgresServer))
        found.stop()
        found.command = lambda: [*plain, *added]  # type: ignore[method-assign]
        found.start()
        yield found


@pytest.fixture(params=["psycopg", "psycopg2"])
def driver(request: pytest.FixtureRequest, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    if server.engine == "mariadb" and request.param != "psycopg":
        pytest.skip("PyMySQL is the only driver for MariaDB")
    monkeypatch.setattr(postgresql_engine, "_DRIVERS", (request.param,))


def select(server: Server, ca: Path, host: str, sql: str) -> list[tuple[object, ...]]:
    options = {**server.create().options, "host": host, "ca": str(ca), "timeout": 5.0}
    database = open_database(options, "LuckPerms", "")
    try:
        return database.select(sql)
    finally:
        database.close()


def test_it_is_encrypted(server: Server, driver: None) -> None:
    ((told,),) = select(server, server.folder / "localhost.pem", "localhost", ENCRYPTED[server.engine])
    assert told
    assert told != "f"


def test_another_name_is_refused(server: Server, driver: None) -> None:
    with pytest.raises(StorageError, match="check ca and host"):
        select(server, server.folder / "localhost.pem", "127.0.0.1", "SELECT 1")


def test_another_authority_is_refused(server: Server, driver: None, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="check ca and host"):
        select(server, certificate(tmp_path, "localhost"), "localhost", "SELECT 1")
