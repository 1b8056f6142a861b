# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Commands and patterns that an operator writes down: text with a few names in braces, such as C({player}).

Nothing of Python's format strings is in it: C({word}) is a name that is known or an error, and every other brace is
itself.
"""

from __future__ import annotations

import contextlib
import re
import signal
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError, StorageError
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown, uncoloured

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_LONGEST = 1000
# A pattern with repetitions inside of repetitions may take longer than anybody waits, on a reply of some 30 letters.
_SECONDS = 2.0
_REPLY_CHARACTERS = 65536


class Template:
    """A command with placeholders."""

    def __init__(
        self, option: str, text: str, names: t.Collection[str], needed: t.Sequence[t.Collection[str]] = ()
    ) -> None:
        """C(option) is what the text was given as, for messages; of each of C(needed), one placeholder is there.

        Raises ConfigurationError.
        """
        self.names = _names(option, text, names, needed)
        if text != text.strip() or text.startswith("/") or not text.isprintable():
            raise ConfigurationError(
                "The option %s is sent as one line as it stands: write it without a leading slash, spaces at its ends, "
                "line breaks and control characters." % option
            )
        self._text = text

    def fill(self, values: t.Mapping[str, str]) -> str:
        """Return the command. The values must be fit to stand in one; they are put in as they are, and only once."""
        return _PLACEHOLDER.sub(lambda match: values[match.group(1)], self._text)


class Pattern:
    """A regular expression with placeholders, for replies. C(^) and C($) are the ends of a line."""

    def __init__(
        self,
        option: str,
        text: str,
        names: t.Collection[str],
        needed: t.Sequence[t.Collection[str]] = (),
        groups: t.Collection[str] = (),
    ) -> None:
        """As a template is made; C(groups) are the named groups that mean something. Raises ConfigurationError."""
        self.names = _names(option, text, names, needed)
        self._option = option
        self._text = text
        found = self._compiled(dict.fromkeys(names, "x"))
        self.groups = frozenset(found.groupindex)
        unknown = sorted(self.groups - set(groups))
        if unknown:
            raise ConfigurationError(
                "The option %s has a group %s that means nothing; those that do are: %s."
                % (option, unknown[0], ", ".join(sorted(groups)) or "none")
            )
        if found.search(""):
            raise ConfigurationError("The option %s matches an empty reply, which says nothing." % option)

    def search(self, reply: str, values: t.Mapping[str, str]) -> t.Optional[t.Dict[str, t.Optional[str]]]:
        """Return the named groups of the first match, and None where there is none. The values stand for themselves.

        Raises StorageError where the pattern takes too long.
        """
        pattern = self._compiled({name: re.escape(value) for name, value in values.items()})
        text = readable(reply)
        with _limited(self._option):
            match = pattern.search(text)
        return None if match is None else match.groupdict()

    def _compiled(self, values: t.Mapping[str, str]) -> t.Pattern[str]:
        text = _PLACEHOLDER.sub(lambda match: "(?:%s)" % values[match.group(1)], self._text)
        try:
            return re.compile(text, re.MULTILINE)
        except (re.error, OverflowError, RecursionError) as error:
            raise ConfigurationError(
                "The option %s is not a regular expression: %s." % (self._option, error)
            ) from error


def readable(reply: str) -> str:
    """Return a reply as patterns see it: without colour codes, and with line feeds alone between its lines.

    Raises StorageError for one that is too long to be an answer about one player.
    """
    if len(reply) > _REPLY_CHARACTERS:
        raise StorageError("The server's reply has %d characters, which is no answer to this question." % len(reply))
    return uncoloured(reply).replace("\r\n", "\n").replace("\r", "\n")


def _names(option: str, text: str, names: t.Collection[str], needed: t.Sequence[t.Collection[str]]) -> t.FrozenSet[str]:
    if not text.strip():
        raise ConfigurationError("The option %s is empty." % option)
    if len(text) > _LONGEST:
        raise ConfigurationError("The option %s has more than %d characters." % (option, _LONGEST))
    used = _PLACEHOLDER.findall(text)
    unknown = [name for name in used if name not in names]
    if unknown:
        raise ConfigurationError(
            "The option %s has the placeholder %s; those that there are: %s."
            % (option, shown("{%s}" % unknown[0]), _listed(names, ", ") or "none")
        )
    for alternatives in needed:
        if not set(alternatives) & set(used):
            raise ConfigurationError("The option %s has to hold %s." % (option, _listed(alternatives, " or ")))
    return frozenset(used)


def _listed(names: t.Iterable[str], between: str) -> str:
    return between.join("{%s}" % name for name in names)


class _TooLongError(Exception):
    """The time for a pattern is over."""


@contextlib.contextmanager
def _limited(option: str) -> t.Iterator[None]:
    """End a search that takes too long: Python looks at signals while it searches. In the main thread only."""

    def give_up(_signal: int, _frame: t.Any) -> None:
        raise _TooLongError

    try:
        before = signal.signal(signal.SIGALRM, give_up)
    except ValueError:  # in another thread there is no such limit
        yield
        return
    try:
        signal.setitimer(signal.ITIMER_REAL, _SECONDS)
        yield
    except _TooLongError:
        raise StorageError(
            "The pattern of the option %s took more than %g seconds for the server's reply; write it without "
            "repetitions inside of repetitions." % (option, _SECONDS)
        ) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
