"""The completion scripts, in the shells that run them."""
import re
import shlex
import subprocess

import pytest

from program import DONE, PROGRAM, WRONG_USAGE, knowhow

SHELLS = ["bash", "zsh", "fish"]

# zsh completes only at a prompt: type into one, press Tab, and print what then stands there.
AT_A_PROMPT = r"""
zmodload zsh/zpty
zpty shell 'PS1= zsh -f -i'
zpty -w shell 'PROMPT=; RPROMPT=; autoload -Uz compinit; compinit -D -u; source ./knowhow.zsh
  show() { print -r -- "BUFFER<$BUFFER>"; BUFFER= }; zle -N show; bindkey "^X" show; bindkey "^I" complete-word; print READ''Y'
while zpty -r shell line; do [[ $line == *READY* ]] && break; done
for typed in "$@"; do
  zpty -n -w shell "$typed"$'\t\x18'
  while zpty -r shell line; do [[ $line == *BUFFER\<* ]] && { print -r -- ${${line#*BUFFER<}%>*}; break; }; done
done
zpty -d shell
"""


@pytest.fixture
def folder(tmp_path):
    for shell in SHELLS:
        told = knowhow(tmp_path, "completion", shell)
        assert (told.returncode, told.stderr) == (DONE, "")
        (tmp_path / f"knowhow.{shell}").write_text(told.stdout)
    for name in ("wales.yaml", "north wales.yaml", "notes.txt", "results.h5"):
        (tmp_path / name).touch()
    (tmp_path / "studies").mkdir()
    return tmp_path


def run(folder, *words):
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, ""), words
    return done.stdout.splitlines()


def offered_by_bash(folder, line):
    """What bash offers for the last word; it cuts words at `=` too, and takes what is behind the last one."""
    words = re.findall(r"=|[^\s=]+", line) + ([""] if line.endswith(" ") else [])
    typed = " ".join(shlex.quote(word) for word in words)
    script = (f"source ./knowhow.bash; COMP_WORDS=({typed}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _knowhow; "
              'if ((${#COMPREPLY[@]})); then printf "%s\\n" "${COMPREPLY[@]}"; fi')
    return set(run(folder, "bash", "--norc", "-c", script))


def offered_by_fish(folder, line):
    found = run(folder, "fish", "--no-config", "-c", f"source knowhow.fish; complete -C {shlex.quote(line)}")
    return {word.split("\t")[0].removeprefix("--vocabulary=").rstrip("/") for word in found}


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_can_read_it(folder, shell):
    assert run(folder, shell, "-n", f"knowhow.{shell}") == []


def from_help(folder, *command):
    text = knowhow(folder, *command, "--help").stdout
    return set(re.findall(r"^ +(?:-\w \[ )?(--[a-z-]+)", text, re.M))


def commands(folder):
    return re.findall(r"^  ([a-z]+)", knowhow(folder, "--help").stdout, re.M)


@pytest.mark.parametrize("offered", [offered_by_bash, offered_by_fish])
def test_everything_that_help_shows_is_completed(folder, offered):
    names = commands(folder)
    assert {"run", "compare", "report", "check", "rerun", "trace", "describe", "schema", "completion"} == set(names)
    assert set(names) == {word for word in offered(folder, "knowhow ") if not word.startswith("-")}
    for name in names:
        options = from_help(folder, name)
        assert "--help" in options
        assert options == {word for word in offered(folder, f"knowhow {name} --") if word.startswith("--")}


CASES = [
    ("knowhow ru", {"run"}),
    ("knowhow run ", {"wales.yaml", "north wales.yaml", "studies"}),
    ("knowhow check w", {"wales.yaml"}),
    ("knowhow trace ", {"results.h5", "studies"}),
    ("knowhow compare ", {"results.h5", "studies"}),
    ("knowhow compare results.h5 --cs", {"--csv"}),
    ("knowhow publish", set()),
    ("knowhow run wales.yaml --fr", {"--fresh"}),
    ("knowhow run --vocabulary ", {"barriers", "report", "odell_grayson", "institute_for_government"}),
    ("knowhow run --vocabulary=rep", {"report"}),
    ("knowhow run --spread ", {"replicates", "agents"}),
    ("knowhow run wales.yaml -o res", {"results.h5"}),
    ("knowhow run --seed ", set()),
    ("knowhow describe relat", {"relationships"}),
    ("knowhow completion ", {"bash", "zsh", "fish"}),
    ("knowhow describe --spr", set()),
]


@pytest.mark.parametrize("offered", [offered_by_bash, offered_by_fish])
@pytest.mark.parametrize("line, expected", CASES, ids=[line for line, _ in CASES])
def test_what_is_offered(folder, offered, line, expected):
    assert offered(folder, line) == expected


def test_zsh_completes(folder):
    typed = ["knowhow ru", "knowhow check w", "knowhow run --voc", "knowhow run --vocabulary=rep", "knowhow run --spread a",
             "knowhow describe relat", "knowhow completion f", "knowhow run -o res", "knowhow describe --spr"]
    (folder / "prompt.zsh").write_text(AT_A_PROMPT)
    found = [line.rstrip() for line in run(folder, "zsh", "-f", "prompt.zsh", *typed)]
    assert found == ["knowhow run", "knowhow check wales.yaml", "knowhow run --vocabulary=", "knowhow run --vocabulary=report",
                     "knowhow run --spread agents", "knowhow describe relationships", "knowhow completion fish",
                     "knowhow run -o results.h5", "knowhow describe --spr"]


def test_every_name_that_is_offered_can_be_described(folder):
    names = offered_by_bash(folder, "knowhow describe ")
    assert len(names) > 50
    assert [name for name in sorted(names)[::7] if knowhow(folder, "describe", name).returncode != DONE] == []


def test_other_shells(tmp_path):
    for words, expected in [(["tcsh"], "no script for 'tcsh'; known: bash, zsh, fish"), (["fihs"], "did you mean 'fish'?"), ([], "usage: ")]:
        told = knowhow(tmp_path, "completion", *words)
        assert (told.returncode, told.stdout) == (WRONG_USAGE, "") and expected in told.stderr
