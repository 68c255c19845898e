#!/bin/bash
# What would make results depend on the compiler, the processor, the C library, threads or memory is not in sim/ and models/
# (CONTRIBUTING.md, The same bits), nor in the flags of any build. Comments are not read.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

libm='exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh'
libm+='|cbrt|hypot|erf|erfc|lgamma|tgamma|fma'
# Reason, and the expression that finds it; one after the other.
rules=(
  'a function of libm whose last bit differs between processors; sim/math.h has ours' "(std|boost::math)::($libm)[fl]?\\s*\\("
  'a function of libm whose last bit differs between processors; sim/math.h has ours' '#\s*include\s*<math\.h>'
  'a distribution of the standard library, which each writes as it likes; sim/distribution.h has ours' 'std::\w+_distribution\b'
  'a generator with a state, or one that nobody seeds; sim/random.h has draws' '#\s*include\s*<random>|mt19937|random_device|default_random_engine|\b(s?rand|drand48|random)\s*\(\)|std::(shuffle|sample|random_shuffle)\b'
  'a container whose order is that of a hash; sort, or use std::map' '\bunordered_(multi)?(map|set)\b|std::hash\b'
  'a sum over threads or without an order' 'parallel_(deterministic_)?(reduce|scan)|std::(reduce|transform_reduce)\b|std::execution|enumerable_thread_specific|\bcombinable\b'
  'a floating sum that threads add to in any order' 'atomic(_ref)?<\s*(float|double|long double)'
  'who runs or where it lies in memory' '\bthread_local\b|get_id\s*\(|\bsched_getcpu\b|u?intptr_t|std::less<\s*\w+\s*\*|std::(map|set)<\s*(const\s+)?\w+\s*\*'
  'the time of day' '\b(system|steady|high_resolution)_clock\b|\bclock_gettime\b|std::(time|clock)\s*\('
  'the environment' '\b(secure_)?getenv\b'
  'a type of another size elsewhere' '\blong\s+double\b|__float128|_Float16'
  'leave to change values' '#\s*pragma\s+(omp|STDC|GCC\s+optimi[sz]e|clang\s+fp)|fast-math|gnu::optimi[sz]e|fp-contract=(fast|on)|target\("[^"]*fma'
)
# Known and harmless: looked up by name and never gone through; memory that each thread fills anew before it reads it.
known=(
  'models/published/network.cpp: #include <unordered_map>'
  'models/published/network.cpp: std::unordered_map<std::string, std::uint32_t> number_of;'
  'models/public_services/stages/sum_up.cpp: thread_local std::vector<std::uint64_t> candidates;'
)

# Prints what is refused in the folder $1, as FILE: LINE.
refused() {
  local i
  (
    cd "$1"
    lines=$(grep -r --include='*.cpp' --include='*.h' --include='*.def' '' sim models | sed -E 's,//.*,,; s,^([^:]*):\s*(.*[^ ])\s*$,\1: \2,')
    for ((i = 1; i < ${#rules[@]}; i += 2)); do
      grep -P "^[^:]*: .*?(?:${rules[i]})" <<<"$lines" || true
    done | { grep -vxF "$(printf '%s\n' "${known[@]}")" || true; } | sort -u
  )
}

# Prints the flags that change values in the files $@.
flags() { grep -nE -e '-Ofast|-f(fast|unsafe|finite|associative|reciprocal)-?math|-ffp-contract=(fast|on)|-mrecip' "$@" || true; }

found=$(refused .)
if [[ -n $found ]]; then
  printf 'These would make results depend on more than the scenario and the seed:\n%s\n\nRefused is:\n' "$found"
  for ((i = 0; i < ${#rules[@]}; i += 2)); do printf '%s: %s\n' "${rules[i]}" "${rules[i + 1]}"; done
  exit 1
fi
builds=(CMakeLists.txt CMakePresets.json tests/CMakeLists.txt cmake/*)
[[ -z $(flags "${builds[@]}") ]] || { flags "${builds[@]}" && exit 1; }
grep -qE '^add_compile_options\(.*-ffp-contract=off' CMakeLists.txt || { echo "CMakeLists.txt: -ffp-contract=off is gone" && exit 1; }
for line in "${known[@]}"; do
  grep -qF -- "${line#*: }" "${line%%: *}" || { echo "No longer there, so no longer to be allowed: $line" && exit 1; }
done
if grep -nE '(for \(.*: *number_of\b|number_of\.c?begin)' models/published/network.cpp; then
  echo "models/published/network.cpp goes through number_of in the order of its hashes" && exit 1
fi

# The check itself: what is planted in a copy is found, each of it and nothing else.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r sim models "$copy"
planted=()
plant() {
  local file=$1/planted_${#planted[@]}.cpp
  printf '  %s  // planted\n' "$2" >"$copy/$file"
  planted+=("$file: $2")
}
for function in exp expm1 log log1p pow sin cos tanh cbrt hypot erf lgamma; do plant sim "return std::$function(x);"; done
plant models 'const float y = std::expf(x);'
plant models '#include <math.h>'
plant models '#include <random>'
plant models/published 'std::normal_distribution<double> normal;'
plant models/published 'std::mt19937_64 generator(seed);'
plant models/published 'const int who = rand() % agents;'
plant models 'std::shuffle(order.begin(), order.end(), luck);'
plant models 'std::unordered_map<int, double> share;'
plant sim 'for (auto x : std::unordered_set<int>{1, 2}) add(x);'
plant sim 'return std::hash<std::string>{}(name);'
plant sim 'return tbb::parallel_reduce(range, 0., body, std::plus<>());'
plant sim 'tbb::parallel_deterministic_reduce(range, body);'
plant models 'return std::reduce(values.begin(), values.end());'
plant models 'std::atomic<double> total = 0;'
plant models 'thread_local double sum = 0;'
plant models 'const auto me = std::this_thread::get_id();'
plant models 'key = reinterpret_cast<std::uintptr_t>(&agent);'
plant models 'std::map<const Agent*, double> trust;'
plant models 'std::set<Agent *> met;'
plant sim 'seed = std::chrono::steady_clock::now().time_since_epoch().count();'
plant sim 'seed = std::time(nullptr);'
plant sim 'if (std::getenv("QUICK")) return;'
plant sim 'long double sum = 0;'
plant sim '#pragma omp parallel for reduction(+ : sum)'
plant sim '#pragma STDC FP_CONTRACT ON'
plant sim '[[gnu::optimize("fast-math")]] double sum();'
plant models '[[gnu::target("avx2,fma")]] double sum();'
printf '// std::exp(x) is not used\n' >"$copy/sim/comment.h"
if ! diff <(printf '%s\n' "${planted[@]}" | sort) <(refused "$copy"); then
  echo "What was planted (left) is not what was found (right)."
  exit 1
fi
for flag in -Ofast -ffast-math -funsafe-math-optimizations -ffp-contract=fast; do
  sed "s/-Wall/-Wall $flag/" CMakeLists.txt >"$copy/CMakeLists.txt"
  [[ -n $(flags "$copy/CMakeLists.txt") ]] || { echo "$flag, planted in CMakeLists.txt, was not found" && exit 1; }
done
echo "Nothing in sim/ and models/ makes results depend on more than scenario and seed; ${#planted[@]} planted lines and 4 flags were found."
