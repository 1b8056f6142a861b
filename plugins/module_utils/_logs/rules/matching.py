# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Looking by rules: records in the order in which they were written go in, hits come out.

What is remembered does not grow with the log: of each group (a player, an address) as much as one hit needs, and of the
groups those that were heard of last.
"""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules.rule import Rule, Values

# How many lines a hit shows. It counts all of them.
MOST_LINES = 20
_MOST_GROUPS = 20_000
_MOST_HITS = 1_000


class Sighting(t.NamedTuple):
    """A record, as rules see it. C(line) is what a hit shows of it, and nothing to a rule."""

    at: t.Optional[float]
    values: Values
    line: t.Any


class Hit:
    """What a rule found about one group. C(times) is how often; C(records) of how many records in all that was made."""

    def __init__(self, rule: Rule, group: t.Optional[str]) -> None:
        self.rule = rule
        self.group = group
        self.times = 0
        self.records = 0
        self.first: t.Optional[float] = None
        self.last: t.Optional[float] = None
        self.lines: t.List[t.Any] = []

    def add(self, sightings: t.Iterable[Sighting]) -> None:
        """Take records into the hit."""
        for sighting in sightings:
            self.records += 1
            if self.first is None:
                self.first = sighting.at
            self.last = sighting.at
            if len(self.lines) < MOST_LINES:
                self.lines.append(sighting.line)


class Watch:
    """Looks by several rules at once. C(see) takes each record; C(hits) are there at any time, in the rules' order."""

    def __init__(self, rules: t.Sequence[Rule]) -> None:
        self._watches = [_watch(rule) for rule in rules]

    def see(self, sighting: Sighting) -> None:
        """Look at one record."""
        for watch in self._watches:
            watch.see(sighting)

    @property
    def hits(self) -> t.List[Hit]:
        """What was found so far."""
        return [hit for watch in self._watches for hit in watch.hits.values()]

    @property
    def full(self) -> t.List[str]:
        """The rules, by their C(id), that found more groups than are kept."""
        return [watch.rule.id for watch in self._watches if len(watch.hits) >= _MOST_HITS]


class _Groups(t.Dict[str, t.Any]):
    """What is remembered of each group; the one that was quiet the longest goes first."""

    def __init__(self, new: t.Callable[[], t.Any]) -> None:
        super().__init__()
        self._new = new

    def of(self, group: str) -> t.Any:
        """Return what is remembered of a group."""
        state = self.pop(group, None)
        if state is None:
            state = self._new()
            if len(self) >= _MOST_GROUPS:
                del self[next(iter(self))]
        self[group] = state
        return state


class _RuleWatch:
    """Looks by one rule."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.hits: t.Dict[str, Hit] = {}
        self._passes = rule.condition.steps[0].passes
        self._by = rule.condition.by
        self._timeframe = rule.timeframe or 0

    def see(self, sighting: Sighting) -> None:
        """Look at one record."""
        raise NotImplementedError

    def _found(self, group: str, sightings: t.Iterable[Sighting], again: int = 1) -> None:
        if group not in self.hits:
            if len(self.hits) >= _MOST_HITS:
                return
            self.hits[group] = Hit(self.rule, group or None)
        self.hits[group].times += again
        self.hits[group].add(sightings)


class _SingleWatch(_RuleWatch):
    """A record is a hit. Those of one player are one."""

    def see(self, sighting: Sighting) -> None:
        """Look at one record."""
        if self._passes(sighting.values):
            self._found(sighting.values.get("player", ""), [sighting])


class _OrderWatch(_RuleWatch):
    """Steps that follow each other. Of each length there is the newest chain: a step that comes again begins anew."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule)
        self._steps = rule.condition.steps
        self._chains = _Groups(lambda: [()] * len(self._steps))

    def see(self, sighting: Sighting) -> None:
        """Look at one record."""
        group, at = sighting.values.get(self._by or ""), sighting.at
        passed = [place for place, step in enumerate(self._steps) if step.passes(sighting.values)]
        if not group or at is None or not passed:
            return
        chains: t.List[t.Tuple[Sighting, ...]] = self._chains.of(group)
        # From the last step to the first, so that one record is not two steps of a chain.
        for place in reversed(passed):
            chain = chains[place]
            if place and (not chain or not 0 <= at - (chain[0].at or 0) <= self._timeframe):
                continue
            longer = (*chain, sighting) if place else (sighting,)
            if place + 1 < len(self._steps):
                chains[place + 1] = longer
                continue
            chains[:] = [()] * len(self._steps)
            self._found(group, longer)
            return


class _Burst:
    """The newest records of a group, at most as many as make a hit."""

    def __init__(self) -> None:
        self.newest: t.Dict[t.Any, t.Tuple[int, Sighting]] = {}
        self.counted = 0
        self.told = 0
        self.goes_on = False

    def tell(self) -> t.List[Sighting]:
        """Return those that no hit shows yet, once."""
        found = [sighting for number, sighting in self.newest.values() if number > self.told]
        self.told = self.counted
        return found


class _CountWatch(_RuleWatch):
    """So many records, or different values, within the timeframe. What goes on after that belongs to the same time."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule)
        count = rule.condition.count
        self._field, self._least = (count.field, count.least) if count else (None, 1)
        self._bursts = _Groups(_Burst)

    def see(self, sighting: Sighting) -> None:
        """Look at one record."""
        values, at = sighting.values, sighting.at
        group = values.get(self._by) if self._by else ""
        if at is None or group is None or not self._passes(values):
            return
        burst: _Burst = self._bursts.of(group)
        burst.counted += 1
        counted: t.Any = values.get(self._field) if self._field else burst.counted
        if not counted:
            return
        newest = burst.newest
        newest.pop(counted, None)
        newest[counted] = (burst.counted, sighting)
        while len(newest) > self._least or at - (newest[next(iter(newest))][1].at or 0) > self._timeframe:
            del newest[next(iter(newest))]
        if len(newest) < self._least:
            burst.goes_on = False
            return
        self._found(group, burst.tell(), again=0 if burst.goes_on else 1)
        burst.goes_on = True


def _watch(rule: Rule) -> _RuleWatch:
    if rule.condition.count is not None:
        return _CountWatch(rule)
    return _OrderWatch(rule) if len(rule.condition.steps) > 1 else _SingleWatch(rule)
