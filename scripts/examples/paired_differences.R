# A worked example with ncdf4 and ggplot2: how much more often a practice is applied than in the baseline, replicate by
# replicate. The same in Python: paired_differences.py.
#
#   Rscript scripts/examples/paired_differences.R results/invest_to_save.h5 results
#
# writes paired_differences.csv, a tidy table (scenario, sector, time, mean, low, high), and a picture of it. Needs r-cran-ncdf4 and
# r-cran-ggplot2. R has the dimensions of the file in reverse order.
suppressPackageStartupMessages({
  library(ncdf4)
  library(ggplot2)
})

words <- commandArgs(trailingOnly = TRUE)
if (length(words) < 1) stop("usage: Rscript paired_differences.R RESULTS.h5 [FOLDER]")
folder <- if (length(words) > 1) words[2] else "."

file <- nc_open(words[1])
names_of <- function(dimension) as.vector(ncvar_get(file, dimension))
scenarios <- names_of("scenario")
groups <- names_of("group")
practices <- names_of("practice")
# Schemes stand along the practices, too, where a file has any; nobody applies them.
kinds <- if ("practice_type" %in% names(file$var)) names_of("practice_type") else rep("practice", length(practices))
days <- names_of("time")
origin <- as.Date(sub(".*since ", "", ncatt_get(file, "time", "units")$value))

stages <- names_of("stage")
sectors <- grep("^sector:", groups)
if (length(sectors) == 0) sectors <- which(groups == "all")

# (stage, practice, group, time, replicate, scenario)
share <- ncvar_get(file, "organisations_at_stage", collapse_degen = FALSE)
invisible(nc_close(file))
applied <- share[stages == "applied", kinds == "practice", sectors, , , , drop = FALSE]
applied <- apply(applied, 3:6, mean, na.rm = TRUE)  # over practices: (sector, time, replicate, scenario)

# Replicate r of every scenario has the same luck: subtract first, then average.
rows <- list()
for (s in seq_along(scenarios)[-1]) {
  difference <- applied[, , , s, drop = FALSE] - applied[, , , 1, drop = FALSE]
  for (g in seq_along(sectors)) {
    of_time <- matrix(difference[g, , , 1], nrow = length(days))  # (time, replicate)
    rows[[length(rows) + 1]] <- data.frame(
      scenario = scenarios[s], sector = groups[sectors[g]], time = origin + days, mean = rowMeans(of_time),
      low = apply(of_time, 1, quantile, 0.05), high = apply(of_time, 1, quantile, 0.95))
  }
}
table <- do.call(rbind, rows)
table$scenario <- factor(table$scenario, levels = scenarios[-1])
write.csv(table, file.path(folder, "paired_differences.csv"), row.names = FALSE)

table$sector <- gsub("_", " ", sub("^sector:", "", table$sector))
picture <- ggplot(table, aes(time, 100 * mean, colour = scenario, fill = scenario)) +
  geom_hline(yintercept = 0, linewidth = 0.3) +
  geom_ribbon(aes(ymin = 100 * low, ymax = 100 * high), alpha = 0.15, colour = NA) +
  geom_line() +
  facet_wrap(~sector) +
  labs(x = NULL, y = "applied, points more than in the baseline", colour = NULL, fill = NULL) +
  theme_minimal()
ggsave(file.path(folder, "paired_differences_R.png"), picture, width = 8, height = 3.6, dpi = 150, bg = "white")
