"""Disks that are full, readers that go away, signals and terminals."""
import os
import pty
import resource
import select
import signal
import subprocess
import time

import pytest

from program import DONE, FILE_TROUBLE, INTERRUPTED, PROGRAM, WALES, contents, knowhow, run

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
def test_a_full_disk(folder):
    script = r'''printf '\211HDF\r\n\032\nold' > disk/x.h5; "$0" run small.yaml --quiet -o disk/x.h5; echo "exit $?"; ls -A disk; tail -c 3 disk/x.h5'''
    told = on_a_disk(folder, "size=64k", script)
    assert told.stdout == f"exit {FILE_TROUBLE}\nx.h5\nold"
    for words in ("knowhow: disk/x.h5: cannot write", "No space left", "needs", "free", "-o"):
        assert words in told.stderr


@needs_mounts
def test_a_disk_without_room_for_another_file(folder):
    told = on_a_disk(folder, "nr_inodes=2", r'''printf '\211HDF\r\n\032\nold' > disk/x.h5; "$0" run small.yaml --quiet -o disk/x.h5; echo "exit $?"; ls -A disk; tail -c 3 disk/x.h5''')
    assert told.stdout == f"exit {FILE_TROUBLE}\nx.h5\nold"
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


def test_a_limit_on_the_size_of_files(folder):
    """Past such a limit the system sends SIGXFSZ, which kills who does not expect it."""
    (folder / "results.h5").write_bytes(OLD)
    before = contents(folder)
    told = knowhow(folder, "run", "small.yaml", "-o", "results.h5",
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)))
    assert (told.returncode, told.stdout) == (FILE_TROUBLE, "")
    assert "results.h5: cannot write" in told.stderr and "ulimit -f" in told.stderr
    assert contents(folder) == before


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


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGUSR1"])
@pytest.mark.parametrize("spread", ["replicates", "agents"])
def test_interruption_writes_nothing(tmp_path, name, spread):
    (tmp_path / "results.h5").write_bytes(OLD)
    with OnATerminal(tmp_path, "run", WALES, "--replicates", 100_000, "--set", "time.horizon=80 weeks", "--spread", spread,
                     "-o", "results.h5") as program:
        assert "of 100000 runs" in program.read_until("of 100000 runs")
        program.process.send_signal(getattr(signal, name))
        assert program.ends() == INTERRUPTED
    assert "knowhow: interrupted; no results file was written" in program.seen
    assert contents(tmp_path) == {"results.h5": OLD}


def test_a_killed_run_leaves_nothing(tmp_path):
    with OnATerminal(tmp_path, "run", WALES, "--replicates", 100_000, "--set", "time.horizon=80 weeks", "-o", "results.h5") as program:
        assert "of 100000 runs" in program.read_until("of 100000 runs")
        program.process.kill()
        assert program.ends() == -signal.SIGKILL
    assert contents(tmp_path) == {}
