#!/bin/bash
# builds.sh FOLDER [BUILD...]: every scenario of the library, three seeds each and with fewer people, gives the same digests from
# every build: g++ and clang++ at -O0, -O2, -O3 and for this processor, with wide registers and without, with the C
# library's wide functions masked, and with 1 to 8 threads. Only sim/, models/ and scenarios/ are compiled. Prints the counts.
# A BUILD is COMPILER,FLAG[,FLAG...]; by default all eight. SEEDS and FILES (globs below scenarios/) make it smaller.
set -euo pipefail
(($# >= 1)) || { sed -n '2,5s/^# //p' "$0" && exit 2; }
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
shift
builds=("$@")
((${#builds[@]})) || for compiler in g++ clang++-14; do
  builds+=("$compiler,-O0" "$compiler,-O2" "$compiler,-O3" "$compiler,-O3,-march=native")
done
cd "$root"
files=()
for glob in ${FILES:-*.yaml published/*.yaml}; do files+=(scenarios/$glob); done
sources=$(find sim models scenarios -name '*.cpp')
launcher=$(command -v ccache || true)
masked=glibc.cpu.hwcaps=-AVX2_Usable,-AVX2,-FMA_Usable,-FMA,-FMA4,-AVX,-AVX512F,-AVX512VL

runs=0
# compare HOW COMMAND...: its digests are those of the first.
compare() {
  local how=$1
  shift
  "$@" >"$folder/digests" 2>"$folder/told" || { echo "$how: failed: $(cat "$folder/told")" && exit 1; }
  [[ -s $folder/digests ]] || { echo "$how: no digests" && exit 1; }
  [[ $how != *narrow* ]] || grep -qx '1 widths of registers' "$folder/told" || { echo "$how: the wide paths are still there" && exit 1; }
  [[ -e $folder/first ]] || cp "$folder/digests" "$folder/first"
  if ! diff "$folder/first" "$folder/digests" >"$folder/differs"; then
    echo "$how: other digests than ${builds[0]} (left):"
    head -20 "$folder/differs"
    exit 1
  fi
  runs=$((runs + $(wc -l <"$folder/digests")))
  echo "$(sha256sum <"$folder/digests" | cut -c 1-16)  $how"
}

rm -f "$folder/first"
threads=0
for build in "${builds[@]}"; do
  IFS=, read -r compiler flags <<<"$build"
  here=$folder/${build//[^a-zA-Z0-9+=-]/_}
  mkdir -p "$here"
  # shellcheck disable=SC2016
  printf '%s\n' $sources tests/reliability/digests.cpp | KNOWHOW_COMPILE="$launcher $compiler ${flags//,/ } -std=c++20 -ffp-contract=off -I." \
    xargs -P "${JOBS:-$(nproc)}" -I{} bash -c '$KNOWHOW_COMPILE -c "$1" -o "$2/${1//\//_}.o"' _ {} "$here"
  "$compiler" "$here"/*.o -o "$here/digests" -ltbb -lxxhash
  threads=$((threads % 8 + 1))
  compare "$build, $threads threads" "$here/digests" wide "$threads" "${SEEDS:-3}" "${files[@]}"
  compare "$build, narrow registers, masked C library, $((9 - threads)) threads" \
    env GLIBC_TUNABLES="$masked" "$here/digests" narrow "$((9 - threads))" "${SEEDS:-3}" "${files[@]}"
done
echo "The same digests in all $runs runs of ${#files[@]} files: ${#builds[@]} builds, each with wide and narrow registers, 1 to 8 threads."
