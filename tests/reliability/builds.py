#!/usr/bin/python3 -B
"""The same bits from every build: the kernel and the models, built by g++ and clang++ without and with optimisation, for this
processor, and without its wide registers; each runs every scenario of the library with three seeds, on one thread or on
several, and all digests must be equal. Prints the counts; exit code 1 if one differs. Builds are kept in build/bits.

  builds.py [--only NAME]... [--scenario FILE]...      NAME as printed"""
import argparse
import os
import pathlib
import subprocess
import sys
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
NARROW = "-D__builtin_cpu_supports(feature)=false"
BUILDS = {"g++ -O2": ("g++", "-O2"), "g++ -O0": ("g++", "-O0"), "g++ -O3": ("g++", "-O3"), "g++ -O3 -march=native": ("g++", "-O3 -march=native"),
          "g++ -O2, narrow": ("g++", f"-O2 '{NARROW}'"), "clang++ -O0": ("clang++-14", "-O0"), "clang++ -O2": ("clang++-14", "-O2"),
          "clang++ -O3 -march=native": ("clang++-14", "-O3 -march=native"), "clang++ -O2, narrow": ("clang++-14", f"-O2 '{NARROW}'")}
# What the C library itself chooses by processor: the narrow builds run without that, too.
MASKED = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX,-AVX2,-AVX512F,-AVX512VL,-AVX512DQ,-FMA,-FMA4"}


def driver_of(name):
    compiler, flags = BUILDS[name]
    folder = SOURCE / "build" / "bits" / "".join(letter if letter.isalnum() else "_" for letter in name)
    configure = ["cmake", "-S", SOURCE, "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=None", f"-DCMAKE_CXX_COMPILER={compiler}",
                 f"-DCMAKE_C_COMPILER={compiler.replace('g++', 'gcc') if compiler == 'g++' else 'clang-14'}", f"-DCMAKE_CXX_FLAGS={flags}",
                 "-DCMAKE_UNITY_BUILD=ON", "-DCMAKE_UNITY_BUILD_BATCH_SIZE=8"]
    for command in (configure, ["cmake", "--build", folder, "--target", "digests"]):
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{name}: {' '.join(map(str, command))}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return folder / "tests" / "digests"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=list(BUILDS), metavar="NAME")
    parser.add_argument("--scenario", action="append", type=pathlib.Path, metavar="FILE")
    given = parser.parse_args()
    library = given.scenario or [*sorted((SOURCE / "scenarios").glob("*.yaml")), *sorted((SOURCE / "scenarios" / "published").glob("*.yaml"))]
    expected, runs, differ = {}, 0, 0
    for number, name in enumerate(given.only or BUILDS):
        began, driver = time.monotonic(), driver_of(name)
        built = time.monotonic() - began
        threads = [1, 2, 3, 8][number % 4]
        told = subprocess.run([driver, str(threads), *map(str, library)], capture_output=True, text=True,
                              env={**os.environ, **(MASKED if name.endswith("narrow") else {})})
        if told.returncode != 0:
            sys.exit(f"{name}: {told.stderr}")
        for line in told.stdout.splitlines():
            digest, what = line.split(" ", 1)
            runs += 1
            if expected.setdefault(what, digest) != digest:
                differ += 1
                print(f"{name}: {what}: another digest", flush=True)
        print(f"{name}, {threads} threads: built in {built:.0f} s, run in {time.monotonic() - began - built:.0f} s", flush=True)
    print(f"{runs} digests of {len(given.only or BUILDS)} builds, {len(expected)} scenarios and seeds: {differ} differ")
    return 1 if differ or runs < 2 * len(expected) or not expected else 0


sys.exit(main())
