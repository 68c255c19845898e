"""The ledger in other words: the table that ends a run, for a person and for a program, against the results file."""
import json
import re

import numpy as np
import pytest

from program import DONE, WRONG_USAGE, contents, knowhow, read

VOCABULARIES = ["report", "odell_grayson", "institute_for_government"]


def told(folder, *words):
    result = knowhow(folder, "run", "small.yaml", "-o", "results.h5", *words)
    assert (result.returncode, result.stderr) == (DONE, "")
    return result.stdout


def parts_of(book, folder, *words):
    result = json.loads(told(folder, "--json", *words))
    return result["vocabulary"], [scenario["breakdowns"][book] for scenario in result["scenarios"]]


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_barriers_of_one_word_are_one(folder, vocabulary):
    own_name, own = parts_of("ledger_lost", folder)
    name, parts = parts_of("ledger_lost", folder, "--vocabulary", vocabulary)
    assert (own_name, name) == ("barriers", vocabulary)
    results = read(folder / "results.h5")
    words = dict(zip(results["contact_barrier"], results[f"vocabulary_{vocabulary}"]))
    assert len(set(words.values())) < len(words) == 11
    for before, after in zip(own, parts):
        assert set(after) == {*words.values(), "learned"}
        assert after["learned"] == before["learned"]
        for word in set(words.values()):
            assert after[word] == pytest.approx(sum(before[barrier] for barrier, other in words.items() if other == word), abs=1e-15)
    lost, potential = results["ledger_lost"], results["ledger_potential"]
    for scenario, after in enumerate(parts):
        whole = potential[scenario].sum()
        assert after["learned"] == results["ledger_gained"][scenario].sum() / whole
        for word in set(words.values()):
            chosen = [words[barrier] == word for barrier in results["contact_barrier"]]
            assert after[word] == lost[scenario][..., chosen].sum() / whole, "sums of multiples of 2^-30 are exact"


@pytest.mark.parametrize("vocabulary, words", [
    ("barriers", ("application", "adaptation", "never met")), ("report", ("mechanisms",) * 3),
    ("odell_grayson", ("motivation", "capacity", "ignorance")), ("institute_for_government", ("information", "adaptation", "information"))])
def test_the_other_books_keep_to_themselves(folder, vocabulary, words):
    text = told(folder, "--vocabulary", vocabulary)
    results = read(folder / "results.h5")
    application, adaptation, never_met = words
    books = re.findall(r"\(baseline\):\n  (.*)", text)
    first = [float(share) for share in re.findall(r"([\d.]+) %", books[0])]
    assert books[0].startswith("learned ") and abs(sum(first) - 100) <= .05 * len(first)
    for book, name, gained, word in [(books[1], "application", "started", application), (books[2], "adaptation", "fitted", adaptation)]:
        share = 100 * results[f"{name}_lost"][0].sum() / results[f"{name}_potential"][0].sum()
        assert book == f"{gained} {100 - share:.1f} %; {word} {share:.1f} %"
    assert books[3] == f"{never_met} {results['never_met'][0].sum() / 3:.1f}"
    assert books[4].startswith("home "), "channels have no other words"


def test_the_words_change_no_number(folder, small_file):
    told(folder, "--vocabulary", "report")
    mine, other = read(folder / "results.h5"), read(small_file)
    assert mine["provenance"]["digest"] == other["provenance"]["digest"]
    assert np.array_equal(mine["ledger_lost"], other["ledger_lost"])


def test_an_unknown_vocabulary_is_told_before_anything_runs(folder):
    before = contents(folder)
    for word, cure in [("reprot", "did you mean 'report'?"), ("", "known: barriers, report, odell_grayson, institute_for_government")]:
        result = knowhow(folder, "run", "small.yaml", "--vocabulary", word)
        assert result.returncode == WRONG_USAGE and result.stdout == ""
        assert result.stderr == f"knowhow: --vocabulary: there is no '{word}'; {cure}\n"
    assert contents(folder) == before
