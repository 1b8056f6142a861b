# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IP addresses at a desk: the key of their pseudonyms, and what an action is given in their place.

An address is personal: it is taken from a person or a file, handed to the runbook, and recorded nowhere. What stands
for it everywhere else is its pseudonym, so that who gives the address again can be believed.
"""

from __future__ import annotations

import dataclasses
import os
import secrets
import stat
from collections.abc import Sequence
from pathlib import Path

from ansible_collections.gamedesk.support.plugins.module_utils._addresses import (
    Address,
    is_pseudonym,
    masked,
    parse_addresses,
)
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError

from gamedesk import disks
from gamedesk.actions import Action, Addresses
from gamedesk.desk.creating import write_new
from gamedesk.desk.folder import Desk
from gamedesk.errors import NotWritableError, RefusedError, UsageError
from gamedesk.i18n import _
from gamedesk.tickets.replacing import sync_folder

_FILE = "address.key"
_SHORTEST_KEY = 32
_LONGEST_KEY = 1024


def key_file(desk: Path) -> Path:
    """Return where the desk in this folder has the key of its pseudonyms, once it needed one."""
    return desk / "private" / _FILE


def check(texts: Sequence[str]) -> None:
    """Raise UsageError, which does not quote it, where one of these texts is no IP address."""
    _parsed(texts, None)


def is_address(text: str) -> bool:
    """Whether a text is an IP address."""
    try:
        parse_addresses([text], None)
    except InvalidValueError:
        return False
    return True


def check_pseudonym(text: str) -> None:
    """Raise InvalidValueError for what no address can have as its pseudonym."""
    if not is_pseudonym(text):
        raise InvalidValueError("This is not the pseudonym of an IP address.")


def of(desk: Desk, texts: Sequence[str]) -> Addresses:
    """Return these addresses as the desk knows them; it gets a key if it has none yet.

    Raises UsageError, as C(check) does or for a key that others may read, and NotWritableError.
    """
    key = key_of(desk)
    return Addresses(key, {address.text: address.value for address in _parsed(texts, key)})


def key_of(desk: Desk) -> str:
    """Return the desk's key of pseudonyms; it gets one if it has none yet. Raises UsageError and NotWritableError."""
    return _key(desk.path) or _new_key(desk.path)


def filled(desk: Desk, action: Action, texts: Sequence[str]) -> Action:
    """Return an action of a ticket with its addresses, which are among C(texts); others may be there, too.

    Raises UsageError where there are none, and RefusedError where one of them is another one.
    """
    if not action.pseudonyms:
        return action
    if not texts:
        raise UsageError(
            _("The IP address behind {pseudonym} is on no ticket: give it with --address-file FILE.").format(
                pseudonym=action.pseudonyms[0]
            )
        )
    key = _key(desk.path)
    if key is None:
        raise RefusedError(
            _(
                "What {pseudonym} stands for cannot be checked without {path}: copy it from the desk that has it."
            ).format(pseudonym=action.pseudonyms[0], path=key_file(desk.path))
        )
    given = {address.text: address.value for address in _parsed(texts, key)}
    missing = [pseudonym for pseudonym in action.pseudonyms if pseudonym not in given]
    if missing:
        raise RefusedError(
            _(
                "{pseudonym} stands for another IP address than those that were given, or {path} is not the key of the "
                "desk that named it. Nothing was sent."
            ).format(pseudonym=missing[0], path=key_file(desk.path))
        )
    known = {pseudonym: given[pseudonym] for pseudonym in action.pseudonyms}
    return dataclasses.replace(action, addresses=Addresses(key, known))


def check_public(text: str | None, texts: Sequence[str]) -> None:
    """Raise UsageError where a text that is recorded, or that the player gets to see, tells one of these addresses."""
    pseudonyms = {address.value: address.text for address in _parsed(texts, None)} if texts else {}
    if text is not None and (masked(text, pseudonyms) != text or any(typed in text for typed in texts)):
        raise UsageError(_("The text after --reason or --because tells the IP address, and others get to read it."))


def _parsed(texts: Sequence[str], key: str | None) -> list[Address]:
    try:
        return parse_addresses(texts, key)
    except InvalidValueError as error:
        raise UsageError(error.message) from error


def _key(desk: Path) -> str | None:
    path = key_file(desk)
    try:
        with open(path, encoding="ascii") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            key = stream.read(_LONGEST_KEY + 1).strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        why = disks.reason(error) if isinstance(error, OSError) else _("it is not text")
        raise UsageError(_("{path} cannot be read: {why}.").format(path=path, why=why)) from error
    if stat.S_IMODE(mode) & 0o077:
        raise UsageError(_("Others may read {path}; run: chmod 600 {path}").format(path=path))
    if not _SHORTEST_KEY <= len(key) <= _LONGEST_KEY or not key.isprintable():
        raise UsageError(
            _("{path} must hold one line of {least} to {most} characters.").format(
                path=path, least=_SHORTEST_KEY, most=_LONGEST_KEY
            )
        )
    return key


def _new_key(desk: Path) -> str:
    """Make a key where there is none, and return it, or the one that somebody else made meanwhile."""
    path = key_file(desk)
    begun = path.with_name(f".{_FILE}.{os.getpid()}")
    key = secrets.token_hex(32)
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        # Here, and not in the desk's: so it is out of git on desks that were made before, too.
        write_new(path.parent / ".gitignore", "*\n")
        begun.unlink(missing_ok=True)
        descriptor = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with open(descriptor, "w", encoding="ascii") as stream:
                stream.write(f"{key}\n")
                stream.flush()
                os.fsync(stream.fileno())
            os.link(begun, path)
            sync_folder(path.parent)
        except FileExistsError:
            return _key(desk) or key
        finally:
            begun.unlink()
    except OSError as error:
        raise NotWritableError(disks.unwritable(path, error)) from error
    return key
