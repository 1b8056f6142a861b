# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Click knows of the words and says of them. Written by tests/tools/renew_kept_answers.py, never by hand."""

from __future__ import annotations

# What a value is: one of these words, or a kind that commands/completing.py knows; None is no value (a flag).
Kind = str | tuple[str, ...] | None
# The names of an option, its value, whether it may be repeated, and what it is for.
Option = tuple[tuple[str, ...], Kind, bool, str]

WORDS: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {
    (): (
        ("grant", "Give a player a rank."),
        ("revoke", "Take a rank from a player."),
        ("ban", "Ban a player."),
        ("unban", "End a player's ban."),
        ("promote", "Give a player the next rank of a track."),
        ("demote", "Give a player the rank before on a track."),
        ("settrack", "Give a player one rank of a track."),
        ("undo", "Undo what an action did."),
        ("ticket", "Open, list, show, note and close tickets."),
        ("logs", "Read the logs of servers."),
        ("resume", "Finish actions that were interrupted."),
        ("doctor", "Check the desk and its servers, and say what to set."),
        ("init", "Make a desk: a folder for settings, inventory and tickets."),
        ("sandbox", "Start and stop a game server to practise on."),
        ("demo", "Show the main job on a sandbox, from ticket to proof."),
        ("completion", "Print the completion script of a shell."),
        ("version", "Print the versions in use."),
    ),
    ("ticket",): (
        ("new", "Open a ticket."),
        ("list", "List tickets, newest first."),
        ("show", "Show a ticket and its history."),
        ("note", "Add a note to a ticket."),
        ("close", "Close a ticket."),
    ),
    ("logs",): (
        ("search", "Find who connected, typed and did what, on servers."),
        ("suspects", "Find suspicious activity on servers, by rules."),
        ("parse", "Print what log files on this machine say."),
    ),
    ("sandbox",): (
        ("down", "Stop the desk's sandbox; what it knows stays."),
        ("status", "Say whether the desk's sandbox runs."),
        ("up", "Start a sandbox for the desk, and make the desk where there is none."),
    ),
}
OPTIONS: dict[tuple[str, ...], tuple[Option, ...]] = {
    (): (
        (("--version",), None, False, "Show the version and exit."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("grant",): (
        (("--for",), "text", False, "Only for this long: 30d, 12h, 1mo."),
        (("--until",), "text", False, "Only until then: 2026-12-24T18:00:00+01:00."),
        (("--extend",), None, False, "Add the time to a temporary rank that is active."),
        (("--keep",), None, False, "Leave a temporary rank that is active as it is."),
        (("--context", "-c"), "text", True, "Only there: server=… or world=…."),
        (("--server", "-s"), "server", False, "The inventory host that is meant."),
        (("--ticket", "-t"), "ticket", False, "The ticket that asked for it."),
        (("--resolve",), None, False, "Resolve the ticket named with -t when it is done."),
        (("--because",), "text", False, "Why; kept on the ticket."),
        (("--stop-on-error",), None, False, "Of several, send nothing more once one was not done."),
        (("--unverified",), None, False, "Send it even where nobody can look whether it came true."),
        (("--check",), None, False, "Only say what would change."),
        (("--yes", "-y"), None, False, "Do not ask."),
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("revoke",): (
        (("--context", "-c"), "text", True, "Only there: server=… or world=…."),
        (("--server", "-s"), "server", False, "The inventory host that is meant."),
        (("--ticket", "-t"), "ticket", False, "The ticket that asked for it."),
        (("--resolve",), None, False, "Resolve the ticket named with -t when it is done."),
        (("--because",), "text", False, "Why; kept on the ticket."),
        (("--stop-on-error",), None, False, "Of several, send nothing more once one was not done."),
        (("--unverified",), None, False, "Send it even where nobody can look whether it came true."),
        (("--check",), None, False, "Only say what would change."),
        (("--yes", "-y"), None, False, "Do not ask."),
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("ban",): (
        (("--address",), None, False, "Ask for an IP address, in place of PLAYER."),
        (("--address-file",), "text", False, "Read the IP addresses from FILE, one a line; - is standard input."),
        (("--for",), "text", False, "Only for this long: 30d, 12h, 1mo."),
        (("--until",), "text", False, "Only until then: 2026-12-24T18:00:00+01:00."),
        (("--reason",), "text", False, "The reason, as the player gets to see it."),
        (("--silent",), None, False, "Do not tell the others on the server."),
        (("--extend",), None, False, "Add the time to a ban that is active."),
        (("--replace",), None, False, "Put this ban, end and reason, in the place of an active one."),
        (("--keep",), None, False, "Leave a ban that is active as it is."),
        (("--server", "-s"), "server", False, "The inventory host that is meant."),
        (("--ticket", "-t"), "ticket", False, "The ticket that asked for it."),
        (("--resolve",), None, False, "Resolve the ticket named with -t when it is done."),
        (("--because",), "text", False, "Why; kept on the ticket."),
        (("--stop-on-error",), None, False, "Of several, send nothing more once one was not done."),
        (("--unverified",), None, False, "Send it even where nobody can look whether it came true."),
        (("--check",), None, False, "Only say what would change."),
        (("--yes", "-y"), None, False, "Do not ask."),
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("unban",): (
        (("--address",), None, False, "Ask for an IP address, in place of PLAYER."),
        (("--address-file",), "text", False, "Read the IP addresses from FILE, one a line; - is standard input."),
        (("--silent",), None, False, "Do not tell the others on the server."),
        (("--server", "-s"), "server", False, "The inventory host that is meant."),
        (("--ticket", "-t"), "ticket", False, "The ticket that asked for it."),
        (("--resolve",), None, False, "Resolve the ticket named with -t when it is done."),
        (("--because",), "text", False, "Why; kept on the ticket."),
        (("--stop-on-error",), None, False, "Of several, send nothing more once one was not done."),
        (("--unverified",), None, False, "Send it even where nobody can look whether it came true."),
        (("--check",), None, False, "Only say what would change."),
        (("--yes", "-y"), None, False, "Do not ask."),
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("promote",): (
        (("--context", "-c"), "text", True, "Only there: server=… or world=…."),
        (("--server", "-s"), "server", False, "The inventory host that is meant."),
        (("--ticket", "-t"), "ticket", False, "The ticket that asked for it."),
        (("--resolve",), None, False, "Resolve the ticket named with -t when it is done."),
        (("--because",), "text", False, "Why; kept on the ticket."),
        (("--stop-on-error",), None, False, "Of several, send nothing more once one was not done."),
        (("--unverified",), None, False, "Send it even where nobody can look whether it came true."),
        (("--check",), None, False, "Only say what would change."),
        (("--yes", "-y"), None, False, "Do not ask."),
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("demote",): (
        (("--context", "-c"), "text", True, "Only there: server=… or world=…."),
        (("--server", "-s"), "server", False, "The inventory host that is meant."),
        (("--ticket", "-t"), "ticket", False, "The ticket that asked for it."),
        (("--resolve",), None, False, "Resolve the ticket named with -t when it is done."),
        (("--because",), "text", False, "Why; kept on the ticket."),
        (("--stop-on-error",), None, False, "Of several, send nothing more once one was not done."),
        (("--unverified",), None, False, "Send it even where nobody can look whether it came true."),
        (("--check",), None, False, "Only say what would change."),
        (("--yes", "-y"), None, False, "Do not ask."),
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("settrack",): (
        (("--context", "-c"), "text", True, "Only there: server=… or world=…."),
        (("--server", "-s"), "server", False, "The inventory host that is meant."),
        (("--ticket", "-t"), "ticket", False, "The ticket that asked for it."),
        (("--resolve",), None, False, "Resolve the ticket named with -t when it is done."),
        (("--because",), "text", False, "Why; kept on the ticket."),
        (("--stop-on-error",), None, False, "Of several, send nothing more once one was not done."),
        (("--unverified",), None, False, "Send it even where nobody can look whether it came true."),
        (("--check",), None, False, "Only say what would change."),
        (("--yes", "-y"), None, False, "Do not ask."),
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("undo",): (
        (("--all",), None, False, "All that was done on TICKET, newest first."),
        (("--ticket", "-t"), "ticket", False, "Record it there; else on its own."),
        (("--resolve",), None, False, "Resolve the ticket that it is recorded on when it is done."),
        (("--because",), "text", False, "Why; kept on the ticket."),
        (
            ("--address-file",),
            "text",
            False,
            "Where an action is about IP addresses, read them from FILE, one a line; - is standard input.",
        ),
        (("--check",), None, False, "Only say what would change."),
        (("--yes", "-y"), None, False, "Do not ask."),
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("ticket",): ((("-h", "--help"), None, False, "Show this message and exit."),),
    ("ticket", "new"): (
        (("--player",), "player", False, "The player who asks."),
        (("--discord",), "text", False, "Their Discord id."),
        (("--channel",), "text", False, "Where they asked."),
        (("--category",), "text", False, "What it is about."),
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("ticket", "list"): (
        (("--status",), "text", False, "Only those: open, resolved, closed."),
        (("--player",), "player", False, "Only those of this player."),
        (("--text",), "text", False, "Only those that say this."),
        (("--limit",), "text", False, "How many."),
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("ticket", "show"): (
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("ticket", "note"): (
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("ticket", "close"): (
        (("--because",), "text", False, "Why; kept on the ticket."),
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("logs",): ((("-h", "--help"), None, False, "Show this message and exit."),),
    ("logs", "search"): (
        (("--player", "-p"), "player", False, "A player's name, or UUID."),
        (("--kind", "-k"), "text", True, "A kind of event: login, command, chat …"),
        (("--regex",), "text", False, "A regular expression of Python."),
        (("--address",), None, False, "Ask for an IP address or a network to look for."),
        (("--address-file",), "text", False, "Read the address or network to look for from FILE; - is standard input."),
        (("--pseudonym",), "text", False, "Look for the address that was shown as ip-…."),
        (("--around",), "text", False, "What happened at this moment, and next."),
        (("--context",), "text", False, "Show N records before and behind each."),
        (("--limit",), "text", False, "At most so many of each server."),
        (("--oldest",), None, False, "The oldest first; else the newest."),
        (("--cursor",), "text", False, "Go on behind an earlier search of one server."),
        (("--server", "-s"), "server", True, "The inventory host that is meant; several may be given."),
        (("--all",), None, False, "Look on all servers of the inventory."),
        (("--since",), "text", False, "Only from this moment on: 2h, 3d, 2026-11-24, '2026-11-24 14:00'."),
        (("--until",), "text", False, "Only before this moment, in the form of --since."),
        (("--ticket", "-t"), "ticket", False, "The ticket that asked for it."),
        (("--attach",), "ticket", False, "Keep the lines on a ticket, as evidence."),
        (("--unmask",), None, False, "Show addresses; needs -t, where it is recorded."),
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("logs", "suspects"): (
        (("--rules",), "file", True, "Look by the rules in this file, too."),
        (("--only",), "text", True, "Look by the rule with this id alone; several may be given."),
        (("--server", "-s"), "server", True, "The inventory host that is meant; several may be given."),
        (("--all",), None, False, "Look on all servers of the inventory."),
        (("--since",), "text", False, "Only from this moment on: 2h, 3d, 2026-11-24, '2026-11-24 14:00'."),
        (("--until",), "text", False, "Only before this moment, in the form of --since."),
        (("--ticket", "-t"), "ticket", False, "The ticket that asked for it."),
        (("--attach",), "ticket", False, "Keep the lines on a ticket, as evidence."),
        (("--unmask",), None, False, "Show addresses; needs -t, where it is recorded."),
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("logs", "parse"): (
        (("--timezone",), "text", False, "The server's, as Europe/Paris; else this machine's."),
        (("--day",), "text", False, "When the files begin; else as their names or last changes tell."),
        (("--unmask",), None, False, "Leave addresses as they are."),
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print one JSON object a line."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("resume",): (
        (
            ("--address-file",),
            "text",
            False,
            "Where an action is about IP addresses, read them from FILE, one a line; - is standard input.",
        ),
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("doctor",): (
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("init",): (
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("sandbox",): ((("-h", "--help"), None, False, "Show this message and exit."),),
    ("sandbox", "down"): (
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("sandbox", "status"): (
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("sandbox", "up"): (
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("demo",): (
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("completion",): (
        (("--desk",), "folder", False, "The desk to work at."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
    ("version",): (
        (("--desk",), "folder", False, "The desk to work at."),
        (("--json",), None, False, "Print exactly one JSON object."),
        (("-h", "--help"), None, False, "Show this message and exit."),
    ),
}
ARGUMENTS: dict[tuple[str, ...], tuple[tuple[Kind, bool], ...]] = {
    ("grant",): (("player", True), ("rank", False)),
    ("revoke",): (("player", True), ("rank", False)),
    ("ban",): (("player", True),),
    ("unban",): (("player", True),),
    ("promote",): (("player", True), ("text", False)),
    ("demote",): (("player", True), ("text", False)),
    ("settrack",): (("player", True), ("text", False), ("rank", False)),
    ("undo",): (("undoable", False),),
    ("ticket", "new"): (("text", False),),
    ("ticket", "list"): (),
    ("ticket", "show"): (("ticket", False),),
    ("ticket", "note"): (("ticket", False), ("text", False)),
    ("ticket", "close"): (("ticket", False),),
    ("logs", "search"): (("text", False),),
    ("logs", "suspects"): (),
    ("logs", "parse"): (("file", True),),
    ("resume",): (("resumable", False),),
    ("doctor",): (("server", True),),
    ("init",): (("folder", False),),
    ("sandbox", "down"): (),
    ("sandbox", "status"): (),
    ("sandbox", "up"): (),
    ("demo",): (),
    ("completion",): ((("bash", "zsh", "fish"), False),),
    ("version",): (),
}
HELP: dict[tuple[str, ...], str] = {
    (): """\
Usage: support [OPTIONS] COMMAND [ARGS]...

  The support desk of a Minecraft server network: what customers ask for,
  done, verified and recorded.

Options:
  --version   Show the version and exit.
  -h, --help  Show this message and exit.

Commands:
  grant       Give a player a rank.
  revoke      Take a rank from a player.
  ban         Ban a player.
  unban       End a player's ban.
  promote     Give a player the next rank of a track.
  demote      Give a player the rank before on a track.
  settrack    Give a player one rank of a track.
  undo        Undo what an action did.
  ticket      Open, list, show, note and close tickets.
  logs        Read the logs of servers.
  resume      Finish actions that were interrupted.
  doctor      Check the desk and its servers, and say what to set.
  init        Make a desk: a folder for settings, inventory and tickets.
  sandbox     Start and stop a game server to practise on.
  demo        Show the main job on a sandbox, from ticket to proof.
  completion  Print the completion script of a shell.
  version     Print the versions in use.

  Exit codes: 0 done or nothing to do, 1 failed, 2 usage, 3 refused, 4
  unreachable or login failed, 5 unknown, 6 unverified, 7 partly, 130
  interrupted.
""",
    ("grant",): """\
Usage: support grant [OPTIONS] PLAYER... RANK

  Give PLAYER (a name or a UUID; several may be given) the rank RANK, and
  verify it on the server.

Options:
  --for TIME               Only for this long: 30d, 12h, 1mo.
  --until DATE             Only until then: 2026-12-24T18:00:00+01:00.
  --extend                 Add the time to a temporary rank that is active.
  --keep                   Leave a temporary rank that is active as it is.
  -c, --context KEY=VALUE  Only there: server=… or world=….
  -s, --server NAME        The inventory host that is meant.
  -t, --ticket TICKET      The ticket that asked for it.
  --resolve                Resolve the ticket named with -t when it is done.
  --because TEXT           Why; kept on the ticket.
  --stop-on-error          Of several, send nothing more once one was not
                           done.
  --unverified             Send it even where nobody can look whether it came
                           true.
  --check                  Only say what would change.
  -y, --yes                Do not ask.
  --desk DIR               The desk to work at.
  --json                   Print exactly one JSON object.
  -h, --help               Show this message and exit.

  Example: support grant Draxe vip --for 30d -t 42 --resolve
""",
    ("revoke",): """\
Usage: support revoke [OPTIONS] PLAYER... RANK

  Take the rank RANK from PLAYER (a name or a UUID; several may be given), and
  verify it on the server.

Options:
  -c, --context KEY=VALUE  Only there: server=… or world=….
  -s, --server NAME        The inventory host that is meant.
  -t, --ticket TICKET      The ticket that asked for it.
  --resolve                Resolve the ticket named with -t when it is done.
  --because TEXT           Why; kept on the ticket.
  --stop-on-error          Of several, send nothing more once one was not
                           done.
  --unverified             Send it even where nobody can look whether it came
                           true.
  --check                  Only say what would change.
  -y, --yes                Do not ask.
  --desk DIR               The desk to work at.
  --json                   Print exactly one JSON object.
  -h, --help               Show this message and exit.

  Example: support revoke Draxe vip -t 42 --because 'chargeback'
""",
    ("ban",): """\
Usage: support ban [OPTIONS] [PLAYER...]

  Ban PLAYER (a name or a UUID; several may be given), or IP addresses, and
  verify it on the server.

Options:
  --address            Ask for an IP address, in place of PLAYER.
  --address-file FILE  Read the IP addresses from FILE, one a line; - is
                       standard input.
  --for TIME           Only for this long: 30d, 12h, 1mo.
  --until DATE         Only until then: 2026-12-24T18:00:00+01:00.
  --reason TEXT        The reason, as the player gets to see it.
  --silent             Do not tell the others on the server.
  --extend             Add the time to a ban that is active.
  --replace            Put this ban, end and reason, in the place of an active
                       one.
  --keep               Leave a ban that is active as it is.
  -s, --server NAME    The inventory host that is meant.
  -t, --ticket TICKET  The ticket that asked for it.
  --resolve            Resolve the ticket named with -t when it is done.
  --because TEXT       Why; kept on the ticket.
  --stop-on-error      Of several, send nothing more once one was not done.
  --unverified         Send it even where nobody can look whether it came
                       true.
  --check              Only say what would change.
  -y, --yes            Do not ask.
  --desk DIR           The desk to work at.
  --json               Print exactly one JSON object.
  -h, --help           Show this message and exit.

  Example: support ban Draxe --reason 'griefed the town hall' -t 42 --resolve
""",
    ("unban",): """\
Usage: support unban [OPTIONS] [PLAYER...]

  End the ban of PLAYER (a name or a UUID; several may be given), or of IP
  addresses, and verify it on the server.

Options:
  --address            Ask for an IP address, in place of PLAYER.
  --address-file FILE  Read the IP addresses from FILE, one a line; - is
                       standard input.
  --silent             Do not tell the others on the server.
  -s, --server NAME    The inventory host that is meant.
  -t, --ticket TICKET  The ticket that asked for it.
  --resolve            Resolve the ticket named with -t when it is done.
  --because TEXT       Why; kept on the ticket.
  --stop-on-error      Of several, send nothing more once one was not done.
  --unverified         Send it even where nobody can look whether it came
                       true.
  --check              Only say what would change.
  -y, --yes            Do not ask.
  --desk DIR           The desk to work at.
  --json               Print exactly one JSON object.
  -h, --help           Show this message and exit.

  Example: support unban Draxe -t 42 --because 'appeal accepted'
""",
    ("promote",): """\
Usage: support promote [OPTIONS] PLAYER... TRACK

  Give PLAYER (a name or a UUID; several may be given) the next rank of TRACK,
  and verify it on the server.

Options:
  -c, --context KEY=VALUE  Only there: server=… or world=….
  -s, --server NAME        The inventory host that is meant.
  -t, --ticket TICKET      The ticket that asked for it.
  --resolve                Resolve the ticket named with -t when it is done.
  --because TEXT           Why; kept on the ticket.
  --stop-on-error          Of several, send nothing more once one was not
                           done.
  --unverified             Send it even where nobody can look whether it came
                           true.
  --check                  Only say what would change.
  -y, --yes                Do not ask.
  --desk DIR               The desk to work at.
  --json                   Print exactly one JSON object.
  -h, --help               Show this message and exit.

  Example: support promote Draxe staff -t 42 --resolve
""",
    ("demote",): """\
Usage: support demote [OPTIONS] PLAYER... TRACK

  Give PLAYER (a name or a UUID; several may be given) the rank before on
  TRACK, and verify it on the server. At its beginning the rank is taken.

Options:
  -c, --context KEY=VALUE  Only there: server=… or world=….
  -s, --server NAME        The inventory host that is meant.
  -t, --ticket TICKET      The ticket that asked for it.
  --resolve                Resolve the ticket named with -t when it is done.
  --because TEXT           Why; kept on the ticket.
  --stop-on-error          Of several, send nothing more once one was not
                           done.
  --unverified             Send it even where nobody can look whether it came
                           true.
  --check                  Only say what would change.
  -y, --yes                Do not ask.
  --desk DIR               The desk to work at.
  --json                   Print exactly one JSON object.
  -h, --help               Show this message and exit.

  Example: support demote Draxe staff -t 42 --because 'trial is over'
""",
    ("settrack",): """\
Usage: support settrack [OPTIONS] PLAYER... TRACK RANK

  Give PLAYER (a name or a UUID; several may be given) the rank RANK of TRACK,
  and take its other ranks.

Options:
  -c, --context KEY=VALUE  Only there: server=… or world=….
  -s, --server NAME        The inventory host that is meant.
  -t, --ticket TICKET      The ticket that asked for it.
  --resolve                Resolve the ticket named with -t when it is done.
  --because TEXT           Why; kept on the ticket.
  --stop-on-error          Of several, send nothing more once one was not
                           done.
  --unverified             Send it even where nobody can look whether it came
                           true.
  --check                  Only say what would change.
  -y, --yes                Do not ask.
  --desk DIR               The desk to work at.
  --json                   Print exactly one JSON object.
  -h, --help               Show this message and exit.

  Example: support settrack Draxe staff helper -t 42
""",
    ("undo",): """\
Usage: support undo [OPTIONS] TICKET|ACTION

  Undo what was done on TICKET, or the action with the id ACTION: do the
  opposite, for those players for whom nobody changed it since.

Options:
  --all                All that was done on TICKET, newest first.
  -t, --ticket TICKET  Record it there; else on its own.
  --resolve            Resolve the ticket that it is recorded on when it is
                       done.
  --because TEXT       Why; kept on the ticket.
  --address-file FILE  Where an action is about IP addresses, read them from
                       FILE, one a line; - is standard input.
  --check              Only say what would change.
  -y, --yes            Do not ask.
  --desk DIR           The desk to work at.
  --json               Print exactly one JSON object.
  -h, --help           Show this message and exit.

  Example: support undo 42 --because 'wrong player'
""",
    ("ticket",): """\
Usage: support ticket [OPTIONS] COMMAND [ARGS]...

  Open, list, show, note and close tickets.

Options:
  -h, --help  Show this message and exit.

Commands:
  new    Open a ticket.
  list   List tickets, newest first.
  show   Show a ticket and its history.
  note   Add a note to a ticket.
  close  Close a ticket.
""",
    ("ticket", "new"): """\
Usage: support ticket new [OPTIONS] TITLE

  Open a ticket with TITLE: what the customer asks for, in a few words.

Options:
  --player NAME    The player who asks.
  --discord ID     Their Discord id.
  --channel NAME   Where they asked.
  --category WORD  What it is about.
  --desk DIR       The desk to work at.
  --json           Print exactly one JSON object.
  -h, --help       Show this message and exit.
""",
    ("ticket", "list"): """\
Usage: support ticket list [OPTIONS]

  List tickets, newest first.

Options:
  --status WORD          Only those: open, resolved, closed.
  --player NAME          Only those of this player.
  --text WORDS           Only those that say this.
  --limit INTEGER RANGE  How many.  [default: 50; 1<=x<=1000000]
  --desk DIR             The desk to work at.
  --json                 Print exactly one JSON object.
  -h, --help             Show this message and exit.
""",
    ("ticket", "show"): """\
Usage: support ticket show [OPTIONS] TICKET

  Show TICKET and its history.

Options:
  --desk DIR  The desk to work at.
  --json      Print exactly one JSON object.
  -h, --help  Show this message and exit.
""",
    ("ticket", "note"): """\
Usage: support ticket note [OPTIONS] TICKET TEXT

  Add TEXT to TICKET.

Options:
  --desk DIR  The desk to work at.
  --json      Print exactly one JSON object.
  -h, --help  Show this message and exit.
""",
    ("ticket", "close"): """\
Usage: support ticket close [OPTIONS] TICKET

  Close TICKET.

Options:
  --because TEXT  Why; kept on the ticket.
  --desk DIR      The desk to work at.
  --json          Print exactly one JSON object.
  -h, --help      Show this message and exit.
""",
    ("logs",): """\
Usage: support logs [OPTIONS] COMMAND [ARGS]...

  Read what servers write to their logs.

Options:
  -h, --help  Show this message and exit.

Commands:
  search    Find who connected, typed and did what, on servers.
  suspects  Find suspicious activity on servers, by rules.
  parse     Print what log files on this machine say.
""",
    ("logs", "search"): """\
Usage: support logs search [OPTIONS] [TEXT]

  Find records in the logs of servers, live and rotated: with TEXT in them, of
  a player, of a kind, from an address. All that is given must fit. Addresses
  are masked; passwords and codes are hidden.

Options:
  -p, --player PLAYER    A player's name, or UUID.
  -k, --kind KIND        A kind of event: login, command, chat …
  --regex REGEX          A regular expression of Python.
  --address              Ask for an IP address or a network to look for.
  --address-file FILE    Read the address or network to look for from FILE; -
                         is standard input.
  --pseudonym PSEUDONYM  Look for the address that was shown as ip-….
  --around TIME          What happened at this moment, and next.
  --context N            Show N records before and behind each.  [0<=x<=50]
  --limit N              At most so many of each server.  [1<=x<=1000]
  --oldest               The oldest first; else the newest.
  --cursor CURSOR        Go on behind an earlier search of one server.
  -s, --server NAME      The inventory host that is meant; several may be
                         given.
  --all                  Look on all servers of the inventory.
  --since TIME           Only from this moment on: 2h, 3d, 2026-11-24,
                         '2026-11-24 14:00'.
  --until TIME           Only before this moment, in the form of --since.
  -t, --ticket TICKET    The ticket that asked for it.
  --attach TICKET        Keep the lines on a ticket, as evidence.
  --unmask               Show addresses; needs -t, where it is recorded.
  --desk DIR             The desk to work at.
  --json                 Print exactly one JSON object.
  -h, --help             Show this message and exit.

  Example: support logs search --player Draxe --kind command --since 3d --all
""",
    ("logs", "suspects"): """\
Usage: support logs suspects [OPTIONS]

  Look through the logs of servers for suspicious activity. A hit is a reason
  to look, and no proof: each shows its lines, and what else may look like it.

Options:
  --rules FILE         Look by the rules in this file, too.
  --only RULE          Look by the rule with this id alone; several may be
                       given.
  -s, --server NAME    The inventory host that is meant; several may be given.
  --all                Look on all servers of the inventory.
  --since TIME         Only from this moment on: 2h, 3d, 2026-11-24,
                       '2026-11-24 14:00'.
  --until TIME         Only before this moment, in the form of --since.
  -t, --ticket TICKET  The ticket that asked for it.
  --attach TICKET      Keep the lines on a ticket, as evidence.
  --unmask             Show addresses; needs -t, where it is recorded.
  --desk DIR           The desk to work at.
  --json               Print exactly one JSON object.
  -h, --help           Show this message and exit.

  Example: support logs suspects --all --since 1d
""",
    ("logs", "parse"): """\
Usage: support logs parse [OPTIONS] FILE...

  Print every record of these log files, of any server or proxy, compressed or
  not; - is standard input. Addresses are masked; passwords and codes are
  hidden. With --json, each record is one JSON object on one line.

Options:
  --timezone ZONE   The server's, as Europe/Paris; else this machine's.
  --day YYYY-MM-DD  When the files begin; else as their names or last changes
                    tell.
  --unmask          Leave addresses as they are.
  --desk DIR        The desk to work at.
  --json            Print one JSON object a line.
  -h, --help        Show this message and exit.

  Example: support logs parse 2026-11-2*.log.gz --json | jq -r
  'select(.event.kind == "login")'
""",
    ("resume",): """\
Usage: support resume [OPTIONS] [TICKET]

  Finish the actions of TICKET, or of all tickets, that were interrupted or
  whose outcome is unknown: look what is true on the server, and do only what
  is missing.

Options:
  --address-file FILE  Where an action is about IP addresses, read them from
                       FILE, one a line; - is standard input.
  --desk DIR           The desk to work at.
  --json               Print exactly one JSON object.
  -h, --help           Show this message and exit.
""",
    ("doctor",): """\
Usage: support doctor [OPTIONS] [SERVER]...

  Check the desk and all servers that its inventory says something of, or
  SERVER alone, and say what to set: settings and where they come from, the
  console, and whether ranks can be read back. It changes nothing.

Options:
  --desk DIR  The desk to work at.
  --json      Print exactly one JSON object.
  -h, --help  Show this message and exit.

  Exit codes: 0 all is well (there may be warnings), 1 something failed, 4 not
  reached or login refused.
""",
    ("init",): """\
Usage: support init [OPTIONS] [DIR]

  Make a desk in DIR (or in --desk, or here).

Options:
  --desk DIR  The desk to work at.
  --json      Print exactly one JSON object.
  -h, --help  Show this message and exit.
""",
    ("sandbox",): """\
Usage: support sandbox [OPTIONS] COMMAND [ARGS]...

  A game server of our own, on this machine only, to practise on.

Options:
  -h, --help  Show this message and exit.

Commands:
  down    Stop the desk's sandbox; what it knows stays.
  status  Say whether the desk's sandbox runs.
  up      Start a sandbox for the desk, and make the desk where there is...
""",
    ("sandbox", "down"): """\
Usage: support sandbox down [OPTIONS]

  Stop the desk's sandbox; what it knows stays.

Options:
  --desk DIR  The desk to work at.
  --json      Print exactly one JSON object.
  -h, --help  Show this message and exit.
""",
    ("sandbox", "status"): """\
Usage: support sandbox status [OPTIONS]

  Say whether the desk's sandbox runs.

Options:
  --desk DIR  The desk to work at.
  --json      Print exactly one JSON object.
  -h, --help  Show this message and exit.
""",
    ("sandbox", "up"): """\
Usage: support sandbox up [OPTIONS]

  Start a sandbox for the desk, and make the desk where there is none.

Options:
  --desk DIR  The desk to work at.
  --json      Print exactly one JSON object.
  -h, --help  Show this message and exit.
""",
    ("demo",): """\
Usage: support demo [OPTIONS]

  Show the main job on a sandbox: a ticket, support grant, and the proof. Asks
  nothing.

Options:
  --desk DIR  The desk to work at.
  --json      Print exactly one JSON object.
  -h, --help  Show this message and exit.
""",
    ("completion",): """\
Usage: support completion [OPTIONS] {bash|zsh|fish}

  Print the completion script of a shell, for: eval "$(support completion
  bash)"

Options:
  --desk DIR  The desk to work at.
  -h, --help  Show this message and exit.
""",
    ("version",): """\
Usage: support version [OPTIONS]

  Print the versions of support, its collection, Ansible and Python.

Options:
  --desk DIR  The desk to work at.
  --json      Print exactly one JSON object.
  -h, --help  Show this message and exit.
""",
}
