# shellcheck shell=bash
# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by tests/run: an empty home, the tools, and the environment .venv.

TOOLS=$ROOT/.cache/tools
ENVIRONMENT=$ROOT/.venv

# Nothing of the user's own settings may reach the tests, and nothing of theirs may be changed.
# Only what package managers need to work (and to be quick) is carried over.
isolate() {
  local real=$HOME name
  HOME=$WORK/home
  mkdir -p "$HOME/.config/pip" "$HOME/.config/uv"
  for name in .config/pip/pip.conf .config/uv/uv.toml; do
    [[ ! -r $real/$name ]] || cp "$real/$name" "$HOME/$name"
  done
  [[ ! -r $real/.pip/pip.conf ]] || cp "$real/.pip/pip.conf" "$HOME/.config/pip/pip.conf"
  for name in "${!ANSIBLE_@}" "${!MOLECULE_@}" "${!PYTEST_@}" "${!XDG_@}" "${!SUPPORT_@}" "${!GIT_@}"; do
    unset "$name"
  done
  unset PYTHONPATH PYTHONHOME VIRTUAL_ENV CDPATH
  export HOME NO_COLOR=1 PY_COLORS=0 LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
  export PIP_DISABLE_PIP_VERSION_CHECK=1 UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy
  export PIP_CACHE_DIR=${PIP_CACHE_DIR:-$real/.cache/pip} UV_CACHE_DIR=${UV_CACHE_DIR:-$real/.cache/uv}
  if [[ ! -w $real ]]; then
    PIP_CACHE_DIR=$ROOT/.cache/pip UV_CACHE_DIR=$ROOT/.cache/uv
  fi
  if [[ -z ${PYENV_ROOT-} && -d $real/.pyenv ]]; then
    export PYENV_ROOT=$real/.pyenv
  fi
  # ansible-test keeps its virtual environments below the home: keep them from one run to the next.
  mkdir -p "$HOME/.ansible" "$ROOT/.cache/ansible-test"
  ln -s "$ROOT/.cache/ansible-test" "$HOME/.ansible/test"
  git config --global --add safe.directory "$ROOT"
}

# install_packages NAME...: Debian packages, where that is possible.
install_packages() {
  if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
    return 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q && apt-get install -q -y --no-install-recommends "$@"
}

# python_of X.Y: the path of a working interpreter of that version. A pyenv shim may be there and not work.
python_of() {
  local candidate
  while read -r candidate; do
    if [[ -x $candidate ]] && "$candidate" -c 'import ensurepip, sys, venv' 2>/dev/null; then
      "$candidate" -c 'import sys; print(sys.executable)'
      return 0
    fi
  done < <(
    type -aP "python$1" || :
    compgen -G "${PYENV_ROOT:-/nonexistent}/versions/$1.*/bin/python$1" | sort -rV
  )
  return 1
}

# The interpreter to test with: PYTHON, or python3 if it is new enough, or the oldest supported one that is here.
main_python() {
  local candidate
  for candidate in "${PYTHON:-python3}" $(for v in 3.11 3.12 3.13 3.14; do python_of $v || :; done); do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      "$candidate" -c 'import sys; print(sys.executable)'
      return 0
    fi
    [[ -z ${PYTHON-} ]] || break
  done
  echo 'No Python 3.11 or newer was found.' >&2
  return 1
}

# make_environment FOLDER INTERPRETER
make_environment() {
  if [[ -x $TOOLS/bin/uv ]]; then
    "$TOOLS/bin/uv" venv -q --clear --python "$2" "$1"
  else
    "$2" -m venv --clear "$1"
  fi
}

# install FOLDER ARGUMENT...: install with uv, or with pip where uv does not get through.
install() {
  local folder=$1
  shift
  if [[ -x $TOOLS/bin/uv ]]; then
    "$TOOLS/bin/uv" pip install -q --python "$folder/bin/python" -b constraints.txt "$@"
  else
    PIP_CONSTRAINT=$ROOT/constraints.txt "$folder/bin/python" -m pip install -q "$@"
  fi
}

install_everything() {
  "$ENVIRONMENT/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    make_environment "$ENVIRONMENT" "$1"
  install "$ENVIRONMENT" -c constraints.txt -e '.[dev]'
}

set_up() {
  local python name
  local -a packages=()
  python=$(main_python)
  "$python" -c 'import ensurepip' || packages+=(python3-venv)
  [[ -x $(type -P sshd || echo /usr/sbin/sshd) && -x $(type -P ssh) ]] || packages+=(openssh-server openssh-client)
  for name in shellcheck zsh fish tmux screen openssl podman crun; do
    type -P "$name" >/dev/null || packages+=("$name")
  done
  type -P busybox >/dev/null || packages+=(busybox-static)
  type -P mariadbd >/dev/null || [[ -x /usr/sbin/mariadbd ]] || packages+=(mariadb-server-core mariadb-client-core)
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || type -P initdb >/dev/null || packages+=(postgresql)
  if [[ ${#packages[@]} -gt 0 ]] && ! install_packages "${packages[@]}"; then
    echo "could not install ${packages[*]}" >>"$NOTE"
  fi
  if [[ ! -x $TOOLS/bin/uv ]]; then
    rm -rf "$TOOLS"
    "$python" -m venv "$TOOLS"
    "$TOOLS/bin/python" -m pip install -q uv || echo 'uv could not be installed, so pip is used' >>"$NOTE"
  fi
  if [[ -x $TOOLS/bin/uv ]] && ! install_everything "$python"; then
    # uv has no access to the package index here (another configuration, another certificate): pip may have.
    echo 'uv could not install, so pip is used' >>"$NOTE"
    rm -rf "$TOOLS" "$ENVIRONMENT"
  fi
  if [[ ! -x $TOOLS/bin/uv ]]; then
    install_everything "$python"
  fi
  "$ENVIRONMENT/bin/python" -c 'import sys; from importlib.metadata import version as v
print("Python " + sys.version.split()[0] + ", ansible-core " + v("ansible-core"))' >>"$NOTE"
}

# After set_up, in the shell of tests/run itself.
use_environment() {
  export PATH=$ENVIRONMENT/bin:$PATH:/usr/sbin
  PYTHON_VERSION=$("$ENVIRONMENT/bin/python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  export PYTHON_VERSION
  [[ ! -x $TOOLS/bin/uv ]] || export UV=$TOOLS/bin/uv
}
