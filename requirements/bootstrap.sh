# Read by ./run and ./test: a Python environment in .venv with exactly the
# locked packages. Needs python3 (3.11 or newer) and pip; no root, no make.

say() { printf '%s\n' "$*"; }
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# uv brings certificates of its own; the machine's also know a company's proxy.
UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}"
UV_LINK_MODE="${UV_LINK_MODE:-copy}"
export UV_SYSTEM_CERTS UV_LINK_MODE
UV=.tools/uv/bin/uv

find_python() {
  for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c \
      'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  fail "Python 3.11 or newer is needed and was not found.
On Debian and Ubuntu: apt-get install python3 python3-pip"
}

# Sets UV to a working uv, or to nothing: then venv and pip do the same, slower.
find_uv() {
  if [ ! -x "$UV" ]; then
    "$PYTHON" -m pip --version >/dev/null 2>&1 ||
      fail "pip is missing for $PYTHON.
On Debian and Ubuntu: apt-get install python3-pip"
    say "Fetching uv (it installs packages) ..."
    "$PYTHON" -m pip install --quiet --disable-pip-version-check \
      --no-warn-script-location --root-user-action=ignore \
      --target .tools/uv 'uv>=0.13,<0.14' 2>.tools/uv.log ||
      say "uv could not be fetched; going on with pip, which is slower."
  fi
  [ -x "$UV" ] || UV=
}

# Everything of this folder that is installed from here, as pip's options.
local_packages() {
  printf '%s' "-e ."
  for project in plugins/*/pyproject.toml themes/*/pyproject.toml; do
    [ -f "$project" ] && printf ' -e ./%s' "$(dirname "$project")"
  done
}

stamp_of() { # $1 = lock
  cat "requirements/$1" pyproject.toml plugins/*/pyproject.toml \
    themes/*/pyproject.toml 2>/dev/null | cksum | tr ' ' '-'
}

current() { # $1 = lock; tells whether .venv has it already
  [ -x .venv/bin/python ] &&
    [ "$(cat ".venv/lock-$1" 2>/dev/null)" = "$(stamp_of "$1")" ]
}

install_lock() { # $1 = lock
  if current "$1"; then return; fi
  mkdir -p .tools
  PYTHON=$(find_python) || exit 1
  find_uv
  say "Installing packages from requirements/$1 ..."
  rm -f .venv/lock-*
  # The list of packages is split into words on purpose.
  # shellcheck disable=SC2046
  if [ -n "$UV" ]; then
    [ -x .venv/bin/python ] || "$UV" venv --quiet --clear --python "$PYTHON" .venv
    "$UV" pip sync --quiet --python .venv --require-hashes "requirements/$1"
    "$UV" pip install --quiet --python .venv --no-deps --no-build-isolation \
      $(local_packages)
  else
    [ -x .venv/bin/pip ] || "$PYTHON" -m venv .venv ||
      fail "A virtual environment cannot be made.
On Debian and Ubuntu: apt-get install python3-venv"
    .venv/bin/pip install --quiet --disable-pip-version-check \
      --require-hashes -r "requirements/$1"
    .venv/bin/pip install --quiet --disable-pip-version-check \
      --no-deps --no-build-isolation $(local_packages)
  fi
  stamp_of "$1" >".venv/lock-$1"
}
