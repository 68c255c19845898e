"""A copy of the sources in which one thing at a time is changed, and the tests of the kernel and of the models built from it: what
mutations.py and planted.py have in common."""
import contextlib
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ["tests_sim", "tests_models"]
MEMORY = 8 << 30  # a change may have a program ask for more and more


class Tree:
    """The copy, built once without a change. Optimised little and without what debuggers read, as nearly all the time is the
    compiler's; a compiler's cache, where there is one, restores what was changed."""

    def __init__(self, folder):
        self.folder = folder.resolve()
        self.built = self.folder / "build" / "changed"
        for name in subprocess.run(["git", "ls-files"], cwd=SOURCE, capture_output=True, text=True, check=True).stdout.splitlines():
            copy = self.folder / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            if (SOURCE / name).exists() and not (copy.exists() and copy.read_bytes() == (SOURCE / name).read_bytes()):
                shutil.copy(SOURCE / name, copy)
        self.environment = {**os.environ, "CCACHE_BASEDIR": str(self.folder), "CCACHE_NOHASHDIR": "1"}
        cache = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
        # Tests are asked for their names when they run, not when they are built: a change may keep them from both.
        configured = self.call(["cmake", "-S", self.folder, "-B", self.built, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=None",
                                "-DCMAKE_CXX_FLAGS=-O1 -w -D_GLIBCXX_ASSERTIONS", "-DCMAKE_GTEST_DISCOVER_TESTS_DISCOVERY_MODE=PRE_TEST", *cache])
        if configured.returncode:
            sys.exit(configured.stdout[-3000:] + configured.stderr[-3000:])
        began = time.monotonic()
        for program in PROGRAMS:
            if told := self.why_not_built(program):
                sys.exit(told)
        print(f"built in {time.monotonic() - began:.0f} s", flush=True)

    def call(self, command, **options):
        return subprocess.run([str(word) for word in command], cwd=self.folder, env=self.environment, capture_output=True, text=True, **options)

    def why_not_built(self, program):
        done = self.call(["cmake", "--build", self.built, "--target", program])
        return (done.stdout + done.stderr)[-3000:] if done.returncode else None

    def program(self, name):
        return self.built / "tests" / name

    def failure(self, program, choice="*", seconds=None):
        """How the chosen tests of a program fail, in a few words; None if they pass."""
        limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        try:
            done = subprocess.run([self.program(program), f"--gtest_filter={choice}", "--gtest_fail_fast", "--gtest_brief=1"], cwd=self.folder,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, errors="replace", timeout=seconds, preexec_fn=limit)
        except subprocess.TimeoutExpired:
            return "does not end"
        if done.returncode == 0:
            return None
        failed = [line.split("]")[1].split()[0].rstrip(",") for line in done.stdout.splitlines() if line.startswith("[  FAILED  ]")]
        return failed[0] if done.returncode == 1 and failed else f"ended with {done.returncode}"

    def text(self, path):
        return (self.folder / path).read_text()

    @contextlib.contextmanager
    def changed(self, path, text):
        before = self.text(path)
        (self.folder / path).write_text(text)
        try:
            yield
        finally:
            (self.folder / path).write_text(before)
