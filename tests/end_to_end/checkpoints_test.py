"""A run that takes long is kept while it goes on: whatever ends it, the same command goes on within it."""
import json
import os
import signal
import time

import pytest

from interruption_test import needs_mounts, on_a_disk
from nothing_lost_test import everything, same, start, wait_for
from program import DONE, FILE_TROUBLE, INTERRUPTED, WALES, WRONG_USAGE, contents, knowhow

GAPS = """\
knowhow: 1
title: Many small steps
model: gap_closing
network: {shape: small_world, agents: 20000, degree: 8}
closing: {rate: 0.001, open: 0.4}
time: {horizon: 3000 steps}
output: {every: 100 steps}
run: {replicates: 1, seed: 3}
"""
WORDS = {"gaps": ["gaps.yaml"], "wales": [WALES, "--set", "world.people.staff_per_person=10", "--replicates", 1]}
KEPT = "x.h5.run-0-0.checkpoint"


@pytest.fixture(name="folder")
def folder_of_gaps(tmp_path):
    (tmp_path / "gaps.yaml").write_text(GAPS)
    return tmp_path


@pytest.fixture(scope="module", params=WORDS)
def undisturbed(request, tmp_path_factory):
    """A command, and the results of it when nothing ended it."""
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "gaps.yaml").write_text(GAPS)
    words = ["run", *WORDS[request.param], "-o", "x.h5", "--quiet"]
    assert knowhow(folder, *words).returncode == DONE
    return words, everything(folder / "x.h5")


def end(folder, words, name, *more):
    """Starts a run and sends it a signal once a checkpoint is there."""
    process = start(folder, *words, "--checkpoint-every", 0.1, *more)
    wait_for((folder / KEPT).exists)
    process.send_signal(name)
    return process.communicate(timeout=60)[1], process.returncode


@pytest.mark.parametrize("name", ["SIGKILL", "SIGINT"])
def test_a_run_goes_on_within(folder, undisturbed, name):
    words, results = undisturbed
    told, code = end(folder, words, getattr(signal, name), "--threads", 2)
    assert code == (-signal.SIGKILL if name == "SIGKILL" else INTERRUPTED)
    if name == "SIGINT":
        assert told == ("knowhow: interrupted; 1 run that had begun is kept in x.h5.run-*.checkpoint, and the same command goes on from there\n")
    told = knowhow(folder, *words, "--threads", 1)
    assert (told.returncode, told.stderr) == (DONE, f"knowhow: a run goes on from {KEPT}\n")
    assert same(everything(folder / "x.h5"), results)
    assert set(contents(folder)) == {"gaps.yaml", "x.h5"}


def test_ended_again_and_again(folder, undisturbed):
    words, results = undisturbed
    for threads in (1, 3, 2):
        (folder / KEPT).unlink(missing_ok=True) if threads == 1 else None
        before = (folder / KEPT).stat().st_mtime_ns if (folder / KEPT).exists() else 0
        process = start(folder, *words, "--checkpoint-every", 0.02, "--threads", threads)
        wait_for(lambda before=before: process.poll() is not None or ((folder / KEPT).exists() and (folder / KEPT).stat().st_mtime_ns > before))
        process.kill()
        process.communicate(timeout=60)
    assert knowhow(folder, *words).returncode == DONE
    assert same(everything(folder / "x.h5"), results)


def test_damage_costs_the_run_and_no_number(folder, undisturbed):
    words, results = undisturbed
    end(folder, words, signal.SIGKILL)
    data = bytearray((folder / KEPT).read_bytes())
    data[len(data) // 2] ^= 4
    (folder / KEPT).write_bytes(data)
    told = knowhow(folder, *words)
    assert (told.returncode, told.stderr) == (DONE, f"knowhow: {KEPT}: this checkpoint is damaged; its run starts again\n")
    assert same(everything(folder / "x.h5"), results)
    assert set(contents(folder)) == {"gaps.yaml", "x.h5"}


def test_what_is_of_another_command_is_left_alone(folder):
    words = ["run", "gaps.yaml", "-o", "x.h5", "--quiet"]
    assert end(folder, words, signal.SIGINT)[1] == INTERRUPTED
    before = contents(folder)
    told = knowhow(folder, *words, "--seed", 4)
    assert told.returncode == FILE_TROUBLE
    assert f"knowhow: {KEPT}: this checkpoint is of another command" in told.stderr and "--fresh" in told.stderr
    assert contents(folder) == before
    told = knowhow(folder, *words, "--seed", 4, "--fresh")
    assert (told.returncode, told.stderr) == (DONE, "")
    assert set(contents(folder)) == {"gaps.yaml", "x.h5"}


@pytest.mark.parametrize("fresh", [[], ["--fresh"]], ids=["", "fresh"])
@pytest.mark.parametrize("make", [lambda path: path.write_text("my diary\n"), os.mkfifo, lambda path: path.mkdir(), lambda path: path.symlink_to("/dev/null")],
                         ids=["diary", "pipe", "folder", "link"])
def test_what_is_no_checkpoint_is_never_touched(folder, make, fresh):
    make(folder / KEPT)
    told = knowhow(folder, "run", "gaps.yaml", "-o", "x.h5", *fresh)
    assert told.returncode == FILE_TROUBLE and f"{KEPT}: this is no checkpoint of knowhow; remove it" in told.stderr
    assert os.path.lexists(folder / KEPT)


@pytest.mark.parametrize("spoil", [lambda data: b"", lambda data: data[:20], lambda data: data[:-5], lambda data: data[:18] + b"?" + data[19:]],
                         ids=["empty", "only a beginning", "cut", "another study by a slip of the disk"])
def test_what_a_disk_spoils_is_run_again(folder, spoil):
    words = ["run", "gaps.yaml", "-o", "x.h5", "--quiet"]
    end(folder, words, signal.SIGINT)
    (folder / KEPT).write_bytes(spoil((folder / KEPT).read_bytes()))
    told = knowhow(folder, *words)
    assert (told.returncode, told.stderr) == (DONE, f"knowhow: {KEPT}: this checkpoint is damaged; its run starts again\n")
    assert set(contents(folder)) == {"gaps.yaml", "x.h5"}


def test_a_copy_under_another_name_is_not_taken(folder):
    words = ["run", "gaps.yaml", "-o", "x.h5", "--quiet", "--replicates", 2]
    end(folder, words, signal.SIGINT, "--spread", "agents")
    copy = KEPT.replace("0-0", "0-1")
    (folder / copy).write_bytes((folder / KEPT).read_bytes())
    told = knowhow(folder, *words)
    assert told.returncode == DONE and f"{copy}: this checkpoint is damaged" in told.stderr
    assert set(contents(folder)) == {"gaps.yaml", "x.h5"}


def test_an_interruption_keeps_what_took_long_however_seldom_is_asked_for(folder):
    words = ["run", "gaps.yaml", "-o", "x.h5", "--quiet", "--set", "network.agents=200000", "--checkpoint-every", 3600]
    process = start(folder, *words)
    time.sleep(7)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED and "1 run that had begun is kept" in told and (folder / KEPT).exists()


def test_what_a_killed_process_left_half_written_goes_away(folder):
    (folder / f".{KEPT}.4711.tmp").write_bytes(b"half")
    told = knowhow(folder, "run", "gaps.yaml", "-o", "x.h5", "--quiet")
    assert (told.returncode, told.stderr) == (DONE, "")
    assert set(contents(folder)) == {"gaps.yaml", "x.h5"}


def test_how_often_is_told_and_chosen(folder):
    def account(*words):
        told = knowhow(folder, "run", "gaps.yaml", "--json", *words)
        assert (told.returncode, told.stderr) == (DONE, "")
        return json.loads(told.stdout)
    assert account()["checkpoints"] == 0, "a short run needs none"
    assert account("--checkpoint-every", 0)["checkpoints"] == 0
    often = account("--checkpoint-every", 0.05)
    assert often["checkpoints"] >= 2 and 0 < often["checkpoint_seconds"] < often["seconds"]


@pytest.mark.parametrize("words", [["-1"], ["nan"], ["often"]], ids=str)
def test_no_such_number(folder, words):
    told = knowhow(folder, "run", "gaps.yaml", f"--checkpoint-every={words[0]}")
    assert told.returncode == WRONG_USAGE and "checkpoint-every" in told.stderr
    assert set(contents(folder)) == {"gaps.yaml"}


@needs_mounts
def test_without_room_for_it_the_run_goes_on(folder):
    told = on_a_disk(folder, "size=300k", '"$0" run gaps.yaml --quiet -o disk/x.h5 --checkpoint-every 0.05; echo "exit $?"; ls -A disk')
    assert told.stdout == "exit 0\nx.h5\n"
    assert told.stderr.count("No space left") == 1 and "runs go on without a checkpoint" in told.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_checkpoint_that_may_not_be_read(folder):
    words = ["run", "gaps.yaml", "-o", "x.h5", "--quiet"]
    end(folder, words, signal.SIGINT)
    (folder / KEPT).chmod(0)
    told = knowhow(folder, *words)
    assert told.returncode == FILE_TROUBLE and KEPT in told.stderr
