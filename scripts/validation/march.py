"""March 1991: figure 1 cell by cell, and the shapes of figures 2, 4 and 5. Variant: acting."""
from validation.laboratory import mean, reference

TITLE = "March 1991"
NOTE = """Variant `acting`: people without a belief toss a coin and act, and it is acts that are compared. The paper's text alone does
not give its figure 1; this variant, which replications arrived at, does. The expected values are an independent re-implementation's
(10,000 runs a cell), which agree with the paper's digitised figure. Figures 2, 4 and 5 are held to their shapes."""
PANELS = 2
LEARNING = (1, 5, 9)
TENTHS = range(1, 10)


def figure_1(laboratory, verdicts):
    runs = laboratory.count(4000, 100)
    results = laboratory.run("march_figure_1.yaml", runs)
    found = {}
    for cell in reference("march_figure_1.csv"):
        for learning in LEARNING:
            name = f"p1 {cell['socialisation']:g}, p2 {learning / 10:g}"
            found[cell["socialisation"], learning] = ours = mean(results.runs("final_code_knowledge", name))
            verdicts.near(f"figure 1: knowledge at {name}", cell[f"learning_{learning}"], "re-implementation", ours, .005, sigmas=False)
    unrested = sum(int((results.runs("rested_at", name) != results.runs("rested_at", name)).sum()) for name in results.scenarios)
    verdicts.near("figure 1: runs that had not come to rest", 0, "rule", (unrested, float("nan")), sigmas=False, digits=0)
    slow, fast = found[.1, 1], found[.9, 1]
    low = min(found[x, 1][0] for x in (.3, .4, .5, .6))
    verdicts.within("figure 1: at p2 = .1 the ends lie above the middle by", .005, None, "the paper's figure", (min(slow[0], fast[0]) - low, slow[1]))
    return found


def validate(laboratory, verdicts):
    found = figure_1(laboratory, verdicts)
    return found, shapes(laboratory, verdicts)
