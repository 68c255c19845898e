"""Whatever ends a run, the same command goes on from its journal, and the results are those of a run that nothing ended."""
import os
import shutil
import signal
import subprocess
import time

import h5py
import numpy as np
import pytest

from program import DONE, FAILED, FILE_TROUBLE, INTERRUPTED, PROGRAM, contents, knowhow, text_of

REPLICATES = 25
RUNS = 4 * REPLICATES
WORDS = ["run", "small.yaml", "-o", "x.h5", "--replicates", REPLICATES]


def everything(path):
    """All that is in a results file, but for the time of day."""
    found = {}
    with h5py.File(path) as file:
        def keep(name, item):
            if isinstance(item, h5py.Dataset):
                found[name] = item[()] if item.dtype != object else text_of(item) if item.shape else item.asstr()[()]
        file.visititems(keep)
        found["attributes"] = {name: value for name, value in file.attrs.items() if name != "history"}
    found.pop("provenance/threads")
    return found


def same(a, b):
    return list(a) == list(b) and all(
        np.array_equal(a[name], b[name], equal_nan=a[name].dtype.kind == "f") if isinstance(a[name], np.ndarray) else a[name] == b[name] for name in a)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The results of a run that nothing ended, and what it said."""
    import program
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "small.yaml").write_text(program.SMALL)
    told = knowhow(folder, *WORDS)
    assert told.returncode == DONE
    return everything(folder / "x.h5"), told.stdout


def start(folder, *words, **options):
    return subprocess.Popen([PROGRAM, *map(str, words)], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.002)


def size(path):
    return path.stat().st_size if path.exists() else 0


def end_in_the_middle(folder, name, *words):
    """Starts a run and sends it a signal once some runs are finished, but not all."""
    process = start(folder, *WORDS, *words)
    wait_for(lambda: size(folder / "x.h5.journal") > 300_000)
    process.send_signal(name)
    process.communicate(timeout=60)
    return process.returncode


def finished_before(told):
    """The number in `going on: 123 of 350 runs were finished`."""
    line = next(line for line in told.stderr.splitlines() if line.startswith("knowhow: going on: "))
    assert line.endswith(f" of {RUNS} runs were finished")
    return int(line.split()[3])


def table(text):
    """What a run said, but for how long it took."""
    return [line for line in text.splitlines() if not line.startswith("Results:") and " runs in " not in line and " run in " not in line]


@pytest.mark.parametrize("name, spread", [("SIGKILL", "replicates"), ("SIGINT", "replicates"), ("SIGINT", "agents"), ("SIGTERM", "replicates"),
                                          ("SIGUSR1", "replicates")])
def test_a_run_that_is_ended_goes_on(folder, undisturbed, name, spread):
    code = end_in_the_middle(folder, getattr(signal, name), "--spread", spread)
    assert code == (-signal.SIGKILL if name == "SIGKILL" else INTERRUPTED)
    assert set(contents(folder)) == {"small.yaml", "x.h5.journal"}
    told = knowhow(folder, *WORDS, "--threads", 1)
    assert told.returncode == DONE
    assert 0 < finished_before(told) < RUNS
    assert set(contents(folder)) == {"small.yaml", "x.h5"}
    assert same(everything(folder / "x.h5"), undisturbed[0])
    assert table(told.stdout) == table(undisturbed[1])


def test_killed_again_and_again(folder, undisturbed):
    for _ in range(4):
        process = start(folder, *WORDS)
        at = size(folder / "x.h5.journal")
        wait_for(lambda: size(folder / "x.h5.journal") > at + 60_000 or process.poll() is not None)
        process.kill()
        process.communicate(timeout=60)
    told = knowhow(folder, *WORDS)
    assert told.returncode == DONE and finished_before(told) > 0
    assert same(everything(folder / "x.h5"), undisturbed[0])


def test_interrupted_before_anything_was_finished(tmp_path):
    import program
    process = start(tmp_path, "run", program.WALES, "-o", "x.h5", "--set", "time.horizon=50 years")
    wait_for(lambda: size(tmp_path / "x.h5.journal") > 0)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED and "knowhow: interrupted; no run was finished" in told
    assert contents(tmp_path) == {}


def test_what_is_left_and_what_to_do_is_told(folder):
    process = start(folder, *WORDS)
    wait_for(lambda: size(folder / "x.h5.journal") > 300_000)
    process.send_signal(signal.SIGINT)
    out, told = process.communicate(timeout=60)
    assert out == "" and told.startswith("knowhow: interrupted; ")
    assert f" of {RUNS} runs are finished and safe in x.h5.journal, and the same command goes on from there\n" in told


def test_a_torn_end_and_a_flipped_bit_are_run_again(folder, undisturbed):
    end_in_the_middle(folder, signal.SIGKILL)
    journal = folder / "x.h5.journal"
    data = bytearray(journal.read_bytes()[:-1000])
    data[len(data) // 2] ^= 1
    journal.write_bytes(data)
    told = knowhow(folder, *WORDS)
    assert told.returncode == DONE
    assert "knowhow: x.h5.journal: damaged in 1 place; what was lost is run again\n" in told.stderr
    assert same(everything(folder / "x.h5"), undisturbed[0])


@pytest.mark.parametrize("words, differs", [(["--seed", 6], "its seed is 5, not 6"), (["--replicates", 26], "its number of replicates is 25, not 26"),
                                            (["--set", "channels.home.talks=31"], "its scenario file differs"),
                                            (["--scenario", "talk"], "its list of scenarios")])
def test_the_journal_of_another_command_is_left_alone(folder, words, differs):
    end_in_the_middle(folder, signal.SIGKILL)
    before = contents(folder)
    words = (WORDS[:4] if "--replicates" in words else WORDS) + words
    told = knowhow(folder, *words)
    assert told.returncode == FILE_TROUBLE
    assert "finished runs of another command: " + differs in told.stderr and "--fresh" in told.stderr
    assert contents(folder) == before
    told = knowhow(folder, *words, "--fresh")
    assert (told.returncode, told.stderr) == (DONE, "")
    assert set(contents(folder)) == {"small.yaml", "x.h5"}


def test_fresh_starts_over(folder, undisturbed):
    end_in_the_middle(folder, signal.SIGKILL)
    told = knowhow(folder, *WORDS, "--fresh")
    assert (told.returncode, told.stderr) == (DONE, "")
    assert same(everything(folder / "x.h5"), undisturbed[0])


@pytest.mark.parametrize("fresh", [[], ["--fresh"]], ids=["", "fresh"])
def test_what_is_no_journal_is_never_touched(folder, fresh):
    (folder / "x.h5.journal").write_text("my diary\n")
    told = knowhow(folder, *WORDS, *fresh)
    assert told.returncode == FILE_TROUBLE and "no journal" in told.stderr
    assert (folder / "x.h5.journal").read_text() == "my diary\n"
    (folder / "x.h5.journal").unlink()
    (folder / "x.h5.journal").mkdir()
    told = knowhow(folder, *WORDS, *fresh)
    assert told.returncode == FILE_TROUBLE and "x.h5.journal: cannot write: this is not an ordinary file" in told.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_journal_that_may_not_be_written(folder):
    end_in_the_middle(folder, signal.SIGKILL)
    (folder / "x.h5.journal").chmod(0o444)
    told = knowhow(folder, *WORDS)
    assert told.returncode == FILE_TROUBLE and "x.h5.journal: cannot write: Permission denied" in told.stderr


def test_two_at_once(folder, undisturbed):
    first = start(folder, *WORDS)
    wait_for(lambda: size(folder / "x.h5.journal") > 0)
    for words in ([], ["--fresh"]):
        told = knowhow(folder, *WORDS, *words)
        assert told.returncode == FILE_TROUBLE and "x.h5.journal: cannot write: another process is at work on it" in told.stderr
    first.communicate(timeout=120)
    assert first.returncode == DONE
    assert same(everything(folder / "x.h5"), undisturbed[0])


SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
int H5Fflush(long object, int scope) {
  if (getenv("KILL_PARENT")) kill(getppid(), SIGKILL);
  if (getenv("ABORT_HERE")) abort();
  for (const char* slow = getenv("WAIT_HERE"); slow && access(slow, F_OK) == 0;) usleep(1000);
  return ((int (*)(long, int))dlsym(RTLD_NEXT, "H5Fflush"))(object, scope);
}
"""


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    """Stands before a function of the HDF5 library and does what the environment says."""
    folder = tmp_path_factory.mktemp("shim")
    (folder / "shim.c").write_text(SHIM)
    subprocess.run([shutil.which("cc") or "gcc", "-shared", "-fPIC", "-o", folder / "shim.so", folder / "shim.c", "-ldl"], check=True)

    def environment(**names):
        return {**os.environ, "LD_PRELOAD": str(folder / "shim.so"), **names}
    return environment


def test_a_crash_inside_the_library_loses_nothing(folder, shim, undisturbed):
    told = knowhow(folder, *WORDS, env=shim(ABORT_HERE="1"))
    assert (told.returncode, told.stdout) == (FAILED, "")
    assert f"signal {signal.SIGABRT.value} (Aborted)" in told.stderr
    assert f"all {RUNS} runs are safe in x.h5.journal; the same command writes the results file without running anything again" in told.stderr
    assert set(contents(folder)) == {"small.yaml", "x.h5.journal"}
    told = knowhow(folder, *WORDS)
    assert told.returncode == DONE and finished_before(told) == RUNS
    assert told.stdout.splitlines()[-2].startswith("0 runs in ")
    assert set(contents(folder)) == {"small.yaml", "x.h5"}
    assert same(everything(folder / "x.h5"), undisturbed[0])
    assert table(told.stdout) == table(undisturbed[1])


@pytest.mark.parametrize("group", [False, True], ids=["of the command", "of all, as on a terminal"])
def test_an_interruption_of_publishing_loses_nothing(folder, shim, undisturbed, group):
    (folder / "wait").touch()
    process = start(folder, *WORDS, env=shim(WAIT_HERE=str(folder / "wait")), start_new_session=True)
    wait_for(lambda: children_of(process.pid))
    time.sleep(0.1)
    (os.killpg if group else os.kill)(process.pid, signal.SIGINT)
    time.sleep(0.1)
    (folder / "wait").unlink()
    _, told = process.communicate(timeout=60)
    if process.returncode != DONE:
        assert group and process.returncode == INTERRUPTED
        assert f"knowhow: interrupted; all {RUNS} runs are safe in x.h5.journal" in told
        assert set(contents(folder)) == {"small.yaml", "x.h5.journal"}
        assert knowhow(folder, *WORDS).returncode == DONE
    assert same(everything(folder / "x.h5"), undisturbed[0])
    assert set(contents(folder)) == {"small.yaml", "x.h5"}


def test_the_end_of_the_parent_loses_nothing(folder, shim, undisturbed):
    told = knowhow(folder, *WORDS, env=shim(KILL_PARENT="1"))
    assert told.returncode == -signal.SIGKILL
    wait_for(lambda: knowhow(folder, *WORDS).returncode == DONE)
    assert same(everything(folder / "x.h5"), undisturbed[0])
    assert set(contents(folder)) == {"small.yaml", "x.h5"}


def children_of(pid):
    """Processes that it started and that have become another program than it was."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return file.read().split()
    except FileNotFoundError:
        return []


def test_the_command_that_publishes_is_for_the_program_alone(folder):
    assert "publish-journal" not in knowhow(folder, "--help").stdout
    told = knowhow(folder, "publish-journal", "x.h5", stdin=subprocess.DEVNULL)
    assert told.returncode == FILE_TROUBLE
    end_in_the_middle(folder, signal.SIGKILL)
    with open(folder / "x.h5.journal", "rb") as journal:
        told = knowhow(folder, "publish-journal", "x.h5", stdin=journal)
    assert told.returncode != DONE and not (folder / "x.h5").exists()
