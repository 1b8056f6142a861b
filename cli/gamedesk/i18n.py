# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentences that people read, in their language where a translation is installed."""

from __future__ import annotations

import os.path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gettext import NullTranslations

DOMAIN = "gamedesk"


def find(folder: str) -> NullTranslations | None:
    """Return the translation into the reader's language (LANGUAGE, LC_ALL, LC_MESSAGES, LANG), if one is there."""
    if not os.path.isdir(folder):  # gettext is half of what an English start would take
        return None
    import gettext

    return gettext.translation(DOMAIN, folder) if gettext.find(DOMAIN, folder) else None


_translation = find(os.path.join(os.path.dirname(__file__), "locale"))


def translated() -> bool:
    """Whether the reader gets another language than the one that the sentences are written in."""
    return _translation is not None


def _(sentence: str) -> str:
    """Return the sentence in the reader's language, or as it is."""
    return sentence if _translation is None else _translation.gettext(sentence)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the sentence for this count in the reader's language, or in English."""
    if _translation is None:
        return one if count == 1 else many
    return _translation.ngettext(one, many, count)
