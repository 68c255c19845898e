"""The scenario that is run while saving is disturbed: so small that what it does is mostly saving."""
import shutil

import limits

STUDY = """\
knowhow: 1
title: Adoption among a hundred
model: bass
time: {horizon: 10 steps}
network: {shape: complete, agents: 100}
timing: continuous
adoption: {innovation: 0.05, imitation: 0.3}
run: {replicates: 6, seed: 7}
"""


def results_before(program, run, folder):
    """Makes the folder anew, with the scenario and with results of another seed, which a run then finds there: their bytes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "study.yaml").write_text(STUDY)
    assert limits.run([program, *run, "--seed", "8"], folder).code == 0
    return (folder / "x.h5").read_bytes()
