# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Reading from a database that a plugin owns: one way to ask, whatever the engine."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError, InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

# What a column may hold: BOOL comes as 0 or 1, BINARY and the like as bytes, UUID and the like as text.
Value = t.Union[None, int, float, str, bytes]
Row = t.Tuple[t.Any, ...]
Statement = t.Tuple[str, t.Sequence[Value]]

_PREFIX = re.compile(r"[A-Za-z0-9_]{0,40}")
_NAME = re.compile(r"\{([A-Za-z_]+)\}")
_VALUES = "values"
# SQLite takes at least 999 values in one statement.
_VALUES_AT_ONCE = 500
_MOST = 2**63


class Database:
    """A database that is only read from. Every C(select) sees what was committed before it.

    SQL is written once for all engines:

    - C({players}) stands for the table C(players) with the prefix that the options name, in quotes.
    - C(?) stands for a value, and stands nowhere else. C(%) is itself. A pattern of LIKE has an escape of its own: not
      the backslash, which is special in MariaDB.
    - A name that is a keyword (C("groups")) stands in double quotes.
    - Text is compared as the engine does: MariaDB by default without regard to case, PostgreSQL and SQLite with. What
      must be exact is compared again by the caller.

    All methods raise StorageError, or UnsettledStorageError if a retry is worth it.
    """

    # The engine, for people.
    description: t.ClassVar[str]

    def __init__(self, whose: str, table_prefix: str) -> None:
        """C(whose) is the plugin, such as V(LuckPerms), for messages. Raises ConfigurationError for a bad prefix."""
        if not _PREFIX.fullmatch(table_prefix):
            raise ConfigurationError("%s is not a table prefix." % shown(table_prefix))
        self.whose = whose
        self._prefix = table_prefix

    def select(self, sql: str, values: t.Sequence[Value] = ()) -> t.List[Row]:
        """Return the rows."""
        return self._select([self._statement(sql, values)])

    def select_each(self, sql: str, each: t.Collection[Value], values: t.Sequence[Value] = ()) -> t.List[Row]:
        """Return the rows for many values: C(IN ({values})) in the SQL stands for some of C(each) at a time.

        C(values) are for every C(?) after it. The rows are in order only among those for the same 500 values.
        """
        every = list(dict.fromkeys(each))
        parts = [every[start : start + _VALUES_AT_ONCE] for start in range(0, len(every), _VALUES_AT_ONCE)]
        statements = [self._statement(sql, [*part, *values], len(part)) for part in parts]
        return self._select(statements) if statements else []

    def close(self) -> None:
        """Give the connection back. The next reading opens another one."""

    def _select(self, statements: t.Sequence[Statement]) -> t.List[Row]:
        """Return the rows of all statements, which are in the engine's own form."""
        raise NotImplementedError

    def _placeholders(self, sql: str) -> str:
        """Return the SQL with the placeholders of the engine's driver in the place of C(?)."""
        raise NotImplementedError

    def _statement(self, sql: str, values: t.Sequence[Value], at_once: int = 0) -> Statement:
        for value in values:
            _check(value)
        named = _NAME.sub(lambda match: self._named(match.group(1), at_once), sql)
        return self._placeholders(named), values

    def _named(self, name: str, at_once: int) -> str:
        return ", ".join("?" * at_once) if name == _VALUES else '"%s%s"' % (self._prefix, name)


def _check(value: Value) -> None:
    """Refuse what one engine or another cannot be asked for. Raises InvalidValueError."""
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            fits = False
        else:
            fits = "\0" not in value
    else:
        fits = not isinstance(value, int) or -_MOST <= value < _MOST
    if not fits:
        raise InvalidValueError("%s is not a value that a database can be asked for." % shown(str(value)))


def simplified(row: t.Iterable[t.Any]) -> Row:
    """Return a row in the few types of C(Value), whatever the driver makes of a column."""
    return tuple(map(_simple, row))


def _simple(value: t.Any) -> Value:
    if value is None or type(value) in (int, str, bytes, float):
        return t.cast(Value, value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)
    return str(value)


def is_true(value: Value) -> bool:
    """Whether a column means yes: BOOL, or BIT, which MariaDB hands out as bytes and PostgreSQL as digits."""
    if isinstance(value, str):
        return bool(value.strip("0"))
    return any(value) if isinstance(value, bytes) else bool(value)
