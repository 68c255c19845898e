"""A worked example with xarray and pandas: how much more often a practice is applied than in the baseline, replicate by replicate.

    /usr/bin/python3 scripts/examples/paired_differences.py results/invest_to_save.h5 -o results

writes paired_differences.csv, a tidy table (scenario, sector, time, mean, low, high), and a picture of it. The same in R:
paired_differences.R. Needs python3-xarray, python3-h5netcdf, python3-pandas and python3-matplotlib.
"""
import argparse
import pathlib

import matplotlib
import matplotlib.dates
import pandas
import xarray

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402  (after the choice of a backend without a screen)


def paired_differences(path):
    results = xarray.open_dataset(path, engine="h5netcdf")
    # Schemes stand along the practices, too, where a file has any; nobody applies them.
    practices = results.practice.where(results.practice_type == "practice", drop=True) if "practice_type" in results.coords else results.practice
    applied = results.organisations_at_stage.sel(stage="applied", practice=practices).mean("practice")
    sectors = [group for group in results.group.values if group.startswith("sector:")] or ["all"]
    applied = applied.sel(group=sectors)
    # Replicate r of every scenario has the same luck: subtract first, then average.
    difference = applied.isel(scenario=slice(1, None)) - applied.isel(scenario=0, drop=True)
    summary = xarray.Dataset({
        "mean": difference.mean("replicate"),
        "low": difference.quantile(0.05, "replicate").drop_vars("quantile"),
        "high": difference.quantile(0.95, "replicate").drop_vars("quantile"),
    })
    return summary.rename(group="sector").to_dataframe().reset_index()[["scenario", "sector", "time", "mean", "low", "high"]]


def draw(table: pandas.DataFrame, path):
    sectors = table.sector.unique()
    figure, axes = pyplot.subplots(1, len(sectors), sharey=True, figsize=(4.2 * len(sectors), 3.6), squeeze=False, layout="constrained")
    for axis, sector in zip(axes[0], sectors):
        for scenario, line in table[table.sector == sector].groupby("scenario", sort=False):
            axis.plot(line.time, 100 * line["mean"], label=scenario)
            axis.fill_between(line.time, 100 * line.low, 100 * line.high, alpha=0.15)
        axis.axhline(0, color="black", linewidth=0.8)
        axis.xaxis.set_major_locator(matplotlib.dates.YearLocator())
        axis.xaxis.set_major_formatter(matplotlib.dates.DateFormatter("%Y"))
        axis.set_title(sector.removeprefix("sector:").replace("_", " "))
    axes[0][0].set_ylabel("applied, points more than in the baseline")
    axes[0][0].legend(loc="upper left", frameon=False)
    figure.savefig(path, dpi=150)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", metavar="RESULTS.h5")
    parser.add_argument("-o", "--output", type=pathlib.Path, default=pathlib.Path(), metavar="FOLDER")
    given = parser.parse_args()
    table = paired_differences(given.results)
    table.to_csv(given.output / "paired_differences.csv", index=False)
    draw(table, given.output / "paired_differences.png")


if __name__ == "__main__":
    main()
