"""Every mistake is told on standard error with its place and its cure, has its exit code, and leaves nothing behind."""
import shutil

import pytest

from program import DONE, FILE_TROUBLE, INVALID_INPUT, SMALL, SOURCE, WRONG_USAGE, contents, knowhow


def refused(folder, code, words, *expected):
    before = contents(folder)
    result = knowhow(folder, *words)
    assert (result.returncode, result.stdout) == (code, ""), result.stderr
    for text in expected:
        assert text in result.stderr
    assert "internal error" not in result.stderr
    assert contents(folder) == before
    return result.stderr


@pytest.mark.parametrize("words, expected", [
    (["foo"], ["no command 'foo'", "known: run, compare, report, check"]),
    (["runn", "small.yaml"], ["did you mean 'run'?"]),
    (["run"], ["usage: knowhow run SCENARIO.yaml"]),
    (["check"], ["usage: knowhow check SCENARIO.yaml"]),
    (["run", "small.yaml", "small.yaml"], ["too many arguments", "usage: knowhow run"]),
    (["check", "small.yaml", "small.yaml"], ["too many arguments", "--syntax"]),
    (["check", "--syntax", "small.yaml", "--seed", "1"], ["--seed", "leave out one of the two"]),
    (["schema", "x"], ["too many arguments"]),
    (["describe", "ties", "portal"], ["too many arguments"]),
    (["run", "small.yaml", "--nope"], ["'--nope'", "knowhow run --help"]),
    (["run", "small.yaml", "--thread", "2"], ["'--thread'", "knowhow run --help"]),
    (["check", "small.yaml", "-o", "x.h5"], ["'-o'", "knowhow check --help"]),
    (["run", "small.yaml", "--threads", "0"], ["--threads", "between 1 and 1024"]),
    (["run", "small.yaml", "--threads", "-3"], ["--threads", "-3", "between 1 and 1024"]),
    (["run", "small.yaml", "--threads", "x"], ["--threads", "'x'"]),
    (["run", "small.yaml", "--threads", "99999999999"], ["--threads", "'99999999999'"]),
    (["run", "small.yaml", "--spread", "foo"], ["--spread", "'foo'", "replicates", "agents"]),
    (["run", "small.yaml", "--set"], ["--set", "missing"]),
    (["run", "small.yaml", "-o"], ["--output", "missing"]),
    (["run", "small.yaml", "--seed", "1", "--seed", "2"], ["--seed", "more than once"]),
    (["describe", ""], ["the name is empty"]),
    (["describe", "nothing at all"], ["nothing is called 'nothing at all'"]),
], ids=lambda value: " ".join(value) if isinstance(value, list) else value)
def test_wrong_usage(folder, words, expected):
    refused(folder, WRONG_USAGE, words, "knowhow: ", *expected)


def test_no_arguments(folder):
    refused(folder, WRONG_USAGE, [], "Usage: knowhow COMMAND")


@pytest.mark.parametrize("words, expected", [
    (["--replicates", "0"], ["--replicates", "from 1 to", "not 0"]),
    (["--replicates", "1.5"], ["--replicates", "1.5"]),
    (["--seed", "x"], ["--seed", "'x' is not a seed"]),
    (["--replicates", "-1"], ["--replicates", "from 1 to", "not -1"]),
    (["--seed", "9223372036854775808"], ["--seed", "'9223372036854775808' is not a seed"]),
    (["--set", "foo"], ["--set foo", "--set path.to.key=value"]),
    (["--set", "=1"], ["--set", "--set path.to.key=value"]),
    (["--set", "foo=1"], ["--set foo", "no such key"]),
    (["--set", "channels.ties.talk=1"], ["--set channels.ties.talk", "did you mean 'talks'?"]),
    (["--set", "channels.ties.talks=-1"], ["--set channels.ties.talks", "from 0 a year to 1000 a year", "not -1"]),
    (["--set", "channels.ties.talks=abc"], ["--set channels.ties.talks", "'abc' is not a rate"]),
    (["--set", "channels.ties.talks=[1"], ["--set channels.ties.talks", "never closed"]),
    (["--set", "title.of=1"], ["--set title.of", "has no keys of its own", "--set title=value"]),
    (["--set", "output.ledger.every=4 weeks"], ["output.ledger.every", "kept by the year"]),
    (["--set", "output.ledger.by=[sector, kind]"], ["output.ledger.by", "by: [sector]"]),
    (["--set", "world.national=[council, board, ministry]"], ["world.national", "nobody could apply anything"]),
    (["--set", "world.fields.board={estates: 1, records: 0}"], ["world.practices.transcription.origin", "nobody there works in the field 'records'"]),
    (["--set", "world.counts.council.number=100000", "--set", "world.counts.council.staff=10000000"], ["world.people", "staff_per_person"]),
    (["--set", "channels.ties.talks=1000", "--set", "channels.ties.degree=100", "--set", "channels.ties.network=random"], ["channels.ties.talks", "at most 500"]),
    (["--set", "time.horizon=90000 years", "--set", "time.step=1 year"], ["time.horizon", "more than 5000 years"]),
    (["--scenario", "unknown"], ["--scenario", "no scenario 'unknown'", "known: baseline, placebo, talk, talk and duty"]),
    (["--scenario", "tlak"], ["--scenario", "did you mean 'talk'?"]),
], ids=lambda value: " ".join(value) if isinstance(value, list) else value)
@pytest.mark.parametrize("command", ["run", "check"])
def test_what_the_command_line_puts_on_top_is_checked_like_the_file(folder, command, words, expected):
    refused(folder, INVALID_INPUT, [command, "small.yaml", *words], *expected)


def test_a_negative_seed_is_told_as_it_was_written(folder):
    result = knowhow(folder, "run", "small.yaml", "--seed", "-1")
    assert result.returncode in (WRONG_USAGE, INVALID_INPUT) and "--seed" in result.stderr and "'-1'" in result.stderr


# What is changed in the small scenario, and the place and cure that must be told.
MISTAKES = [
    ("channels:\n", "chanels:\n", ["24:1: chanels: no such key; did you mean 'channels'?"]),
    ("talks: 30", "talk: 30", ["25:10: channels.home.talk: no such key; did you mean 'talks'?"]),
    ("talks: 30", "talks: many", ["25:17: channels.home.talks: 'many' is not a rate; write a rate as"]),
    ("talks: 30", "talks: [1]", ["25:17: channels.home.talks: must be a rate, not a list"]),
    ("talks: 30", "talks: 1e99", ["25:17: channels.home.talks: must be from 0 a year to 1000 a year"]),
    ("talks: 30", "talks: .nan", ["25:17: channels.home.talks: '.nan' is not a rate"]),
    ("talks: 30", "talks: 30, talks: 31", ["25:21: ", "already"]),
    ("origin: board 1", "origin: board 9", ["19:45: world.practices.transcription.origin", "did you mean 'board 1'?"]),
    ("suits: [board]", "suits: [bord]", ["19:78: world.practices.transcription.suits", "did you mean 'board'?"]),
    ("shape: ties", "shape: tie", ["27:17: channels.ties.shape", "did you mean 'ties'?"]),
    ("talk: [talk]", "talk: [tlak]", ["37:10: scenarios.talk", "did you mean 'talk'?"]),
    ("kind: [council]", "kind: [counsil]", ["34:59: interventions.duty.target.kind", "did you mean 'council'?"]),
    ("number: 5", "number: 0", ["7:23: world.counts.council.number: must be from 1"]),
    ("horizon: 60 weeks", "horizon: 0 weeks", ["4:50: time.horizon"]),
    ("from: 20 weeks, scale", "from: 90 weeks, scale", ["33:16: interventions.talk.from", "after the end"]),
    ("scale: {channels.home.talks: 2}", "scale: {barriers.attention.strength: 0.5, barriers.*.strength: 0.5}",
     ["33:68: interventions.talk.scale.barriers.*.strength: 'barriers.attention.strength' stands here twice; name each number once"]),
    ("scale: {channels.home.talks: 2}", "scale: {channels.*.talks: 2}", ["33:34: interventions.talk.scale.channels.*.talks: stands for numbers of different kinds; name each"]),
    ("scale: {channels.home.talks: 2}", "scale: {channels.*.tolks: 2}", ["33:34: interventions.talk.scale.channels.*.tolks: there is no such number; `*` stands for one name"]),
    ("seeking: {visits: 20}", "'*': {shape: ties}", ["26:3: channels.*: a name must not be '*'; it stands for every name"]),
    ("suits: [board]", "suits: [board], variant_of: transcription",
     ["19:98: world.practices.transcription.variant_of: 'transcription' is no practice that heads a family; name one practice for all variants"]),
    ("  letter: {", "  duty: {shape: mandate, about: [transcription], kinds: [council]}\n  letter: {",
     ["29:9: channels.duty: there is nobody whom it could oblige; what it is `about` must suit"]),
    ("  letter: {", "  net: {shape: gathering, kinds: [ministry], members: region, fields: [records]}\n  letter: {",
     ["29:8: channels.net: nobody could belong to any of its networks; widen `members`"]),
    ("estates: 0.6, records: 0.4", "estates: 0.6, records: 0.4" + "".join(f", field {i}: 0" for i in range(254)),
     ["world.fields: more than 255 fields of work; merge some"]),
    ("2014-04-01", "2014-02-30", ["4:15: time.start: '2014-02-30' is not a date; write year, month and day"]),
    ("estates: 0.6", "estates: 0.7", ["13:14: world.fields.council: the shares must sum to 1, not 1.1"]),
    ("public_services", "public_service", ["3:8: model", "did you mean 'public_services'?"]),
    ("title: A", "\ttitle: A", ["2:1: a tab"]),
    ("knowhow: 1", "knowhow: 2", ["1:10: knowhow: must be 1"]),
    ("talks: 30", "talks: *thirty", ["25:17: "]),
    ("run: {", "extends: none.yaml\nrun: {", ["39:10: extends: there is no file none.yaml"]),
    ("run: {", "extends: small.yaml\nrun: {", ["39:10: extends", "circle"]),
    ("run: {", "measures: [happiness]\nrun: {", ["39:12: measures", "no measure 'happiness'"]),
    ("world:\n", "world:\n  adjacency: {file: none.csv}\n", ["6:21: world.adjacency.file: there is no file none.csv"]),
]


@pytest.mark.parametrize("old, new, expected", MISTAKES, ids=lambda value: value[:60] if isinstance(value, str) else "")
def test_mistakes_in_a_scenario(folder, old, new, expected):
    assert old in SMALL
    (folder / "small.yaml").write_text(SMALL.replace(old, new, 1))
    text = refused(folder, INVALID_INPUT, ["run", "small.yaml"], *expected)
    assert text.startswith("small.yaml:") and "nothing was written" in text


def test_all_mistakes_are_told_at_once(folder):
    text = SMALL
    for old, new in [("number: 3", "number: -3"), ("talks: 30", "talk: 30"), ("suits: [board]", "suits: [bord]"), ("seed: 5", "seed: five"),
                     ("talk: [talk]", "talk: [tlak]")]:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "small.yaml").write_text(text)
    told = refused(folder, INVALID_INPUT, ["run", "small.yaml", "--set", "channels.portal.pages=-1"])
    expected = ["world.counts.board.number", "channels.home.talk", "world.practices.transcription.suits", "scenarios.talk", "run.seed",
                "channels.portal.pages"]
    assert [path for path in expected if path not in told] == []
    assert "6 problems; nothing was written" in told


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), b"\x7fELF\x02\x01\x01" + bytes(300), b"knowhow: 1\0\n",
                                     "knowhow: 1\ntitle: caf\u00e9\n".encode("latin-1"), b"", b"- 1\n- 2\n", b"\xff\xfek\0n\0"],
                         ids=["png", "elf", "nul", "latin-1", "empty", "list", "utf-16"])
def test_what_is_no_scenario(folder, content):
    (folder / "other.yaml").write_bytes(content)
    refused(folder, INVALID_INPUT, ["run", "other.yaml"], "other.yaml:")


@pytest.mark.parametrize("name, expected", [("none.yaml", "there is no such file"), (".", "this is a folder"), ("below/none.yaml", "none.yaml"),
                                            ("small.yaml/x", "small.yaml/x"), ("/dev/null", "/dev/null")])
@pytest.mark.parametrize("command", ["run", "check"])
def test_what_is_no_file(folder, command, name, expected):
    refused(folder, FILE_TROUBLE, [command, name], "knowhow: ", expected)


@pytest.fixture
def wales(folder):
    """The shipped scenarios, to break."""
    shutil.copytree(SOURCE / "scenarios", folder / "scenarios", ignore=shutil.ignore_patterns("*.cpp", "*.h", "reader"))
    assert knowhow(folder, "check", "scenarios/wales.yaml").returncode == DONE
    return folder


@pytest.mark.parametrize("table, line, new, expected", [
    ("organisations", 5, "a,b,c,d", ["wales_organisations.csv:5:1: ", "4 cells"]),
    ("organisations", 1, "id,name,kind,region,people,area_km2,staff", ["wales_organisations.csv:1:", "people"]),
    ("organisations", 3, "gwynedd,Gwynedd,council,north,many,2535,6000", ["wales_organisations.csv:3:", "many"]),
    ("adjacency", 2, "anglesey,gwyneth", ["wales_adjacency.csv:2:10: ", "did you mean 'gwynedd'?"]),
    ("adjacency", 2, 'anglesey,"gwynedd', ["wales_adjacency.csv:2:10: "]),
    ("footprints", 2, "betsi_cadwaladr,anglesey,1", ["wales_footprints.csv:2:1: ", "3 cells"]),
])
def test_broken_tables(wales, table, line, new, expected):
    path = wales / "scenarios" / "data" / f"wales_{table}.csv"
    lines = path.read_text().splitlines()
    assert lines[line - 1] != new
    lines[line - 1] = new
    path.write_text("\n".join(lines) + "\n")
    refused(wales, INVALID_INPUT, ["run", "scenarios/invest_to_save.yaml"], *expected)


def test_a_missing_table_is_asked_for_where_it_is_named(wales):
    (wales / "scenarios" / "data" / "wales_adjacency.csv").rename(wales / "scenarios" / "data" / "wales_adjacent.csv")
    refused(wales, INVALID_INPUT, ["run", "scenarios/invest_to_save.yaml"], "scenarios/wales.yaml:14:21: world.adjacency.file: there is no file",
            "did you mean 'wales_adjacent.csv'?")


@pytest.mark.parametrize("target, expected", [
    ("none/x.h5", "there is no folder none; create it or choose another place with -o"),
    ("small.yaml/x.h5", "small.yaml is not a folder"),
    (".", "this is a folder; name a file in it, such as ./results.h5"),
    ("below", "this is a folder; name a file in it, such as below/results.h5"),
    ("below/", "below/results.h5"),
    ("/dev/null", "not an ordinary file"),
    ("x" * 300, "choose a shorter name with -o"),
], ids=lambda value: value[:20])
def test_where_results_cannot_go(folder, target, expected):
    (folder / "below").mkdir()
    refused(folder, FILE_TROUBLE, ["run", "small.yaml", "-o", target], "knowhow: ", "cannot write", expected)


def test_results_never_take_the_place_of_what_they_are_made_from(wales):
    refused(wales, FILE_TROUBLE, ["run", "small.yaml", "-o", "small.yaml"], "small.yaml")
    refused(wales, FILE_TROUBLE, ["run", "small.yaml", "-o", "./scenarios/../small.yaml"], "small.yaml")
    words = ["run", "scenarios/wales.yaml", "--replicates", "1", "--set", "time.horizon=60 weeks", "-o"]
    refused(wales, FILE_TROUBLE, [*words, "scenarios/data/wales_adjacency.csv"], "wales_adjacency.csv")


def test_a_wrong_channel_in_set_is_seen_as_a_slip(folder):
    refused(folder, INVALID_INPUT, ["run", "small.yaml", "--set", "channels.tie.talks=1"], "--set channels.tie.talks", "'ties'")
