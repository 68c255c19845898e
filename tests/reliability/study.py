"""The scenario that is run while saving is disturbed: so small that what it does is mostly saving."""
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
