"""docs/patterns.md, from the findings kept by the last runs of each pattern, and docs/patterns.json, which keeps them for the next time."""
import json
import math
import pathlib
import shutil
import textwrap

from patterns.evidence import SHOWN, Finding, verdict

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs"

HEAD = """# Patterns: does the model show what the sources say happens?

<!-- Written by scripts/show_patterns, which ran everything on this page. Do not edit. -->

The source documents say how good practice travels: by visits rather than documents, hardly without follow-up, faster where
recipients become donors. None of it is written into the model. Each pattern is shown, or not, by a paired experiment: scenarios
that share their luck draw by draw, an effect with its 99 % interval, and a least effect that counts, with its reason. The whole
interval must lie on the stated side. (Scenarios and least effects were settled in pilot runs of four to sixteen
replicates; the runs on this page came after, with another seed. What was changed after those runs was run with yet another, and
its chapter says so.) And each has a **counter-experiment**: the mechanism that is said to bring it about is taken away, and the
same effect is measured again. If the pattern stays, it came from somewhere else.

**Robust** says in how many of the draws a pattern holds when every number of the scenario that is only assumed is drawn anew over
its plausible range, all of them at once, by a Latin hypercube; what is called for is 80 of 100. A draw holds if for every claim
the mean of its few replicates points where the source says: above nothing, below nothing, or little. In brackets, the draws in which
every effect also reaches the least that counts, which was settled for the numbers as they are. Chance moves both counts towards half
of the draws, against the pattern.

Whiskers and bands of the pictures are 99 % intervals of means; differences are paired, and narrower than two such intervals suggest.

`scripts/show_patterns` runs all of it; `--quick` with fewer replicates; `--only P4` one pattern; `--robustness` the draws, which go on
where they were interrupted; `--page` writes this page from what was run, and from `patterns.json` for what was not run since. Each
pattern is a scenario file in `scenarios/patterns/` and a description in `scripts/patterns/` that says what is compared.
"""


KEPT = DOCS / "patterns.json"


def read(folder, what):
    """What the page was last written from, and over it what was run since."""
    kept = json.loads(KEPT.read_text()).get(what, {}) if KEPT.exists() else {}
    file = folder / f"{what}.json"
    return kept | (json.loads(file.read_text()) if file.exists() else {})


def findings_of(pattern, entry):
    return [Finding(claim, *(math.nan if number is None else number for number in numbers)) for claim, numbers in zip(pattern.claims, entry["found"])]


def amount(claim, mean, half):
    return f"{claim.told(mean)} ± {claim.told(half, sign=False)} {claim.unit}".rstrip()


def bound(claim):
    return f"{claim.side} {claim.told(claim.bound)} {claim.unit}".rstrip()


def robust(entry):
    return f"{entry['held']} of {entry['draws']} ({entry['counted']})" if entry else "not run"


def hanging(robustness):
    """Of a pattern that is not robust: on what the claim hangs that holds least often."""
    if robustness["held"] >= .8 * robustness["draws"]:
        return ""
    least = min(range(len(robustness["each"])), key=lambda n: robustness["each"][n])
    found = robustness.get("hangs_on", [[]] * (least + 1))[least]
    names = ", ".join(f"`{path}` ({correlation:+.2f})".replace("-", "−") for path, correlation in found)
    which = "The effect" if len(robustness["each"]) == 1 else f"The effect of claim {least + 1}"
    return f" {which} hangs most on {names} (rank correlations)." if names else f" {which} hangs on no one of them by more than chance would have it."


def row(stem, pattern, findings, robustness):
    first = findings[0]
    found = verdict(findings) if verdict(findings) == SHOWN else f"**{verdict(findings)}**"
    return (f"| [{pattern.name}](#{stem.split('_')[0]}) | {pattern.title} | {found} | {amount(first.claim, first.mean, first.half)} | {bound(first.claim)} | "
            f"{amount(first.claim, first.counter_mean, first.counter_half)} | {robust(robustness)} |")


def chapter(stem, pattern, entry, findings, robustness):
    parts = ["", f'<a id="{stem.split("_")[0]}"></a>', f"## {pattern.name}. {pattern.title}", "", *textwrap.wrap(pattern.says, 120), "",
             *textwrap.wrap("> " + " ".join(pattern.passages), 120, subsequent_indent="> "), "",
             f"![{pattern.title}](images/pattern_{stem}.png)", "",
             "| claim | measured, 99 % | counts | why | |", "|---|---|---|---|---|"]
    for finding in findings:
        claim = finding.claim
        parts.append(f"| {claim.what} | {amount(claim, finding.mean, finding.half)} | {bound(claim)} | {claim.why} | {'holds' if finding.holds else '**fails**' if finding.refuted else '**undecided**'} |")
        if finding.has_counter:
            parts.append(f"| taken away: {claim.removed} | {amount(claim, finding.counter_mean, finding.counter_half)} | | | {'gone' if finding.vanishes else '**stays**' if finding.stays else '**undecided**'} |")
    if pattern.note:
        parts += ["", *textwrap.wrap(pattern.note, 120)]
    seed = f", seed {entry['seed']}" if entry["seed"] else ""
    told = f"`scenarios/patterns/{stem}.yaml`, {entry['replicates']} replicates{seed}, {entry['seconds']:.0f} s."
    if robustness:
        told += (f" {robustness['parameters']} assumptions drawn {robustness['draws']} times, {robustness['replicates']} replicate{'s' * (robustness['replicates'] > 1)} each; claim by "
                 f"claim it held in {', '.join(map(str, robustness['each']))}.")
        told += hanging(robustness)
    return [*parts, "", *textwrap.wrap(told, 120)]


def write_page(folder, patterns):
    found, robustness = read(folder, "findings"), read(folder, "robustness")
    known = {stem: pattern for stem, pattern in patterns.items() if stem in found and len(found[stem]["found"]) == len(pattern.claims)}
    findings = {stem: findings_of(pattern, found[stem]) for stem, pattern in known.items()}
    shown = sum(verdict(of) == SHOWN for of in findings.values())
    held = sum(entry["held"] >= .8 * entry["draws"] for stem, entry in robustness.items() if stem in known)
    tried = sum(stem in known for stem in robustness)
    parts = [HEAD, f"**{shown} of {len(known)} patterns are shown**; " + (f"of the {tried} drawn anew so far {held} are robust." if tried else "none is drawn anew yet.") + "\n",
             "| | pattern | verdict | effect, 99 % | counts | without the mechanism | robust |", "|---|---|---|---|---|---|---|"]
    parts += [row(stem, pattern, findings[stem], robustness.get(stem)) for stem, pattern in known.items()]
    for stem, pattern in known.items():
        parts += chapter(stem, pattern, found[stem], findings[stem], robustness.get(stem))
        if (folder / f"{stem}.png").exists():
            shutil.copyfile(folder / f"{stem}.png", DOCS / "images" / f"pattern_{stem}.png")
    (DOCS / "patterns.md").write_text("\n".join(parts) + "\n")
    kept = {"findings": {stem: found[stem] for stem in known}, "robustness": {stem: entry for stem, entry in robustness.items() if stem in known}}
    KEPT.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
