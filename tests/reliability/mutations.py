#!/usr/bin/python3 -B
"""Would the tests notice? One operator of the kernel or of the barriers is changed at a time (< to <=, + to -, && to ||, ...), and
the tests of the kernel and of the models must fail, or no longer end. Which operators is drawn by the seed. A change that does not
compile does not count; one that changes nothing that can be seen does, as nobody has told the two apart. Prints what survived
and the counts; exit code 1 if less than 85 in 100 are noticed.

  mutations.py --folder DIR [--count N] [--seed N]      DIR gets a copy of the sources, and a build of them"""
import argparse
import pathlib
import random
import re
import shutil
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
CHANGES = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&", "+": "-", "-": "+", "*": "/", "/": "*", "%": "/",
           "+=": "-=", "-=": "+=", "<<": ">>", ">>": "<<", "^": "|", "&": "|", "|": "&"}
OPERATOR = re.compile(r"(?<= )(" + "|".join(re.escape(operator) for operator in sorted(CHANGES, key=len, reverse=True)) + r")(?= )")
ENOUGH = 0.85
SECONDS = 600  # a test program; about ten times what it takes


def files():
    return [*sorted((SOURCE / "sim").glob("*.cpp")), *sorted((SOURCE / "models" / "public_services" / "barriers").glob("*.*"))]


def sites():
    """(file, line, column, operator) of operators that stand in code."""
    for path in files():
        for number, line in enumerate(path.read_text().splitlines()):
            code = line.split("//")[0]
            if code.lstrip().startswith(("#", "template", "using", "static_assert", "throw ", '"')):
                continue
            for match in OPERATOR.finditer(re.sub(r'"(\\.|[^"\\])*"', lambda text: '"' + "_" * (len(text[0]) - 2) + '"', code)):
                yield path.relative_to(SOURCE), number, match.start(), match[1]


def build(tree):
    return subprocess.run(["cmake", "--build", "--preset", "dev", "--target", "tests_sim", "tests_models"], cwd=tree, capture_output=True, text=True)


def noticed(tree):
    for program in ("tests_sim", "tests_models"):
        try:
            done = subprocess.run([tree / "build" / "dev" / "tests" / program, "--gtest_fail_fast", "--gtest_brief=1"], cwd=tree, capture_output=True,
                                  timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return f"{program} does not end"
        if done.returncode != 0:
            return program
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", required=True, type=pathlib.Path)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    tree = given.folder.resolve()
    for name in subprocess.run(["git", "ls-files"], cwd=SOURCE, capture_output=True, text=True, check=True).stdout.splitlines():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        if not (tree / name).exists() or (tree / name).read_bytes() != (SOURCE / name).read_bytes():
            shutil.copy(SOURCE / name, tree / name)
    configured = subprocess.run(["cmake", "--preset", "dev"], cwd=tree, capture_output=True, text=True)
    built = build(tree)
    if configured.returncode or built.returncode:
        sys.exit(configured.stderr + built.stdout[-3000:])
    if found := noticed(tree):
        sys.exit(f"{found} fails without any change")
    all_sites = list(sites())
    chosen = random.Random(given.seed).sample(all_sites, min(given.count, len(all_sites)))
    killed, survived, broken = 0, [], 0
    for path, number, column, operator in sorted(chosen):
        file = tree / path
        text = (SOURCE / path).read_text()
        lines = text.splitlines(keepends=True)
        line = lines[number]
        lines[number] = line[:column] + CHANGES[operator] + line[column + len(operator):]
        file.write_text("".join(lines))
        what = f"{path}:{number + 1}: {operator} to {CHANGES[operator]}: {line.strip()}"
        if build(tree).returncode != 0:
            broken += 1
        elif by := noticed(tree):
            killed += 1
            print(f"noticed by {by}: {what}", flush=True)
        else:
            survived.append(what)
            print(f"SURVIVED: {what}", flush=True)
        file.write_text(text)
    counted = killed + len(survived)
    print(f"{counted} changes of {len(all_sites)} operators ({broken} more did not compile): {killed} noticed, {len(survived)} not")
    return 0 if counted and killed >= ENOUGH * counted else 1


sys.exit(main())
