"""The baseline of Wales stays within the bands that the sources make plausible (docs/model.md)."""
import subprocess

from program import PROGRAM, SOURCE, WALES, run

SCRIPT = SOURCE / "scripts" / "baseline.py"


def baseline(*words):
    return subprocess.run(["/usr/bin/python3", "-B", SCRIPT, *map(str, words)], capture_output=True, text=True, timeout=900)


def test_wales_without_interventions_is_believable():
    told = baseline("check", "--program", PROGRAM, "--replicates", 40)
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.count("inside") == 7


def test_a_world_where_everybody_starts_at_once_is_not(tmp_path):
    run(tmp_path, WALES, "--replicates", "4", "--set", "stages.apply.start=400", output="eager.h5")
    told = baseline("check", tmp_path / "eager.h5")
    assert told.returncode == 1
    assert "OUTSIDE" in told.stdout
