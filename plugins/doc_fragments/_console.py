# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this doc fragment is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The option that says how to reach a server's console."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  console:
    description:
      - How to reach the console of the game server, from the host that the module runs on.
      - Where O(server.path) is set, the port and the password of RCON are read from the C(server.properties) of the
        server unless they are given here.
      - An option of another transport than the chosen one is an error.
    type: dict
    suboptions:
      transport:
        description:
          - V(rcon) is the remote console of the server itself, C(enable-rcon) in its C(server.properties).
          - V(tmux) types into the pane of tmux that the server runs in, V(screen) into the window of GNU screen.
            Both need O(console.session).
          - V(fifo) writes into the FIFO that the server's standard input comes from, such as one of systemd's
            C(ListenFIFO). It needs O(console.path).
          - V(container) reaches a server in a container through the API of Docker or Podman, in one of the ways of
            O(console.via). It needs O(console.container).
          - V(panel) hands the command to the game panel Pterodactyl or Pelican, from any host that reaches it. It needs
            O(console.url), O(console.api_key) and O(console.panel_server).
          - All but V(rcon), and V(container) with O(console.via=rcon_cli), only take commands. What the server says to
            them is read from its log, see O(console.log). But for V(panel) they run as the user of the module; use
            C(become_user) to be the one whose server it is.
        type: str
        choices: [rcon, tmux, screen, fifo, container, panel]
        default: rcon
      session:
        description:
          - The name of the session, for O(console.transport=tmux) and O(console.transport=screen).
          - With screen it may be V(PID.NAME), which tells two of one name apart.
        type: str
      window:
        description:
          - The name or the number of the window, for O(console.transport=tmux) and O(console.transport=screen).
          - In tmux it must be given if the session has several windows, in screen the default is V(0).
        type: str
      pane:
        description:
          - The number of the pane, for O(console.transport=tmux). It must be given if the window has several.
        type: int
      socket:
        description:
          - Where the session is to be found, if that is not the usual place.
          - For O(console.transport=tmux) the path of the socket (C(tmux -S)) or its name (C(tmux -L)), for
            O(console.transport=screen) the folder of the sockets, C(SCREENDIR).
        type: str
      path:
        description:
          - The FIFO, for O(console.transport=fifo). An absolute path, and no symbolic link.
        type: path
      container:
        description:
          - The name or the id of the container, for O(console.transport=container).
        type: str
      via:
        description:
          - How the server is reached, for O(console.transport=container).
          - V(attach) writes to the standard input of the container's main process. The container must have been made
            with C(stdin_open) and, for Podman, with C(tty).
          - V(rcon_cli) runs C(rcon-cli) in the container, which knows the port and the password of RCON there, and
            prints the server's reply.
          - V(mc_send_to_console) runs C(mc-send-to-console) in the container, which must have been made with
            C(CREATE_CONSOLE_IN_PIPE=true).
          - With the last two the command is in the list of processes while the program runs.
        type: str
        choices: [attach, rcon_cli, mc_send_to_console]
        default: attach
      engine:
        description:
          - Whose container it is, for O(console.transport=container). It says where O(console.engine_socket) is.
        type: str
        choices: [docker, podman]
        default: docker
      engine_socket:
        description:
          - The socket of the engine's API, for O(console.transport=container).
          - The default is C(/var/run/docker.sock) for Docker. For Podman it is C(/run/podman/podman.sock) where the
            module runs as root, and C(/run/user/UID/podman/podman.sock) otherwise.
        type: path
      url:
        description:
          - The address of the panel, for O(console.transport=panel), such as V(https://panel.example.org).
        type: str
      api_key:
        description:
          - A key of a user of the panel who may send commands to the server, for O(console.transport=panel). It begins
            with C(ptlc_) in Pterodactyl. Keep it in a vault.
        type: str
      panel_server:
        description:
          - The id of the server in the panel, for O(console.transport=panel), which is at the end of the address of its
            page. 8 letters and digits, or the whole UUID.
        type: str
      ca:
        description:
          - A file of certificates by which the panel is known, for O(console.transport=panel). The default is those of
            the host.
        type: path
      log:
        description:
          - The log in which the server's replies are looked for, for all transports but O(console.transport=rcon), and
            not for O(console.via=rcon_cli).
          - It is only read where nothing else tells whether a command has worked, and never taken for a proof. A log
            that is named here must be readable then, or nothing is sent.
          - The default is C(logs/latest.log) below O(server.path), if it can be read. Without both,
            O(console.transport=panel) has the panel show that log, and O(console.transport=container) listens to what
            the container says.
        type: path
      host:
        description:
          - The address that RCON listens on, for O(console.transport=rcon).
        type: str
        default: 127.0.0.1
      port:
        description:
          - The port that RCON listens on, C(rcon.port) in C(server.properties).
          - The default is that port where O(server.path) is set, and V(25575) otherwise.
        type: int
      password:
        description:
          - The password, C(rcon.password) in C(server.properties).
        type: str
      timeout:
        description:
          - Seconds to wait for the connection, for the login, for each step of a multiplexer, and for each reply.
        type: float
        default: 10.0
      quiet:
        description:
          - Seconds without a further piece after which a long reply, or one that is read from the log, is taken to be
            complete.
        type: float
        default: 0.15
      end_probe:
        description:
          - What to send after a piece of a reply that may or may not be the last, to learn where the reply ends.
          - V(none) waits for O(console.quiet) instead, which works with every server.
          - V(list) sends the command C(list), which is executed.
          - V(unknown_type) sends a packet that vanilla servers answer with an error, and that other servers answer by
            closing the connection.
        type: str
        choices: [none, list, unknown_type]
        default: none
      connections:
        description:
          - How many connections may be open at once, 1 to 100. Of one player the commands go over one connection, in
            their order; another connection is opened for every five players who wait.
          - A game server runs one command a tick on each connection, twenty a second.
          - Only for O(console.transport=rcon), and only where the ranks are read back from LuckPerms, or the bans from
            the files of a server of the Bukkit family. Commands to the vanilla operator list and to other servers' own
            ban lists go over one, and so do those whose outcome cannot be read back.
        type: int
        default: 10
      allow_remote:
        description:
          - RCON is plain text, and so is V(http). Unless this is V(true), the module only speaks them to addresses of
            the host itself.
          - For O(console.transport=rcon) and O(console.transport=panel).
        type: bool
        default: false
"""
