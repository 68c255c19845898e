"""The script that draws results."""
import runpy
import subprocess
import sys

import pytest

from program import FILE_TROUBLE, SOURCE, WRONG_USAGE, contents, run

SCRIPT = SOURCE / "scripts" / "plot.py"


def plot(folder, *words):
    return subprocess.run(["/usr/bin/python3", "-B", SCRIPT, *map(str, words)], cwd=folder, capture_output=True, text=True, timeout=120)


def test_both_pictures(tmp_path, small_file):
    told = plot(tmp_path, small_file, "-o", "pictures", "--scenario", "talk", "--scenario", "talk and duty", "--without", "nil practice")
    assert (told.returncode, told.stdout, told.stderr) == (0, "pictures/diffusion.png\npictures/ledger.png\n", "")
    for name in ("diffusion.png", "ledger.png"):
        content = (tmp_path / "pictures" / name).read_bytes()
        assert content.startswith(b"\x89PNG") and 20_000 < len(content) < 150_000


def test_words_of_the_pictures(tmp_path, small_file):
    told = plot(tmp_path, small_file, "--format", "svg")
    assert told.returncode == 0 and "not drawn: placebo" in told.stderr
    diffusion, ledger = ((tmp_path / f"{name}.svg").read_text(encoding="utf-8") for name in ("diffusion", "ledger"))
    for words in ("all organisations", "local", "health", "talk and duty", "baseline", "median of 3 replicates", "averaged over 4 practices"):
        assert words in diffusion, words
    for words in ("learned", "1  awareness", "11  taking home", "talk and duty", "share of what contacts could have taught"):
        assert words in ledger, words


@pytest.mark.parametrize("measure, drawn, missing", [("adoption", "diffusion.png", "no ledger"), ("ledger", "ledger.png", "no adoption")])
def test_what_is_there_is_drawn(folder, measure, drawn, missing):
    run(folder, "small.yaml", "--set", f"measures=[{measure}]", "--replicates", 1)
    told = plot(folder, "results.h5", "-o", "pictures")
    assert told.returncode == 0 and missing in told.stderr
    assert set(contents(folder / "pictures")) == {drawn}


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
        ([small_file, "-o", "small.yaml/x"], FILE_TROUBLE, "choose another folder with -o"),
    ]:
        monkeypatch.setattr(sys, "argv", ["plot.py", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(SCRIPT), run_name="__main__")
        told = capsys.readouterr()
        assert (end.value.code, told.out) == (code, ""), words
        assert expected in told.err and told.err.startswith("plot.py: "), words
    assert contents(folder) == before
