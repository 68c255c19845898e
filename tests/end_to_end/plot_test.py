"""The script that draws results."""
import html
import re
import runpy
import subprocess
import sys

import h5py
import numpy as np
import pytest

from program import FILE_TROUBLE, SOURCE, WRONG_USAGE, contents, read, run

SCRIPT = SOURCE / "scripts" / "plot.py"


def plot(folder, *words):
    return subprocess.run(["/usr/bin/python3", "-B", SCRIPT, *map(str, words)], cwd=folder, capture_output=True, text=True, timeout=120)


def test_the_pictures(tmp_path, small_file):
    told = plot(tmp_path, small_file, "-o", "pictures", "--scenario", "talk", "--scenario", "talk and duty", "--without", "nil practice")
    assert (told.returncode, told.stdout, told.stderr) == (0, "pictures/diffusion.png\npictures/funnel.png\npictures/ledger.png\n", "")
    for name in ("diffusion.png", "funnel.png", "ledger.png"):
        content = (tmp_path / "pictures" / name).read_bytes()
        assert content.startswith(b"\x89PNG") and 20_000 < len(content) < 150_000


def texts(path):
    return [html.unescape(text).replace("\u00a0", " ").replace("\u2212", "-") for text in re.findall(r"<text[^>]*>([^<]*)</text>", path.read_text(encoding="utf-8"))]


def test_words_of_the_pictures(tmp_path, small_file):
    told = plot(tmp_path, small_file, "--format", "svg")
    assert told.returncode == 0 and "not drawn: placebo" in told.stderr
    diffusion, funnel, ledger = ("\n".join(texts(tmp_path / f"{name}.svg")) for name in ("diffusion", "funnel", "ledger"))
    for words in ("all organisations", "local", "health", "talk and duty", "baseline", "median of 3 replicates", "averaged over 4 practices"):
        assert words in diffusion, words
    for words in ("have heard of it", "apply it", "baseline", "talk and duty", "share of organisations", "paired difference"):
        assert words in funnel, words
    for words in ("learned", "1  awareness", "11  taking home", "12  application", "talk and duty", "share of what could have been taught"):
        assert words in ledger, words


def percent(share):
    return f"{100 * share:.1f} %"


@pytest.mark.parametrize("vocabulary", ["barriers", "report", "odell_grayson", "institute_for_government"])
def test_the_ledger_shows_what_the_file_holds(tmp_path, small_file, vocabulary):
    """Two panels, `talk` against `talk and duty`: each word's share of what contacts could have taught, and the other books."""
    told = plot(tmp_path, small_file, "--format", "svg", "--vocabulary", vocabulary, "--scenario", "talk", "--against", "talk and duty")
    assert (told.returncode, told.stderr) == (0, "")
    shown, held = texts(tmp_path / "ledger.svg"), read(small_file)
    words = held["contact_barrier" if vocabulary == "barriers" else f"vocabulary_{vocabulary}"]
    scenarios = list(held["scenario"])
    shares = []
    for scenario in ("talk and duty", "talk"):
        s = scenarios.index(scenario)
        whole = held["ledger_potential"][s].sum()
        shares.append([held["ledger_gained"][s].sum() / whole] +
                      [held["ledger_lost"][s][..., [other == word for other in words]].sum() / whole for word in dict.fromkeys(words)] +
                      [held[f"{book}_lost"][s].sum() / held[f"{book}_potential"][s].sum() for book in ("application", "adaptation")])
    differences = [f"{100 * (b - a):+.1f}" for a, b in zip(*shares)]
    labels = [text.strip() for text in shown if re.fullmatch(r" *(\d+\.\d %|[+-]\d+\.\d)", text)]
    behind = [word for pair in zip(map(percent, shares[1]), differences) for word in pair]
    assert labels == [*map(percent, shares[0]), *behind]
    for word in dict.fromkeys(words):
        assert any(text.split("  ")[-1] == word.replace("_", " ") for text in shown), word


def test_amounts_of_the_ledger(tmp_path, small_file):
    told = plot(tmp_path, small_file, "--format", "svg", "--amounts", "--scenario", "talk")
    assert (told.returncode, told.stderr) == (0, "")
    shown, held = texts(tmp_path / "ledger.svg"), read(small_file)
    for s in (0, list(held["scenario"]).index("talk")):
        for book in ("ledger_gained", "never_met"):
            assert f"{held[book][s].sum() / 3:.0f}" in shown, book


def test_the_funnel_shows_what_the_file_holds(tmp_path, small_file):
    told = plot(tmp_path, small_file, "--format", "svg", "--scenario", "talk", "--each-practice")
    assert (told.returncode, told.stderr) == (0, "")
    shown, held = texts(tmp_path / "funnel.svg"), read(small_file)
    everybody, scenarios = list(held["group"]).index("all"), list(held["scenario"])
    end = held["organisations_at_stage"][:, :, -1, everybody].astype(float)
    for s in (0, scenarios.index("talk")):
        for practice in range(len(held["practice"])):
            for stage in range(1, 5):
                assert f"{100 * end[s, :, practice, stage:].sum(axis=-1).mean():.0f} %" in shown
    assert {"all practices", *held["practice"]} <= set(shown)


def test_the_interval_is_students(monkeypatch):
    monkeypatch.syspath_prepend(str(SCRIPT.parent))
    from plots.style import half_width
    for count, quantile in [(10, 2.262157), (50, 2.009575), (200, 1.971957)]:
        values = np.arange(count, dtype=float)
        assert half_width(values) == pytest.approx(quantile * values.std(ddof=1) / count**0.5, rel=5e-4)
    assert half_width(np.arange(9.0)) is None


@pytest.mark.parametrize("measure, drawn, missing", [("adoption", {"diffusion.png", "funnel.png"}, "no ledger"), ("ledger", {"ledger.png"}, "no adoption")])
def test_what_is_there_is_drawn(folder, measure, drawn, missing):
    run(folder, "small.yaml", "--set", f"measures=[{measure}]", "--replicates", 1)
    told = plot(folder, "results.h5", "-o", "pictures")
    assert told.returncode == 0 and missing in told.stderr
    assert set(contents(folder / "pictures")) == drawn


def test_mistakes(folder, small_file, monkeypatch, capsys):
    """In this process: starting matplotlib takes seconds."""
    run(folder, "small.yaml", "--set", "measures=[economics]")
    before = contents(folder)
    monkeypatch.chdir(folder)
    for words, code, expected in [
        (["none.h5"], FILE_TROUBLE, "there is no such file"),
        (["small.yaml"], FILE_TROUBLE, "cannot be read as HDF5"),
        (["."], FILE_TROUBLE, "this is a folder"),
        (["results.h5"], FILE_TROUBLE, "holds neither adoption nor ledger"),
        ([small_file, "--scenario", "tlak"], WRONG_USAGE, "there is no 'tlak'; known: baseline, placebo, talk"),
        ([small_file, "--without", "tlak"], WRONG_USAGE, "known: LED lighting"),
        ([small_file, "--against", "tlak"], WRONG_USAGE, "--against: there is no 'tlak'; known: baseline, placebo, talk"),
        ([small_file, "--scenario", "talk", "--against", "talk"], WRONG_USAGE, "--scenario: 'talk' is what it would be drawn against"),
        ([small_file, "--vocabulary", "tlak"], WRONG_USAGE, "known: barriers, report, odell_grayson, institute_for_government"),
        ([small_file, "-o", "small.yaml/x"], FILE_TROUBLE, "choose another folder with -o"),
    ]:
        monkeypatch.setattr(sys, "argv", ["plot.py", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(SCRIPT), run_name="__main__")
        told = capsys.readouterr()
        assert (end.value.code, told.out) == (code, ""), words
        assert expected in told.err and told.err.startswith("plot.py: "), words
    assert contents(folder) == before


def test_options_of_a_picture_that_cannot_be_drawn(folder):
    for measure, option, lacking in [("adoption", ["--vocabulary", "report"], "ledger"), ("ledger", ["--each-practice"], "adoption")]:
        run(folder, "small.yaml", "--set", f"measures=[{measure}]", "--replicates", 1)
        told = plot(folder, "results.h5", "-o", "pictures", *option)
        assert (told.returncode, told.stdout) == (WRONG_USAGE, "") and f"{option[0]}: results.h5 holds no {lacking}" in told.stderr
    assert not (folder / "pictures").exists()


def test_damage_within_the_file_is_told(folder, small_file):
    with h5py.File(small_file) as file:
        place = file["ledger_lost"].id.get_chunk_info(0).byte_offset
    content = bytearray(small_file.read_bytes())
    content[place + 20] ^= 1
    (folder / "damaged.h5").write_bytes(content)
    told = plot(folder, "damaged.h5", "-o", "pictures")
    assert (told.returncode, told.stdout) == (FILE_TROUBLE, "") and "damaged.h5: cannot be read" in told.stderr
    assert "Traceback" not in told.stderr and not (folder / "pictures").exists()
