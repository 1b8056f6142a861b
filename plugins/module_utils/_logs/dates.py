# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The dates that stand in lines: of Forge, of servers before 1.7, and of AuthMe's own log."""

from __future__ import annotations

import datetime
import re
import typing as t
import unicodedata

_ISO = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FORGE = re.compile(r"([0-9]{2})([^\s\]]+?)([0-9]{4})")
_AUTHME = re.compile("([0-9]{2})-([0-9]{2})")
_MONTH_NUMBER = re.compile("([0-9]{1,2})\\D")  # Chinese, Japanese and Korean write a number and a word
_EPOCH = datetime.date(1970, 1, 1).toordinal()

_FIRST_DAY, _LAST_DAY = (1, 1), (12, 31)
# From 1 March to 28 February, with 31 days a month: a line from before midnight, and a moment late.
_STEP_BACK = 4

# How the languages of Unicode's CLDR shorten the months, as the JVM writes them: without accents and dots, and without
# the few that mean one month here and another there.
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "ene gen ian jaan jan janv led oca saus sij sty tammi ιαν січ янв яну",
            "feb febr fev fevr helmi lut sub uno vas veebr velj φεβ лют фев февр",
            "bre maalis mar marc mars marts marz mrt mrz ozu μαρ бер мар март",
            "abr apr avr bal dub huhti kwi nis tra απρ апр квіт",
            "geg kve mag mai maig maijs maj may mei svi touko μαι маи мая трав",
            "birz cvn cze giu haz iun juin jun juni juny juuni kesa ιουν июн июнь черв юни",
            "cvc heina iul juil jul juli juuli liep lug tem ιουλ июл июль лип юли",
            "ag ago agu aout aug avg elo kol rugp sie αυγ авг серп",
            "eyl rugs ruj sep sept set syys wrz zar σεπ вер сент сеп",
            "eki oct okt ott out paz rij spal οκτ жовт окт",
            "kas lapkr marras nov stu νοε лист ное нояб",
            "ara dec des dets dez dic gru gruod joulu pro δεκ груд дек",
        ),
        1,
    )
    for word in words.split()
}


def day_number(year: int, month: int, day: int) -> t.Optional[int]:
    """Return a date in days since 1970-01-01, or V(None) if the calendar of servers has no such day."""
    try:
        number = datetime.date(year, month, day).toordinal() - _EPOCH
    except ValueError:
        return None
    return number if number >= 0 and year < 9999 else None


def iso_day(text: str) -> t.Optional[int]:
    """Return the day of C(YYYY-MM-DD), or V(None)."""
    found = _ISO.fullmatch(text)
    return day_number(int(found.group(1)), int(found.group(2)), int(found.group(3))) if found else None


def year_of(day: int) -> int:
    """Return the year of a day."""
    return datetime.date.fromordinal(day + _EPOCH).year


def day_in_line(text: str, near: t.Optional[int]) -> t.Optional[int]:
    """Return the day of a line's date with a year, or V(None).

    A month in a language that is not known here is the one that brings the date closest to the day C(near).
    """
    if _ISO.fullmatch(text):
        return iso_day(text)
    found = _FORGE.fullmatch(text)
    if found is None:
        return None
    day, word, year = int(found.group(1)), found.group(2), int(found.group(3))
    month = _month(word)
    if month is not None:
        return day_number(year, month, day)
    if near is None:
        return None
    every = [day_number(year, month, day) for month in range(1, 13)]
    return min((number for number in every if number is not None), key=lambda one: abs(one - near), default=None)


def month_and_day(text: str) -> t.Optional[t.Tuple[int, int]]:
    """Return month and day of a date of AuthMe's log, which has no year, or V(None)."""
    found = _AUTHME.fullmatch(text)
    if found is None:
        return None
    month, day = int(found.group(1)), int(found.group(2))
    return (month, day) if day_number(2000, month, day) is not None else None


def year_before(shown: t.Tuple[int, int], month_day: t.Tuple[int, int], clock: int) -> int:
    """Return the latest year in which this month, day and clock are not after the day and clock C(shown)."""
    year = year_of(shown[0])
    day = day_number(year, *month_day)
    return year if day is not None and (day, clock) <= shown else year - 1


class Years:
    """The years of lines that have a month and a day, in the order of the lines."""

    def __init__(self, year: int) -> None:
        """C(year) is that of the first line."""
        self.year = year
        self._before: t.Optional[t.Tuple[int, int]] = None

    def day(self, month_day: t.Tuple[int, int]) -> t.Optional[int]:
        """Return the day of the next line, or V(None) if this year has no such day."""
        before, self._before = self._before, month_day
        if before == _FIRST_DAY and month_day == _LAST_DAY:  # from before midnight, and a moment late
            self._before = before
            return day_number(self.year - 1, *month_day)
        if before is not None and before[0] * 31 + before[1] - month_day[0] * 31 - month_day[1] > _STEP_BACK:
            self.year += 1
        return day_number(self.year, *month_day)


def _month(word: str) -> t.Optional[int]:
    number = _MONTH_NUMBER.fullmatch(word)
    if number is not None:
        return int(number.group(1))
    letters = (char for char in unicodedata.normalize("NFKD", word.casefold()) if char.isalpha())
    return _MONTHS.get("".join(letters))
