"""March 1991: figure 1 cell by cell, and the shapes of figures 2, 4 and 5. Variant: acting."""
from validation.laboratory import mean, reference

TITLE = "March 1991"
NOTE = """Variant `acting`: people without a belief toss a coin and act, and it is acts that are compared. The paper's text alone does
not give its figure 1; this variant, which replications arrived at, does. The expected values are an independent re-implementation's
(10,000 runs a cell), which agree with the paper's digitised figure. Figures 2, 4 and 5 are held to their shapes."""
PANELS = 2
LEARNING = (1, 5, 9)
TENTHS = range(1, 10)


def told(rate):
    """As the scenarios are named: .1, 1, 0."""
    return f"{rate:g}".replace("0.", ".", 1)


def figure_1(laboratory, verdicts):
    runs = laboratory.count(4000, 100)
    results = laboratory.run("march_figure_1.yaml", runs)
    found = {}
    for cell in reference("march_figure_1.csv"):
        for learning in LEARNING:
            name = f"p1 {told(cell['socialisation'])} p2 {told(learning / 10)}"
            found[cell["socialisation"], learning] = ours = mean(results.runs("final_code_knowledge", name))
            verdicts.near(f"figure 1: knowledge at {name}", cell[f"learning_{learning}"], "re-implementation", ours, .005, sigmas=False)
    unrested = sum(int((results.runs("rested_at", name) != results.runs("rested_at", name)).sum()) for name in results.scenarios)
    verdicts.near("figure 1: runs that had not come to rest", 0, "rule", (unrested, float("nan")), sigmas=False, digits=0)
    slow, fast = found[.1, 1], found[.9, 1]
    low = min(found[x, 1][0] for x in (.3, .4, .5, .6))
    verdicts.within("figure 1: at p2 = .1 the ends lie above the middle by", .005, None, "the paper's figure", (min(slow[0], fast[0]) - low, slow[1]))
    return found



def shapes(laboratory, verdicts):
    runs = laboratory.count(2000, 200)
    mixed = laboratory.run("march_figure_2.yaml", runs)
    curves = {"mixed": [], "alike": []}
    for tenth in TENTHS:
        mean_rate = f"all at {told(round(.1 + .08 * tenth, 2)).ljust(3, '0')}"
        curves["mixed"].append(mean(mixed.runs("final_code_knowledge", f"fast {10 * tenth} %"))[0])
        curves["alike"].append(mean(mixed.runs("final_code_knowledge", mean_rate))[0])
    difference = mixed.runs("final_code_knowledge", "fast 50 %") - mixed.runs("final_code_knowledge", "all at .50")
    verdicts.within("figure 2: half slow and half fast learners, less all at the mean rate", .01, None, "the paper's figure", mean(difference))
    turnover = laboratory.run("march_figure_4.yaml", runs)
    slow = {x: mean(turnover.runs("final_code_knowledge", "baseline" if x == 0 else f"p1 .1 p3 {told(x)}")) for x in (0, .1, .2, .5, 1)}
    fast = {x: mean(turnover.runs("final_code_knowledge", f"p1 .9 p3 {told(x)}")) for x in (0, .1, .2, .5, 1)}
    verdicts.within("figure 4: slow learners, turnover .1 less none", None, -.005, "the paper's figure", (slow[.1][0] - slow[0][0], slow[0][1]))
    best = max(fast[x][0] for x in (.1, .2, .5))
    verdicts.within("figure 4: fast learners, the best turnover less none", .01, None, "the paper's figure", (best - fast[0][0], fast[0][1]))
    verdicts.within("figure 4: fast learners, turnover 1 less the best", None, -.01, "the paper's figure", (fast[1][0] - best, fast[1][1]))
    turbulent = laboratory.run("march_figure_5.yaml", runs)
    late, later = mean(turbulent.at("code_knowledge", 100)), mean(turbulent.at("code_knowledge", 100, "turnover"))
    peak = float(turbulent.runs("code_knowledge").mean(axis=0).max())
    verdicts.within("figure 5: without turnover, knowledge after 100 periods by its peak", None, .5, "the paper's figure", (late[0] / peak, late[1] / peak))
    plateau = mean(turbulent.at("code_knowledge", 100, "turnover") - turbulent.at("code_knowledge", 50, "turnover"))
    verdicts.near("figure 5: with turnover, change from period 50 to 100", 0, "the paper's figure: a plateau", plateau, .03)
    verdicts.within("figure 5: with turnover less without, after 100 periods", .1, None, "the paper's figure", (later[0] - late[0], later[1]))
    return curves, turbulent


def validate(laboratory, verdicts):
    return figure_1(laboratory, verdicts), *shapes(laboratory, verdicts)


def draw(found, axes):
    cells, _, turbulent = found
    for learning, colour in zip(LEARNING, ("#0072B2", "#D55E00", "#009E73")):
        expected = reference("march_figure_1.csv")
        axes[0].plot([row["socialisation"] for row in expected], [row[f"learning_{learning}"] for row in expected], color="#222222", linewidth=1,
                     label="re-implementation" if learning == 1 else None)
        rates = sorted(x for x, y in cells if y == learning)
        axes[0].plot(rates, [cells[x, learning][0] for x in rates], "o", color=colour, markersize=5, label=f"p2 = .{learning}")
    axes[0].set(xlabel="socialisation p1", ylabel="knowledge of the code at equilibrium", title="Figure 1")
    for scenario, colour, label in (("baseline", "#0072B2", "nobody leaves"), ("turnover", "#D55E00", "turnover .1")):
        axes[1].plot(turbulent.time, turbulent.runs("code_knowledge", scenario).mean(axis=0), color=colour, label=label)
    axes[1].set(xlabel="period", ylabel="knowledge of the code", title="Figure 5: reality changes")
    for each in axes:
        each.legend(frameon=False, fontsize=9)
