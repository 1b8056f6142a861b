# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""A player's UUID as servers write it into their logs: with dashes or without, and some without leading zeros."""

from __future__ import annotations

import re
import typing as t
import uuid

from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

_FORM = re.compile("[0-9A-Fa-f]{8}-?(?:[0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}")


class LoggedUuid(t.NamedTuple):
    """A UUID. C(patterns) are for bytes: in a line that names it, one of them matches."""

    patterns: t.Tuple[bytes, ...]
    in_words: t.Pattern[str]

    def in_text(self, text: str) -> bool:
        """Return whether a text names it."""
        return self.in_words.search(text) is not None


def parse_uuid(text: str) -> LoggedUuid:
    """Read a UUID. Raises InvalidValueError."""
    if not _FORM.fullmatch(text):
        raise InvalidValueError("The option uuid must be a UUID with 32 hexadecimal digits, not %s." % shown(text))
    whole = str(uuid.UUID(text))
    groups = [group.lstrip("0") for group in whole.split("-")]
    dashed = "-".join([groups[0], *("0*" + group for group in groups[1:])])
    plain = whole.replace("-", "")
    words = re.compile("(?<![0-9A-Fa-f-])(?:0*%s|%s)(?![0-9A-Fa-f-])" % (dashed, plain), re.IGNORECASE)
    # Java writes small letters, and what people wrote may have others.
    forms = {form for pattern in (dashed, plain) for form in (pattern.encode(), pattern.upper().encode())}
    return LoggedUuid(tuple(sorted(forms)), words)
