# What the checks share: sourced by them, and run from the top of the project. Needs nothing installed.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
mkdir -p build
export LC_ALL=C.UTF-8
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1  # what one clone has compiled serves the others, where there is a ccache

passed=0
failed=()

# part NAME COMMAND...: a heading before it, its seconds after it, and its status.
part() {
  local name=$1 start=$SECONDS status=0
  shift
  printf '\n== %s\n' "$name"
  "$@" || status=$?
  if ((status == 0)); then
    passed=$((passed + 1))
    printf -- '-- %s: passed, %d s\n' "$name" $((SECONDS - start))
  else
    failed+=("$name")
    printf -- '-- %s: FAILED, %d s\n' "$name" $((SECONDS - start))
  fi
  return "$status"
}

# A compiler takes up to a gigabyte and a half with the sanitizers, so memory bounds the jobs as cores do.
compile_jobs() {
  awk -v cores="$(nproc)" '/^MemAvailable:/ {jobs = int($2 / 1500000)} END {print jobs < 1 ? 1 : jobs < cores ? jobs : cores}' /proc/meminfo
}

# build PRESET. Commands of a part are joined by &&: in a condition, as parts are, `set -e` does not hold.
build() {
  cmake --preset "$1" -DCMAKE_CXX_COMPILER_LAUNCHER="$(command -v ccache)" >"build/configure_$1.log" 2>&1 ||
    { cat "build/configure_$1.log" && return 1; }
  cmake --build --preset "$1" --parallel "$(compile_jobs)"
}

# The last words of a check, and its status.
in_all() {
  printf '\n%s\n' "In all $SECONDS s."
  ((${#failed[@]} == 0)) || printf 'Failed: %s\n' "${failed[@]}"
  echo "$passed passed, ${#failed[@]} failed"
  ((${#failed[@]} == 0))
}
