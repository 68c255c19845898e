#!/bin/bash
# tests/same_bits.sh PROGRAM_A PROGRAM_B: every scenario gives the same digest from both programs (of different
# compilers, say), with any number of threads, and however the work is spread over them.
set -euo pipefail
if (($# != 2)); then
  sed -n '2,3s/^# //p' "$0"
  exit 2
fi
scenarios=$(dirname "${BASH_SOURCE[0]}")/../scenarios
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

compared=0
for scenario in "$scenarios"/*.yaml "$scenarios"/published/*.yaml; do
  : >"$folder/digests"
  for program in "$@"; do
    for threads in 1 3 8; do
      for spread in replicates agents; do
        "$program" run "$scenario" --replicates 1 --threads "$threads" --spread "$spread" --json --quiet -o "$folder/out.h5" >"$folder/out.json"
        digest=$(sed -nE 's/^ *"digest": "([0-9a-f]+)",?$/\1/p' "$folder/out.json")
        if [[ -z $digest ]]; then
          echo "$scenario, $program, $threads threads, spread over $spread: no digest in what --json prints"
          exit 1
        fi
        echo "$digest  $scenario, $program, $threads threads, spread over $spread" | tee -a "$folder/digests"
      done
    done
  done
  different=$(cut -d ' ' -f 1 "$folder/digests" | sort -u | wc -l)
  if ((different != 1)); then
    echo "$scenario: $different different digests, where one is expected."
    exit 1
  fi
  compared=$((compared + $(wc -l <"$folder/digests")))
done
((compared >= 24)) || { echo "No scenarios in $scenarios"; exit 1; }
echo "The same bits in all $compared runs."
