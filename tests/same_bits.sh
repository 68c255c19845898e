#!/bin/bash
# tests/same_bits.sh PROGRAM_A PROGRAM_B: every scenario gives the same digest from both programs (of different
# compilers, say), with any number of threads, and however the work is spread over them. All combinations are tried on
# one scenario, and on each of the others the two that differ most, with fewer people.
set -euo pipefail
if (($# != 2)); then
  sed -n '2,4s/^# //p' "$0"
  exit 2
fi
scenarios=$(dirname "${BASH_SOURCE[0]}")/../scenarios
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# digest_of PROGRAM SCENARIO THREADS SPREAD [MORE...]: a line of the digest and of where it is from, added to the list.
digest_of() {
  local digest
  "$1" run "$2" --replicates 1 --threads "$3" --spread "$4" "${@:5}" --json --quiet -o "$folder/out.h5" \
    >"$folder/out.json"
  digest=$(sed -nE 's/^ *"digest": "([0-9a-f]+)",?$/\1/p' "$folder/out.json")
  if [[ -z $digest ]]; then
    echo "$2, $1, $3 threads, spread over $4: no digest in what --json prints"
    exit 1
  fi
  echo "$digest  $2, $1, $3 threads, spread over $4" | tee -a "$folder/digests"
}

compared=0
for scenario in "$scenarios"/*.yaml "$scenarios"/published/*.yaml; do
  : >"$folder/digests"
  if [[ $scenario == */invest_to_save.yaml ]]; then
    for program in "$@"; do
      for threads in 1 8; do
        for spread in replicates agents; do digest_of "$program" "$scenario" "$threads" "$spread"; done
      done
    done
  else
    smaller=()
    [[ $scenario == */published/* ]] || smaller=(--set world.people.staff_per_person=400)
    digest_of "$1" "$scenario" 1 replicates "${smaller[@]}"
    digest_of "$2" "$scenario" 3 agents "${smaller[@]}"
  fi
  different=$(cut -d ' ' -f 1 "$folder/digests" | sort -u | wc -l)
  if ((different != 1)); then
    echo "$scenario: $different different digests, where one is expected."
    exit 1
  fi
  compared=$((compared + $(wc -l <"$folder/digests")))
done
((compared >= 24)) || { echo "No scenarios in $scenarios"; exit 1; }
echo "The same bits in all $compared runs."
