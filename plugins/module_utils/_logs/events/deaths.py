# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Deaths and advancements, as everybody is told of them.

The texts are those of the game's English language files, 1.7 to 26.1.
"""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs import event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.rule import PLAYER, Rule, rule

# Who or what did it, and perhaps with what.
_BY = r"(?P<source>.+?)(?: (?:using|with|wielding) .+)?"
# What goes on behind a death that somebody else had a part in.
_FLEEING = rf"(?: whil(?:e|st) (?:trying to escape|fighting) {_BY})?"


def _deaths(ending: str, *stems: str) -> t.Iterator[Rule]:
    for stem in stems:
        # The rule is found by the first word, the line by the rest of the text up to what varies.
        yield rule(event.DEATH, stem.split(" ", 1)[0], f" {stem}", rf"{PLAYER} (?P<text>{stem}{ending})")


RULES = (
    *_deaths(
        _FLEEING,
        "blew up",
        "burned to death",
        "died",
        "died from dehydration",
        "discovered the floor was lava",
        "discovered floor was lava",
        "drowned",
        "experienced kinetic energy",
        "fell from a high place",
        "fell off a ladder",
        "fell off scaffolding",
        "fell off some twisting vines",
        "fell off some vines",
        "fell off some weeping vines",
        "fell out of the water",
        "fell out of the world",
        "fell while climbing",
        "froze to death",
        "hit the ground too hard",
        "left the confines of this world",
        "starved to death",
        "suffocated in a wall",
        "walked into a cactus",
        "walked into fire",
        "was burned to a crisp",
        "was burnt to a crisp",
        "was doomed to fall",
        "was impaled on a stalagmite",
        "was killed",
        "was killed by even more magic",
        "was killed by magic",
        "was obliterated by a sonically-charged shriek",
        "was poked to death by a sweet berry bush",
        "was pricked to death",
        "was roasted in dragon breath",
        "was roasted in dragon's breath",
        "was skewered by a falling stalactite",
        "was squashed by a falling anvil",
        "was squashed by a falling block",
        "was squished too much",
        "was struck by lightning",
        "was stung to death",
        "went off with a bang",
        "went up in flames",
        "withered away",
    ),
    *_deaths(r" \[Intentional Game Design\]", "was killed by"),
    *_deaths(r" to escape (?P<source>.+)", "tried to swim in lava"),
    *_deaths("", "tried to swim in lava"),
    *_deaths(r" of (?P<source>.+)", "died because"),
    *_deaths(r" (?P<source>.+)", "didn't want to live in the same world as"),
    *_deaths(r" (?P<source>.+)", "walked into danger zone due to", "walked into the danger zone due to"),
    *_deaths(r" .+? by (?P<source>.+)", "went off with a bang due to a firework fired from"),
    *_deaths(r"(?: .+?)?(?: while)? trying to hurt (?P<source>.+)", "was killed by", "was killed"),
    *_deaths(r" (?P<source>.+?) using magic", "was killed by"),
    *_deaths(rf" {_BY}", "was shot by a skull from"),
    *_deaths(r" (?P<source>.+)'s skull", "was shot by a"),
    *_deaths(
        rf" {_BY}",
        "fell too far and was finished by",
        "was blown up by",
        "was doomed to fall by",
        "was fireballed by",
        "was frozen to death by",
        "was impaled by",
        "was killed by",
        "was pummeled by",
        "was roasted in dragon breath by",
        "was roasted in dragon's breath by",
        "was shot by",
        "was slain by",
        "was smashed by",
        "was speared by",
        "was squashed by",
        "was stung to death by",
    ),
    *(
        rule(event.ADVANCEMENT, word, f" has {done} [", rf"{PLAYER} has {done} \[(?P<text>.*)\]")
        for word, done in (
            ("made", "made the advancement"),
            ("reached", "reached the goal"),
            ("completed", "completed the challenge"),
            ("earned", "just earned the achievement"),
        )
    ),
)
