#compdef support
# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of the words of support for zsh: eval "$(support completion zsh)"
# What support may answer says commands/completing.py: plain words, one a line, each with a remark behind a tab.

_support() {
  local -a values lines
  local value remark
  while IFS=$'\t' read -r value remark; do
    if [[ $value == /folders || $value == /files ]]; then
      [[ $PREFIX != --*=* ]] || compset -P '*='
      if [[ $value == /files ]]; then _files; else _files -/; fi
      return
    fi
    values+=("$value")
    lines+=("$value${remark:+  -- $remark}")
  done < <(_SUPPORT_COMPLETE=zsh "${(Q)words[1]}" "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)
  (( $#values )) && compadd -V support -M 'm:{a-zA-Z}={A-Za-z}' -l -d lines -a values
}

if [[ ${zsh_eval_context[-1]} == loadautofunc ]]; then
  _support "$@"
else
  compdef _support support
fi
