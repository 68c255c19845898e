"""Two tables of an observed diffusion (who adopted when, and who named whom) as scenarios of six worlds, and as calibrations.

The tables are those of scenarios/published/data: `id,community,adopted` and `from,to`.
"""
import csv
import datetime

ERROR = 0.02  # the least difference that counts: everybody was observed
BEGIN = datetime.date(2000, 1, 3)
CLOCK = {"month": ("1 week", 4, "weeks"), "year": ("13 weeks", 1, "years")}  # of the main model: its step, and a period; a month is 4 weeks

BARRIERS = ["awareness", "responsibility", "incentives", "capacity", "attention", "relationships", "motivation", "codifiability",
            "transfer", "absorption", "application", "adaptation"]

# Priors of a month, or of a year, with which each was committed before anything was fitted.
PRIORS = {
    "alone": {"adoption.innovation": "{uniform: {least: 0, most: 0.3}}"},
    "network": {"adoption.innovation": "{uniform: {least: 0, most: 0.3}}", "adoption.imitation": "{uniform: {least: 0, most: 1}}"},
    "curve": {"adoption.innovation": "{uniform: {least: 0, most: 0.3}}", "adoption.imitation": "{uniform: {least: 0, most: 1}}"},
    "threshold": {"rule.share": "{uniform: {least: 0, most: 1}}", "noise": "{uniform: {least: 0, most: 0.3}}"},
    "cascade": {"process.probability": "{uniform: {least: 0, most: 1}}", "process.delay": "{uniform: {least: 0.01, most: 2}}"},
}
SERVICES = {  # by the length of a period
    "month": {"channels.colleagues.talks": "{uniform: {least: 0 a year, most: 12 a year}}",
              "channels.publications.visits_leader": "{uniform: {least: 0 a year, most: 40 a year}}",
              "stages.apply.start": "{uniform: {least: 2 a year, most: 40 a year}}"},
    "year": {"channels.colleagues.talks": "{uniform: {least: 0 a year, most: 1 a year}}",
             "channels.publications.visits_leader": "{uniform: {least: 0 a year, most: 3 a year}}",
             "stages.apply.start": "{uniform: {least: 2 a year, most: 40 a year}}"},
}
WORLDS = {"alone": "by themselves", "network": "and by the example of those around them", "curve": "everybody sees everybody",
          "threshold": "by thresholds", "cascade": "by a cascade", "services": "by ties and publication of the main model"}


class Mistake(Exception):
    """Something in a table that the user can mend."""


def table(path, columns):
    try:
        with open(path, newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
    except (OSError, UnicodeDecodeError) as trouble:
        raise Mistake(f"{path}: cannot be read as a table ({trouble}); name a CSV file in UTF-8") from trouble
    if not rows or rows[0] != columns:
        raise Mistake(f"{path}:1: the head must be `{','.join(columns)}`, not `{','.join(rows[0]) if rows else ''}`")
    found = []
    for line, row in enumerate(rows[1:], start=2):
        if len(row) != len(columns):
            raise Mistake(f"{path}:{line}: has {len(row)} cells, not {len(columns)}; write one for each column")
        found.append((line, *row))
    return found


class Diffusion:
    """People, the communities they live in, when they adopted (None: never), and who named whom."""

    def __init__(self, people, ties):
        self.people, self.ties = people, ties

    @classmethod
    def read(cls, people_file, ties_file):
        people, ties = {}, []
        for line, name, community, adopted in table(people_file, ["id", "community", "adopted"]):
            place = f"{people_file}:{line}"
            if not name or not community:
                raise Mistake(f"{place}: `id` and `community` must be given; write 1 as the community where there is only one")
            if name in people:
                raise Mistake(f"{place}: '{name}' is there twice; give everybody an id of their own")
            if adopted and not (adopted.isascii() and adopted.isdigit() and 1 <= int(adopted) <= 1_000_000):
                raise Mistake(f"{place}: adopted: '{adopted}' is no period; write a whole number from 1 on, or nothing for who never did")
            people[name] = (community, int(adopted) if adopted else None)
        for line, one, other in table(ties_file, ["from", "to"]):
            place = f"{ties_file}:{line}"
            for end in (one, other):
                if end not in people:
                    raise Mistake(f"{place}: '{end}' is not among the people of {people_file}; add the person, or leave out the tie")
            if one == other:
                raise Mistake(f"{place}: '{one}' names itself; leave out the tie")
            if people[one][0] != people[other][0]:
                raise Mistake(f"{place}: '{one}' and '{other}' live in different communities; a tie must stay within one")
            ties.append((one, other))
        found = cls(people, ties)
        if len(people) < 10:
            raise Mistake(f"{people_file}: has {len(people)} people; fewer than 10 say nothing")
        if found.horizon < 8:
            raise Mistake(f"{people_file}: the last adoption is in period {found.horizon}; fitting half and scoring half takes 8 periods at least; "
                          "count time in shorter ones")
        if not ties:
            raise Mistake(f"{ties_file}: has no ties; a network needs some")
        return found

    @property
    def horizon(self):
        return max((adopted for _, adopted in self.people.values() if adopted), default=0)

    @property
    def first(self):
        return min(adopted for _, adopted in self.people.values() if adopted)

    def share(self, period):
        return sum(adopted is not None and adopted <= period for _, adopted in self.people.values()) / len(self.people)

    def communities(self):
        """By size, the largest first."""
        names = sorted({community for community, _ in self.people.values()})
        sizes = {name: sum(community == name for community, _ in self.people.values()) for name in names}
        return sorted(names, key=lambda name: (-sizes[name], name))

    def only(self, communities):
        people = {name: what for name, what in self.people.items() if what[0] in communities}
        return Diffusion(people, [tie for tie in self.ties if tie[0] in people])

    def write(self, folder, stem):
        def put(name, head, rows):
            with open(folder / f"{stem}_{name}.csv", "w", newline="", encoding="utf-8") as file:
                csv.writer(file, lineterminator="\n").writerows([head, *rows])
        put("people", ["id", "community", "adopted"], [(name, community, adopted or "") for name, (community, adopted) in self.people.items()])
        put("ties", ["from", "to"], self.ties)
        put("organisations", ["id", "name", "kind", "region", "population", "area_km2", "staff"],
            [*((f"p {name}", f"p {name}", "adopter", f"community {community}", 1000, 1, 3) for name, (community, _) in self.people.items()),
             ("outside", "outside", "outside", "outside", 1000, 1, 3)])
        pairs = sorted({tuple(sorted(tie)) for tie in self.ties})
        put("adjacency", ["a", "b"], [(f"p {one}", f"p {other}") for one, other in pairs])


def published_world(diffusion, kind, stem, horizon):
    starts = diffusion.first if kind in ("threshold", "cascade") else 0
    model = {"threshold": "threshold", "cascade": "independent_cascade"}.get(kind, "bass")
    lines = ["knowhow: 1", f"title: {WORLDS[kind].capitalize()}", f"model: {model}", f"time: {{horizon: {horizon - starts} steps}}"]
    if kind == "curve":
        lines += [f"network: {{shape: complete, agents: {len(diffusion.people)}}}"]
    else:
        lines += ["network:", "  shape: from_files", f"  people: {{file: {stem}_people.csv}}", f"  ties: {{file: {stem}_ties.csv}}"]
        if starts:
            lines += [f"  starts_in: {starts}", "seeds: {shape: earliest}"]
    if kind == "threshold":
        lines += ["rule: {shape: fractional, share: 0.18}"]
    elif kind == "cascade":
        lines += ["process: {shape: one_shot_continuous, probability: 0.5, delay: 0.25}"]
    else:
        lines += ["timing: continuous", f"adoption: {{innovation: 0.03, imitation: {0 if kind == 'alone' else 0.38}}}"]
    return "\n".join(lines) + "\nrun: {replicates: 20, seed: 1}\n"


def services_world(stem, period, horizon):
    step, length, unit = CLOCK[period]
    off = ", ".join(f"{barrier}: {{strength: 0}}" for barrier in BARRIERS)
    return f"""\
# One organisation of three, the fewest there can be, for each who was observed: its leader is who was observed, and the two others
# know nobody, read nothing and hear nothing. Its neighbours are those who named it or whom it named (`adjacency`), and its leader
# names them all. What is new begins outside, with who writes of it; whoever reads of it, or talks to somebody who knows it, learns
# a part; who has learned enough may start (rule R8), and learns by doing. Adopted: on trial or applied; trials go on. Barriers,
# forgetting, turnover, own inventions and the pull of peers in general are off.{" A month is 4 weeks." if period == "month" else ""}
knowhow: 1
title: {WORLDS["services"].capitalize()}
question: Do reading and talk with those around explain when each began?
model: public_services

time: {{start: {BEGIN}, step: {step}, horizon: {length * horizon} {unit}}}

world:
  organisations: {{file: {stem}_organisations.csv}}
  adjacency: {{file: {stem}_adjacency.csv}}
  sectors: {{adopter: people, outside: outside}}
  people: {{staff_per_person: 1 000, least: 3}}
  fields: {{adopter: {{matter: 1}}, outside: {{matter: 1}}}}
  practices:
    what is new: {{field: matter, tacitness: 0, complexity: 0, evidence: 1, reputation: 1, benefit: 700 000 GBP, cost: 0 GBP,
        lead_time: 2 weeks, origin: outside, suits: [adopter]}}

channels:
  home: {{talks: 0}}
  seeking: {{visits: 0}}
  colleagues: {{shape: ties, anywhere: 0, same_kind: 0, adjacent: 1, leader: 100, manager: 0, officer: 0, talks: 1 a year}}
  publications: {{shape: publication, documents: 52 a year, other_documents: 1, visits_leader: 1 a year, visits_manager: 0, visits_officer: 0}}

barriers: {{{off}}}

stages:
  apply: {{start: 7.5 a year, peers: 0, invention: 0, trial_ends: 0, acquired: 0.05}}
  take_home: {{write_down: 0, read_up: 0}}
  forget: {{explicit: 0, tacit: 0, awareness: 0}}
  turnover: {{people: 0, champions: 0}}

measures: [adoption]
output: {{every: {length} {unit if length > 1 else unit[:-1]}}}
run: {{replicates: 20, seed: 1}}
"""


def world(diffusion, kind, stem, period, horizon):
    return services_world(stem, period, horizon) if kind == "services" else published_world(diffusion, kind, stem, horizon)


def element(diffusion, kind, period, after):
    """Where the share that has adopted after so many periods stands in the results of a world, as a calibration says it."""
    if kind == "services":
        _, length, unit = CLOCK[period]
        days = 7 * length * after if unit == "weeks" else (BEGIN.replace(year=BEGIN.year + length * after) - BEGIN).days
        return f'variable: organisations_at_stage, at: {{time: "{days}", group: all, practice: what is new, stage: [trialling, applied]}}'
    return f'variable: adopted, at: {{time: "{after - (diffusion.first if kind in ("threshold", "cascade") else 0)}"}}'


def calibration(diffusion, kind, *, title, period, source, scenario, fitted, predicted, most_runs=20_000, particles=250):
    lines = ["knowhow: 1", f'title: "{title}, {WORLDS[kind]}"', f"scenario: {scenario}", "", "priors:"]
    lines += [f"  {path}: {prior}" for path, prior in (SERVICES[period] if kind == "services" else PRIORS[kind]).items()]
    for word, times in (("observed", fitted), ("predicted", predicted)):
        if times:
            lines += ["", f"{word}:"]
        lines += [f"  adopted after {after} {period}s: {{{element(diffusion, kind, period, after)}, value: {diffusion.share(after):.3f}, "
                  f'error: {ERROR}, source: "{source}"}}' for after in times]
    return "\n".join(lines) + f"\n\nsearch: {{particles: {particles}, most_runs: {most_runs}, seed: 1}}\n"


def halves(horizon):
    """Four times of the first half, to be fitted, and four of the rest."""
    half = horizon // 2
    gap = half // 4
    return [half - gap * back for back in (3, 2, 1, 0)], [*(half + gap * on for on in (1, 2, 3)), horizon]


def quarters(horizon):
    """Four times of the whole."""
    return [round(horizon * share) for share in (0.25, 0.5, 0.75, 1)]
