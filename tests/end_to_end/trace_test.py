"""`trace` tells what happened in a run, and only if the replay is that run."""
import json
import re
import shutil

import pytest

from program import DONE, FAILED, WRONG_USAGE, changed, knowhow, read, run


def trace(folder, *words):
    told = knowhow(folder, "trace", *words)
    assert "internal error" not in told.stderr
    return told


@pytest.fixture
def file(small_file, tmp_path):
    return shutil.copy(small_file, tmp_path / "moved.h5")


COUNCIL = ["--organisation", "council 3", "--practice", "LED lighting"]


def json_of(file, *words):
    told = trace(file.parent, file.name, "--json", *words)
    assert (told.returncode, told.stderr) == (DONE, "")
    return json.loads(told.stdout)


@pytest.mark.parametrize("organisation", ["council 1", "council 3", "council 5", "board 2", "ministry 1"])
@pytest.mark.parametrize("practice", ["LED lighting", "transcription", "nil practice"])
def test_the_tree_is_whole(file, small, organisation, practice):
    told = json_of(file, "--organisation", organisation, "--practice", practice, "--run", 1, "--scenario", "talk", "--contacts")
    assert told["digest"] == small["state_digest"][2, 1]
    assert told["stories"][0]["organisation"] == organisation and told["stories"][0]["depth"] == 0
    names = [story["organisation"] for story in told["stories"]]
    assert len(set(names)) == len(names)
    for story in told["stories"]:
        assert sum(source["amount"] for source in story["sources"]) == story["learned"] == sum(c["amount"] for c in story["contacts"])
        assert sum(source["contacts"] for source in story["sources"]) == len(story["contacts"])
        for source in story["sources"]:
            assert source["from"] is None or source["from"] in names
            assert source["first"] <= source["last"] < story["before"]
        assert not (story["origin"] and story["sources"])
    if told["stories"][0]["sources"]:
        assert any(story["origin"] or any(event["what"] == "invented" for event in story["events"]) or
                   any(source["from"] is None for source in story["sources"]) for story in told["stories"]), "it comes from nowhere"
    outside = [channel for channel in told["channels"] if not channel["inside"]]
    assert sum(channel["gained"] for channel in outside) == told["learned"] == told["flows"]["outside"] <= told["learned_in_all"]
    for channel in told["channels"]:
        assert channel["stopped"] + channel["taught"] <= channel["contacts"]
        stopped = sum(lost["stopped"] for lost in told["lost"] if lost["channel"] == channel["channel"])
        assert stopped == channel["stopped"]


def test_depth_limits_the_tree(file):
    depth = lambda told: max(story["depth"] for story in told["stories"])
    asked = [["--organisation", f"council {n}", "--practice", "LED lighting", "--scenario", "talk and duty"] for n in (2, 3, 4, 5)]
    whole, words = max(((json_of(file, *words), words) for words in asked), key=lambda pair: depth(pair[0]))
    near = json_of(file, *words, "--depth", 1)
    assert [s for s in whole["stories"] if s["depth"] <= 1] == near["stories"]
    assert depth(whole) > 1
    assert "contacts" not in near["stories"][0]
    assert len(trace(file.parent, "moved.h5", *COUNCIL, "--depth", 1).stdout) < len(trace(file.parent, "moved.h5", *COUNCIL, "--depth", 3).stdout)


def test_the_text_says_what_the_json_says(file):
    told, tree = trace(file.parent, "moved.h5", *COUNCIL, "--contacts"), json_of(file, *COUNCIL)
    assert (told.returncode, told.stderr) == (DONE, "")
    text, asked = told.stdout, tree["stories"][0]
    assert text.startswith('"LED lighting" at council 3 (council, region 1); baseline, run 0\n')
    applied = [event["date"] for event in asked["events"] if event["stage"] == "applied"]
    assert ("It came to apply it" in text) == bool(applied) and ("What stood in the way" in text) != bool(applied)
    by_source = {}
    for source in asked["sources"]:
        name = source["from"] or "what was written (" + source["channel"] + ")"
        by_source[name] = by_source.get(name, 0) + source["amount"]
    name, amount = max(by_source.items(), key=lambda item: item[1])
    assert re.search(rf"^ +{100 * amount / asked['learned']:.0f} %  {re.escape(name)}", text, re.MULTILINE)
    assert "the origin: it began there on 2014-04-01" in text
    single = text[text.index("Every contact"):].splitlines()[1:]
    assert len(single) == sum(source["contacts"] for source in asked["sources"])


def test_the_origin_and_the_unsuited(file):
    assert "It began here, on 2014-04-01" in trace(file.parent, "moved.h5", "--organisation", "council 1", "--practice", "LED lighting").stdout
    told = trace(file.parent, "moved.h5", "--organisation", "council 1", "--practice", "transcription").stdout
    assert "It does not suit organisations of this kind (council)" in told


def test_threads_change_nothing(file):
    one, three = (trace(file.parent, "moved.h5", *COUNCIL, "--json", "--contacts", "--threads", n).stdout for n in (1, 3))
    assert one == three != ""


def test_whoever_stands_at_applied_in_the_file_does_so_in_the_trace(file, small):
    """Over all organisations that count, the share that the file has."""
    applied = [any(event["stage"] == "applied" for event in json_of(file, "--organisation", name, "--practice", "LED lighting")["stories"][0]["events"])
               for name in ["council 2", "council 3", "council 4", "council 5"]]
    group, practice = small["group"].tolist().index("kind:council"), small["practice"].tolist().index("LED lighting")
    share = small["organisations_at_stage"][0, 0, -1, group, practice, 4]
    assert share == pytest.approx(sum(applied) / 4)


def test_a_replay_that_is_another_run_is_not_told(file):
    with changed(file) as results:
        results["state_digest"][0, 0] = "0" * 32
        results["provenance/commit"][()] = "abcdef"
    told = trace(file.parent, "moved.h5", *COUNCIL)
    assert (told.returncode, told.stdout) == (FAILED, "")
    assert "the replay is not the run in moved.h5" in told.stderr and "commit abcdef, here " in told.stderr
    assert trace(file.parent, "moved.h5", *COUNCIL, "--run", 1).returncode == DONE


@pytest.mark.parametrize("words, expected", [
    (["--practice", "LED lighting"], ["--organisation is missing", "council 1, council 2"]),
    (["--organisation", "council 3"], ["--practice is missing", "agile working"]),
    (["--organisation", "counsil 3", "--practice", "LED lighting"], ["no organisation 'counsil 3'", "did you mean 'council 3'?"]),
    (["--organisation", "council 3", "--practice", "LED lightning"], ["no practice 'LED lightning'", "did you mean 'LED lighting'?"]),
    ([*COUNCIL, "--scenario", "place"], ["no scenario 'place'", "placebo"]),
    ([*COUNCIL, "--run", "3"], ["--run: '3' is no replicate", "0 to 2"]),
    ([*COUNCIL, "--depth", "0"], ["--depth: '0'"]),
    ([*COUNCIL, "--depth", "x"], ["--depth: 'x'"]),
], ids=str)
def test_wrong_usage(file, words, expected):
    told = trace(file.parent, "moved.h5", *words)
    assert (told.returncode, told.stdout) == (WRONG_USAGE, "")
    for text in expected:
        assert text in told.stderr
