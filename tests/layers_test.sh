#!/bin/bash
# Dependencies point one way: what each layer may include, from the project and from libraries. Anything not named is refused.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
layers=(sim models scenarios output studies app)

# Arguments: FILE HEADER, the header as written, with its quotes or brackets.
may_include() {
  case $2 in
    *..*) return 1 ;;
    '<'*[./]*'>' | '"'*'"') ;;
    '<'*'>') return 0 ;; # the standard library
    *) return 1 ;;
  esac
  case "$1 $2" in
    sim/*' "sim/'*) ;;
    sim/*' <Random123/'* | 'sim/parallel.cpp <tbb/'* | 'sim/digest.cpp <xxhash.h>') ;;
    models/*' "models/'* | models/*' "sim/'* | models/*' <boost/'*) ;;
    'models/public_services/consolidation.cpp <immintrin.h>') ;; # the processor's registers
    scenarios/*' "scenarios/'* | scenarios/*' "sim/'*) ;;
    'scenarios/schema.cpp <nlohmann/json.hpp>') ;;
    output/*' "output/'* | output/*' "sim/'*) ;;
    output/*' <hdf5.h>' | output/*' <hdf5_hl.h>' | output/*' <nlohmann/json.hpp>' | 'output/report_table.h <nlohmann/json_fwd.hpp>') ;;
    'output/layout.cpp <xxhash.h>' | 'output/seal.cpp <xxhash.h>') ;;
    output/*' <boost/'* | 'output/chunks.cpp <libdeflate.h>' | 'output/journal_format.cpp <zstd.h>') ;;
    output/temporary.*' <'*'.h>' | output/file_trouble.cpp' <'*'.h>' | output/journal*.cpp' <'*'.h>')
      case $2 in '<sys/'* | '<unistd.h>' | '<fcntl.h>') ;; *) return 1 ;; esac ;;
    'output/apart.cpp <sys/'* | 'output/apart.cpp <unistd.h>') ;;
    studies/*' "studies/'* | studies/*' "models/'* | studies/*' "scenarios/'* | studies/*' "output/'* | studies/*' "sim/'*) ;;
    studies/*' <boost/'* | studies/*' <nlohmann/json.hpp>' | 'studies/parts.cpp <unistd.h>' | 'studies/parts.cpp <fcntl.h>') ;;
    app/*' "studies/'*) ;;
    app/*' "app/'* | app/*' "models/'* | app/*' "scenarios/'* | app/*' "output/'* | app/*' "sim/'*) ;;
    app/*' "knowhow_version.h"' | app/*' <nlohmann/json.hpp>' | app/*' <boost/'*) ;;
    app/*' <sys/'* | app/*' <unistd.h>' | app/*' <fcntl.h>' | 'app/publishing.cpp <spawn.h>' | 'app/main.cpp <malloc.h>') ;;
    *) return 1 ;;
  esac
}

# Prints the refused includes of the tree in the folder $1, as FILE HEADER.
refused() {
  local file header
  while read -r file header; do
    may_include "$file" "$header" || echo "$file $header"
  done < <(cd "$1" && grep -rE --include='*.[ch]*' --include='*.def' '^[[:space:]]*#[[:space:]]*(include|import)' "${layers[@]}" |
    sed -E 's/^([^:]*):[[:space:]]*#[[:space:]]*[a-z_]+[[:space:]]*([<"][^>"]*[>"])?.*$/\1 \2/')
}

found=$(refused .)
if [[ -n $found ]]; then
  echo "These includes point the wrong way (tests/layers_test.sh says what each layer may include):"
  echo "$found"
  exit 1
fi

# The check itself: forbidden includes planted in a copy are found, each of them and nothing else.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r "${layers[@]}" "$copy"
planted=()
plant() {
  local file=$1/planted_${#planted[@]}.cpp
  mkdir -p "$copy/$1"
  printf '#  include %s  // planted\n' "$2" >"$copy/$file"
  planted+=("$file $2")
}
plant sim '"models/catalogue.h"'
plant sim '"scenarios/scenario.h"'
plant sim '"random.h"'
plant sim '<tbb/parallel_for.h>'
plant sim '<xxhash.h>'
plant sim '<boost/math/distributions/normal.hpp>'
plant models '"scenarios/scenario.h"'
plant models '"output/results_file.h"'
plant models/public_services '"../../sim/problem.h"'
plant models '<nlohmann/json.hpp>'
plant scenarios '"models/catalogue.h"'
plant scenarios '"output/results_file.h"'
plant scenarios '<yaml-cpp/yaml.h>'
plant output '"scenarios/scenario.h"'
plant output '"models/catalogue.h"'
plant output '<zstd.h>'
plant output '<libdeflate.h>'
plant output '<unistd.h>'
plant studies '<hdf5.h>'
plant studies '<unistd.h>'
plant studies '<yaml-cpp/yaml.h>'
for layer in sim models scenarios output; do
  plant "$layer" '"studies/sweep.h"'
done
plant app '<spawn.h>'
plant app '<hdf5.h>'
plant app '<yaml-cpp/yaml.h>'
plant app '"app/../sim/problem.h"'
for layer in sim models scenarios output studies; do
  plant "$layer" '"app/command.h"'
done
if ! diff <(printf '%s\n' "${planted[@]}" | sort) <(refused "$copy" | sort); then
  echo "The planted includes (left) are not those that were found (right)."
  exit 1
fi
echo "All includes point the right way; ${#planted[@]} planted wrong ones were found."
