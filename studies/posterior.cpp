#include "studies/posterior.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace knowhow::studies {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// One column of a table (row, column), of the chosen rows.
std::vector<double> column(std::span<const double> table, std::size_t width, std::size_t number,
                           std::span<const std::size_t> rows) {
  std::vector<double> values;
  for (const auto row : rows) values.push_back(table[row * width + number]);
  return values;
}

double standard_deviation(std::span<const double> values, std::span<const double> weights) {
  double mean = 0, squares = 0;
  for (std::size_t n = 0; n < values.size(); ++n) mean += weights[n] * values[n];
  for (std::size_t n = 0; n < values.size(); ++n)
    squares += weights[n] * (values[n] - mean) * (values[n] - mean);
  return std::sqrt(squares);
}

}  // namespace

Band band(std::span<const double> values, std::span<const double> weights) {
  std::vector<std::size_t> order;
  double total = 0;
  for (std::size_t n = 0; n < values.size(); ++n)
    if (!std::isnan(values[n])) {
      order.push_back(n);
      total += weights[n];
    }
  if (order.empty()) return {missing, missing, missing};
  std::ranges::stable_sort(order, {}, [&](std::size_t n) { return values[n]; });
  const auto quantile = [&](double share) {
    double sum = 0;
    for (const auto n : order)
      if ((sum += weights[n]) >= share * total) return values[n];
    return values[order.back()];
  };
  return {quantile(0.05), quantile(0.5), quantile(0.95)};
}

double ranked_probability_score(std::span<const double> values, std::span<const double> weights,
                                double came) {
  double off = 0, apart = 0, total = 0;
  for (std::size_t n = 0; n < values.size(); ++n) {
    off += weights[n] * std::fabs(values[n] - came);
    total += weights[n];
    for (std::size_t k = 0; k < n; ++k) apart += weights[n] * weights[k] * std::fabs(values[n] - values[k]);
  }
  return off / total - apart / (total * total);
}

void Trials::add(const std::vector<std::vector<double>>& shares) {
  for (const auto& run : shares) {
    shares_.insert(shares_.end(), run.begin(), run.end());
    for (std::size_t p = 0; p < priors_.size(); ++p) values_.push_back(priors_[p].at(run[p]));
  }
  count_ += shares.size();
  model_.resize(count_ * figures_.count(), missing);
  seen_.resize(count_ * figures_.count(), missing);
}

void Trials::tell(std::size_t run, std::span<const double> figures) {
  const auto seen = figures_.as_observed(figures, seed_, run);
  const auto at = static_cast<std::ptrdiff_t>(run * figures_.count());
  std::ranges::copy(figures, model_.begin() + at);
  std::ranges::copy(seen, seen_.begin() + at);
}

std::vector<double> Trials::distances(std::size_t first) const {
  std::vector<double> result;
  const std::span seen(seen_);
  for (std::size_t run = first; run < count_; ++run)
    result.push_back(figures_.distance(seen.subspan(run * figures_.count(), figures_.count())));
  return result;
}

Posterior Trials::posterior(const PopulationMonteCarlo& search,
                            const std::vector<scenarios::Observation>& observations) const {
  Posterior result;
  result.generations = search.generations();
  result.runs = search.runs();
  result.settled = search.end() == PopulationMonteCarlo::End::settled;
  result.particles = search.population();

  std::vector<std::size_t> kept, first(search.generations().empty() ? 0 : search.generations().front().runs);
  std::vector<double> weights;
  double squares = 0;
  for (const auto& particle : result.particles) {
    kept.push_back(particle.run);
    weights.push_back(particle.weight);
    squares += particle.weight * particle.weight;
  }
  result.effective = squares > 0 ? 1 / squares : 0;
  std::iota(first.begin(), first.end(), std::size_t{0});
  const std::vector<double> alike(first.size(), 1.0);

  const std::size_t numbers = priors_.size(), figures = figures_.count();
  constexpr double uniform = 0.28867513459481287;  // standard deviation of the shares of any prior
  for (std::size_t p = 0; p < numbers; ++p) {
    const Prior& prior = priors_[p];
    result.numbers.push_back({prior,
                              {prior.at(0.05), prior.at(0.5), prior.at(0.95)},
                              band(column(values_, numbers, p, kept), weights),
                              standard_deviation(column(shares_, numbers, p, kept), weights) / uniform});
  }
  for (std::size_t f = 0; f < figures; ++f) {
    const auto seen = column(seen_, figures, f, kept);
    result.figures.push_back({observations[f], figures_.error(f),
                              band(column(seen_, figures, f, first), alike), band(seen, weights),
                              ranked_probability_score(seen, weights, observations[f].value)});
  }
  for (const auto run : kept) {
    for (std::size_t p = 0; p < numbers; ++p) result.values.push_back(values_[run * numbers + p]);
    for (std::size_t f = 0; f < figures; ++f) {
      result.model.push_back(model_[run * figures + f]);
      result.seen.push_back(seen_[run * figures + f]);
    }
  }
  return result;
}

}  // namespace knowhow::studies
