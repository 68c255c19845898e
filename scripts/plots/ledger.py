"""Where learning was lost: what contacts could have taught, by the barrier that kept it back."""
import numpy as np
from matplotlib.ticker import FuncFormatter, PercentFormatter

from plots import panels
from plots.results import FILE_TROUBLE, check_known, names, stop, vocabularies
from plots.style import percent, plain, points

ALONE = {"application": 12, "adaptation": 13}  # barriers with books of their own


def words_of(file, vocabulary):
    """A label for each contact barrier, and for each book apart: the vocabulary's words, or numbers and names."""
    check_known("--vocabulary", [vocabulary], vocabularies(file))
    if vocabulary == "barriers":
        own = [f"{number}  {plain(name)}" for number, name in enumerate(names(file, "contact_barrier"), 1)]
        return own, [f"{number}  {name}" for name, number in ALONE.items()], "never met"
    key = f"vocabulary_{vocabulary}"
    apart = [file[variable].attrs[key] for variable in (*(f"{name}_lost" for name in ALONE), "never_met")]
    apart = [word.decode() if isinstance(word, bytes) else word for word in apart]
    return names(file, key), [f"{number}  {name}: {word}" for word, (name, number) in zip(apart, ALONE.items())], f"never met: {apart[-1]}"


def books(file, scenario, words):
    """By replicate: potential; gained and what each word lost; the books apart, (lost, potential); what nobody met."""
    total = lambda name: file[name][scenario].sum(axis=tuple(range(1, file[name].ndim - 2)))
    potential, gained, lost, never_met = (total(name) for name in ("ledger_potential", "ledger_gained", "ledger_lost", "never_met"))
    by_word = [lost[:, [word == one for word in words]].sum(axis=1) for one in dict.fromkeys(words)]
    apart = [(total(f"{name}_lost"), total(f"{name}_potential")) for name in ALONE]
    flat = lambda values: values.reshape(len(values), -1).sum(axis=1)
    return (flat(potential), np.column_stack([flat(gained), *by_word]),
            [(flat(one), flat(whole)) for one, whole in apart], flat(never_met))


def shares(potential, parts, apart):
    """All replicates together, and replicate by replicate where there was anything to lose."""
    ratio = lambda part, whole: np.divide(part, whole, out=np.full(np.broadcast(part, whole).shape, np.nan), where=whole > 0)
    together = np.array([*(parts.sum(axis=0) / potential.sum()), *(ratio(lost.sum(), whole.sum()).item() for lost, whole in apart)])
    runs = np.column_stack([ratio(parts, potential[:, None]), *(ratio(lost, whole) for lost, whole in apart)])
    return np.nan_to_num(together), runs[~np.isnan(runs).any(axis=1)]


def draw_ledger(file, base, other, vocabulary, amounts, colour):
    scenarios = names(file, "scenario")
    words, alone, never = words_of(file, vocabulary)
    lost_to = list(dict.fromkeys(words))
    drawn = [base, *([other] if other is not None else [])]
    held = {s: books(file, s, words) for s in drawn}
    for s in drawn:
        if not held[s][0].any():
            stop(f"{scenarios[s]}: no contact could have taught anything, so there is no ledger to draw", FILE_TROUBLE)
    values, runs = {}, {}
    for s, (potential, parts, apart, never_met) in held.items():
        if amounts:
            runs[s] = np.column_stack([parts, *(lost for lost, _ in apart), never_met])
            values[s] = runs[s].mean(axis=0)
        else:
            values[s], runs[s] = shares(potential, parts, apart)
    rows = ["learned", *lost_to, *alone, *([never] if amounts else [])]
    number = np.arange(len(rows))
    first_apart = 1 + len(lost_to)
    places = number + 0.7 * (number > 0) + 0.9 * (number >= first_apart)
    figure, axes = panels.make(drawn, 0.31 * (places[-1] + 1) + 2.2)
    show = (lambda value: f"{value:,.0f}".replace(",", "\u00a0")) if amounts else (lambda value: percent(value, 1))
    for axis, s in zip(axes[0], drawn):
        against = None if s == base else values[base]
        differences = [None] * len(rows) if against is None else [
            f"{show(value).join(['+' if value >= 0 else '', ''])}".replace("-", "\u2212") if amounts else points(value) for value in values[s] - against]
        panels.draw(axis, places, 0.72, values[s], runs[s], [(show(value), difference) for value, difference in zip(values[s], differences)],
                    None if s == base else colour, scenarios[s], against)
        axis.set_xlabel("units of one person's full mastery, a run" if amounts else "share of what could have been taught")
    first = axes[0][0]
    first.set_yticks(places, rows)
    first.set_ylim(places[-1] + 0.6, places[0] - 0.6)
    first.get_yticklabels()[0].set_weight("bold")
    for at, text in ((1, "lost to …"), (first_apart, "books of their own" if not amounts else "apart from contacts")):
        first.text(-0.02, places[at] - 0.8, text, transform=first.get_yaxis_transform(), ha="right", va="center", fontsize=8.5, style="italic")
    panels.ticks(axes[0], max(np.max(value) for value in values.values()))
    first.xaxis.set_major_formatter(FuncFormatter(lambda value, _: show(value)) if amounts else PercentFormatter(1, decimals=0, symbol=" %"))

    of_contacts = {s: shares(*held[s][:3])[0] for s in drawn}
    name = lambda row: rows[row].split("  ")[-1]
    worst = [name(1 + row) for row in np.argsort(-of_contacts[base][1:first_apart], kind="stable")[:2]]
    title = f"Of what contacts could have taught, {percent(of_contacts[base][0])} was learned; the largest losses: {' and '.join(worst)}"
    if other is not None and amounts:
        title = (f"With “{scenarios[other]}” people learned {show(values[other][0])} in a run, with “{scenarios[base]}” {show(values[base][0])}; "
                 f"the largest losses: {' and '.join(worst)}")
    elif other is not None:
        change = of_contacts[other][1:first_apart] - of_contacts[base][1:first_apart]
        row = 1 + int(np.argmin(change))
        title += (f"; with “{scenarios[other]}”, {name(row)} takes {percent(of_contacts[other][row], 1)} instead\u00a0of\u00a0{percent(of_contacts[base][row], 1)}"
                  if change.min() < 0 else "")
    learned = " and ".join(f"{parts[:, 0].mean():.0f} of {potential.mean():.0f} ({scenarios[s]})" for s, (potential, parts, _, _) in held.items())
    missed = " and ".join(f"{never_met.mean():.0f}" for _, _, _, never_met in held.values())
    caption = f"In a run people learned {learned} on average, in units of one person's full mastery"
    caption += ": where contacts have more to teach, a smaller share can be more learning. " if other is not None else ". "
    caption += ("Barriers stand in the order in which contacts meet them: what one stopped, those after it never saw. " if vocabulary == "barriers" else
                f"Barriers by the vocabulary “{plain(vocabulary)}”. ")
    if not amounts:
        caption += (f"What was learned and lost sums to 100\u00a0%; 12 and 13 are shares of what teams knew at the start and at the end of trials. "
                    f"Beside the books, no contact offered {missed} that was within reach ({never}). ")
    bands = len(runs[base]) >= panels.ENOUGH_FOR_BANDS
    caption += "Bars: all replicates together" + ("; lines: the middle 90\u00a0% of replicates" if bands else "")
    caption += f"; dashed: {scenarios[base]}, with the difference{'' if amounts else ' in percentage points'} behind." if other is not None else "."
    return figure, title, caption, list(axes[0])
