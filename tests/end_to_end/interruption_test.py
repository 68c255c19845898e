"""Disks that are full, readers that go away, signals and terminals."""
import os
import pty
import resource
import select
import signal
import subprocess
import time

import pytest

from program import DONE, FILE_TROUBLE, INTERRUPTED, PROGRAM, contents, digest_of, knowhow, read, run

OLD = b"\x89HDF\r\n\x1a\n and what else an older results file holds"


def mounts_work():
    try:
        return subprocess.run(["unshare", "-mr", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


needs_mounts = pytest.mark.skipif(not mounts_work(), reason="may not mount a file system of its own here")


def on_a_disk(folder, options, script):
    """Runs a shell script with a file system of its own in the folder `disk`; $0 is the program."""
    (folder / "disk").mkdir()
    script = f"mount -t tmpfs -o {options} none disk && {script}"
    return subprocess.run(["unshare", "-mr", "sh", "-c", script, PROGRAM], cwd=folder, capture_output=True, text=True, timeout=120)


@needs_mounts
@pytest.mark.parametrize("size", ["16k", "64k", "200k"])
def test_a_full_disk(folder, size):
    """Too small for the journal's beginning, for all runs, and for the results file beside them."""
    script = r'''printf '\211HDF\r\n\032\nold' > disk/x.h5
        "$0" run small.yaml --quiet -o disk/x.h5; echo "exit $?"; tail -c 3 disk/x.h5; echo; ls -A disk
        mount -o remount,size=10m disk; "$0" run small.yaml --quiet -o disk/x.h5; echo "exit $?"; ls -A disk; cp disk/x.h5 .'''
    told = on_a_disk(folder, f"size={size}", script)
    left = "x.h5" if size == "16k" else "x.h5\nx.h5.journal"
    assert told.stdout == f"exit {INTERRUPTED}\nold\n{left}\nexit {DONE}\nx.h5\n"
    for words in ("knowhow: disk/x.h5", "No space left", "needs", "free"):
        assert words in told.stderr
    if size != "16k":
        assert "the same command goes on" in told.stderr or "the same command writes the results file" in told.stderr
        assert "knowhow: going on: " in told.stderr
    assert digest_of(read(folder / "x.h5")) == digest_of(run(folder, "small.yaml"))


@needs_mounts
def test_a_disk_without_room_for_another_file(folder):
    told = on_a_disk(folder, "nr_inodes=2", r'''printf '\211HDF\r\n\032\nold' > disk/x.h5; "$0" run small.yaml --quiet -o disk/x.h5; echo "exit $?"; ls -A disk; tail -c 3 disk/x.h5''')
    assert told.stdout == f"exit {INTERRUPTED}\nx.h5\nold"
    assert "knowhow: disk/x.h5: cannot write" in told.stderr


@needs_mounts
def test_a_read_only_folder(folder):
    told = on_a_disk(folder, "size=1m", r'''printf '\211HDF\r\n\032\nold' > disk/x.h5; mount -o remount,ro disk; "$0" run small.yaml -o disk/x.h5; echo "exit $?"; tail -c 3 disk/x.h5''')
    assert told.stdout == f"exit {FILE_TROUBLE}\nold"
    assert "knowhow: disk/x.h5: cannot write: Read-only file system" in told.stderr and "choose another place with -o" in told.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_somebody_else(folder):
    (folder / "theirs").mkdir(mode=0o555)
    told = knowhow(folder, "run", "small.yaml", "-o", "theirs/x.h5")
    assert told.returncode == FILE_TROUBLE and "Permission denied" in told.stderr and list((folder / "theirs").iterdir()) == []


@pytest.mark.parametrize("limit", [5_000, 100_000, 300_000])
def test_a_limit_on_the_size_of_files(folder, small, limit):
    """Past such a limit the system sends SIGXFSZ, which kills who does not expect it."""
    (folder / "results.h5").write_bytes(OLD)
    told = knowhow(folder, "run", "small.yaml", "-o", "results.h5", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert (told.returncode, told.stdout) == (INTERRUPTED, "")
    assert "knowhow: results.h5" in told.stderr and "File too large" in told.stderr and "ulimit -f" in told.stderr
    assert (folder / "results.h5").read_bytes() == OLD
    assert set(contents(folder)) - {"results.h5.journal"} == {"results.h5", "small.yaml"}
    again = knowhow(folder, "run", "small.yaml", "-o", "results.h5", "--quiet")
    assert again.returncode == DONE and ("going on: " in again.stderr) == (limit > 5_000)
    assert digest_of(read(folder / "results.h5")) == digest_of(small)


def test_a_failed_run_leaves_an_old_file_alone(folder):
    (folder / "results.h5").write_bytes(OLD)
    assert knowhow(folder, "run", "small.yaml", "-o", "results.h5", "--set", "foo=1").returncode != DONE
    assert (folder / "results.h5").read_bytes() == OLD


@pytest.mark.parametrize("words", [["describe"], ["describe", "--json"], ["schema"], ["check", "small.yaml"], ["--help"], ["--version"],
                                   ["run", "small.yaml"], ["run", "small.yaml", "--json"]], ids=" ".join)
def test_standard_output_that_is_full(folder, words):
    with open("/dev/full", "w", encoding="utf-8") as full:
        told = subprocess.run([PROGRAM, *words], cwd=folder, stdout=full, stderr=subprocess.PIPE, text=True, timeout=120)
    assert told.returncode == FILE_TROUBLE and "standard output: cannot write" in told.stderr


@pytest.mark.parametrize("words", [["describe", "--json"], ["schema"]], ids=" ".join)
def test_a_reader_that_goes_away(folder, words):
    """As `| head -1`: an end by SIGPIPE or an exit code, but neither silence nor a crash."""
    script = f'{{ "$0" {" ".join(words)}; echo "exit $?" >&2; }} | head -1'
    told = subprocess.run(["sh", "-c", script, PROGRAM], cwd=folder, capture_output=True, text=True, timeout=120)
    assert told.stdout.count("\n") == 1
    assert told.stderr.splitlines()[-1] in (f"exit {128 + signal.SIGPIPE}", f"exit {FILE_TROUBLE}")
    assert "internal error" not in told.stderr


def test_a_run_needs_no_terminal_and_no_open_streams(folder, small):
    subprocess.run(["sh", "-c", '"$0" run small.yaml --quiet -o x.h5 <&- >&- 2>&-', PROGRAM], cwd=folder, check=True, timeout=120)
    again = run(folder, "small.yaml")
    assert again["provenance"]["digest"] == small["provenance"]["digest"]
    assert (folder / "x.h5").stat().st_size > 100_000


class OnATerminal:
    """The program with its standard error on a terminal."""

    def __init__(self, folder, *words):
        self.seen = ""
        self.terminal, theirs = pty.openpty()
        self.process = subprocess.Popen([PROGRAM, *map(str, words)], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=theirs, start_new_session=True)
        os.close(theirs)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.terminal)

    def read_until(self, words, seconds=60):
        """What came until `words` did, or until the program closed the terminal."""
        deadline = time.monotonic() + seconds
        while words not in self.seen and time.monotonic() < deadline:
            if not select.select([self.terminal], [], [], 0.2)[0]:
                continue
            try:
                part = os.read(self.terminal, 4096)
            except OSError:  # Linux tells so that the other side is closed
                break
            self.seen += part.decode()
        return self.seen

    def ends(self):
        self.read_until("\0")
        return self.process.wait(timeout=60)


def test_progress_is_shown_on_a_terminal(folder):
    with OnATerminal(folder, "run", "small.yaml") as program:
        assert program.ends() == DONE
    assert "12 of 12 runs" in program.seen and "a second" in program.seen and "left" in program.seen
    assert program.seen.endswith("\r\033[K"), "the line is wiped at the end"


def test_quiet_means_quiet_on_a_terminal_too(folder):
    with OnATerminal(folder, "run", "small.yaml", "--quiet") as program:
        assert program.ends() == DONE
    assert program.seen == ""


def test_no_progress_without_a_terminal(folder):
    told = knowhow(folder, "run", "small.yaml")
    assert (told.returncode, told.stderr) == (DONE, "")
    assert "\r" not in told.stdout and "\033" not in told.stdout
