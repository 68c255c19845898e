#pragma once
// The parts of the report: each turns variables of a results file into charts, or says nothing where the file
// does not have them.
#include <string>
#include <vector>

#include "output/report.h"
#include "output/report_table.h"
#include "output/summary.h"

namespace knowhow::output {

/// A headline measure of one scenario beside the baseline's, replicate by replicate; in the headline's unit.
struct Effect {
  double mean = 0;
  Estimate difference;
  int higher = 0, lower = 0, pairs = 0;  ///< pairs in which neither is missing
  bool same() const { return higher == 0 && lower == 0; }
};
struct HeadlineEffects {
  sim::Headline headline;
  std::vector<Effect> scenarios;  ///< the baseline first
};

/// Of every headline that the file has.
std::vector<HeadlineEffects> headline_effects(const ResultsValues& file,
                                              const std::vector<sim::Headline>& headlines);
/// `values` by (scenario, replicate).
std::vector<Effect> effects_of(const std::vector<double>& values, std::size_t scenarios, double factor = 1);

/// What the parts share.
struct ReportScene {
  const ResultsValues& file;
  std::vector<std::string> scenarios;
  std::string chosen;  ///< what stands beside the baseline at first: the scenario of the largest effect
  std::size_t replicates = 0;

  const std::string& baseline() const { return scenarios[0]; }
  std::size_t size(const std::string& dimension) const { return file.dimension(dimension).size(); }
  /// True if the file has it, with exactly these dimensions behind scenario and replicate.
  bool has(const std::string& variable, const std::vector<std::string>& dimensions) const;
  /// Means over replicates, (scenario, dimensions...) in row-major order.
  std::vector<double> means(const std::string& variable, std::vector<Stretch> stretches = {}) const;
  ReportColumn scenario_column() const { return word_column("scenario", "scenario", scenarios); }
  ReportChoice scenario_choice() const { return {"scenario", "Scenario", chosen, baseline()}; }
};

/// Words of a dimension; std::logic_error if it holds numbers.
const std::vector<std::string>& words_of(const sim::Dimension& dimension);
/// Which practices are counted: no schemes, which nobody applies.
std::vector<bool> counted_practices(const ResultsValues& file);

using ReportCharts = std::vector<ReportChart>;
void add_effects(const std::vector<HeadlineEffects>& effects, const ReportScene&, const std::string& primary,
                 ReportCharts&);
void add_spread(const ReportScene&, ReportCharts&);
void add_funnel(const ReportScene&, ReportCharts&);
void add_map(const ReportScene&, ReportCharts&);
void add_places(const ReportScene&, ReportCharts&);
void add_ledger(const ReportScene&, const std::vector<sim::Vocabulary>&, ReportCharts&);
void add_books_apart(const ReportScene&, ReportCharts&);
void add_never_met(const ReportScene&, ReportCharts&);
void add_reproduction(const ReportScene&, ReportCharts&);
void add_money(const ReportScene&, ReportCharts&);
void add_evaluator(const ReportScene&, ReportCharts&);

}  // namespace knowhow::output
