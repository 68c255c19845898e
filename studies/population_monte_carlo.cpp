#include "studies/population_monte_carlo.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "sim/distribution.h"
#include "sim/math.h"
#include "sim/random.h"

namespace knowhow::studies {

namespace {

constexpr std::uint32_t choosing = sim::purpose("calibrate parent"), moving = sim::purpose("calibrate move");

/// A uniform number of 64 bits, in (0, 1).
double fine_unit(const sim::Block& block) {
  const std::uint64_t word = (std::uint64_t{block[0]} << 32 | block[1]) >> 12;
  return (static_cast<double>(word) + 0.5) * 0x1p-52;
}

double drawn(const PopulationMonteCarlo::Settings& settings, std::uint32_t purpose, std::size_t run,
             std::size_t parameter) {
  return fine_unit(sim::Draws(settings.seed, static_cast<std::uint32_t>(run))
                       .block(purpose, static_cast<std::uint32_t>(parameter), 0));
}

/// L^-1 x for the lower triangle L, in place.
void solve(const std::vector<double>& factor, std::span<double> x) {
  const std::size_t count = x.size();
  for (std::size_t row = 0; row < count; ++row) {
    for (std::size_t column = 0; column < row; ++column) x[row] -= factor[row * count + column] * x[column];
    x[row] /= factor[row * count + row];
  }
}

/// The density of the prior, as a multiple of (2 pi)^(-parameters / 2).
double prior_density(const std::vector<double>& at) {
  double squares = 0;
  for (const double x : at) squares += x * x;
  return sim::exp(-0.5 * squares);
}

}  // namespace

double normal_share_below(double z) {
  double least = 0, most = 1;
  for (int halving = 0; halving < 60; ++halving) {
    const double middle = 0.5 * (least + most);
    (sim::normal_quantile(middle) < z ? least : most) = middle;
  }
  return std::clamp(0.5 * (least + most), 0x1p-53, 1 - 0x1p-53);
}

PopulationMonteCarlo::PopulationMonteCarlo(const Settings& settings) : settings_(settings) {
  if (settings.parameters < 1 || settings.particles < 2 || !(settings.kept > 0 && settings.kept < 1))
    throw std::invalid_argument("population Monte Carlo: nothing to search, or nothing to keep");
  propose();
}

void PopulationMonteCarlo::propose() {
  const auto generation = static_cast<double>(settings_.particles) / settings_.kept;
  const auto all = static_cast<std::size_t>(std::ceil(generation));
  const bool first = generations_.empty();
  const std::size_t count = first ? all : all - settings_.particles;
  proposed_.clear();
  pending_.clear();
  if (runs_ + count > settings_.most_runs) {
    end_ = End::budget;
    return;
  }
  const std::size_t parameters = settings_.parameters;
  const std::vector<double> none;
  const std::vector<double>& factor = first ? none : proposals_.back().factor;
  for (std::size_t n = 0; n < count; ++n) {
    Point point;
    point.particle.run = runs_ + n;
    point.particle.generation = generations_.size();
    std::vector<double> shares(parameters);
    point.at.resize(parameters);
    if (first) {
      for (std::size_t p = 0; p < parameters; ++p) {
        shares[p] = drawn(settings_, moving, point.particle.run, p);
        point.at[p] = sim::normal_quantile(shares[p]);
      }
    } else {
      const double word = drawn(settings_, choosing, point.particle.run, 0);
      const auto parent = std::lower_bound(up_to_.begin(), up_to_.end() - 1, word) - up_to_.begin();
      point.at = kept_[static_cast<std::size_t>(parent)].at;
      for (std::size_t column = 0; column < parameters; ++column) {
        const double luck = sim::normal_quantile(drawn(settings_, moving, point.particle.run, column));
        for (std::size_t row = column; row < parameters; ++row)
          point.at[row] += factor[row * parameters + column] * luck;
      }
      for (std::size_t p = 0; p < parameters; ++p) shares[p] = normal_share_below(point.at[p]);
    }
    proposed_.push_back(std::move(shares));
    pending_.push_back(std::move(point));
  }
}

double PopulationMonteCarlo::Proposal::density(std::vector<double> at) const {
  const std::size_t count = at.size();
  solve(factor, at);
  double sum = 0;
  for (std::size_t point = 0; point < weights.size(); ++point) {
    double squares = 0;
    for (std::size_t p = 0; p < count; ++p) {
      const double apart = at[p] - around[point * count + p];
      squares += apart * apart;
    }
    sum += weights[point] * sim::exp(-0.5 * squares);
  }
  return sum / determinant;
}

/// Twice the weighted covariance of the kept (Beaumont, Cornuet, Marin and Robert 2009), factored.
void PopulationMonteCarlo::spread() {
  const std::size_t count = settings_.parameters;
  std::vector<double> mean(count, 0.0);
  for (const auto& point : kept_)
    for (std::size_t p = 0; p < count; ++p) mean[p] += point.particle.weight * point.at[p];
  Proposal proposal;
  auto& factor = proposal.factor;
  factor.assign(count * count, 0.0);
  for (const auto& point : kept_)
    for (std::size_t row = 0; row < count; ++row)
      for (std::size_t column = 0; column <= row; ++column)
        factor[row * count + column] +=
            2 * point.particle.weight * (point.at[row] - mean[row]) * (point.at[column] - mean[column]);
  constexpr double least = 1e-12;  // where all kept agree
  for (std::size_t row = 0; row < count; ++row)
    for (std::size_t column = 0; column <= row; ++column) {
      double& cell = factor[row * count + column];
      for (std::size_t k = 0; k < column; ++k) cell -= factor[row * count + k] * factor[column * count + k];
      cell = row == column ? std::sqrt(std::max(cell, least)) : cell / factor[column * count + column];
    }
  for (std::size_t p = 0; p < count; ++p) proposal.determinant *= factor[p * count + p];
  for (const auto& point : kept_) {
    proposal.weights.push_back(point.particle.weight);
    std::vector<double> at = point.at;
    solve(factor, at);
    proposal.around.insert(proposal.around.end(), at.begin(), at.end());
  }
  proposals_.push_back(std::move(proposal));
}

/// Makes the weights of those that are kept sum to 1.
void PopulationMonteCarlo::weigh() {
  double total = 0, sum = 0;
  for (const auto& point : kept_) total += point.odds;
  population_.clear();
  up_to_.clear();
  for (auto& point : kept_) {
    point.particle.weight = point.odds / total;
    sum += point.particle.weight;
    up_to_.push_back(sum);
    population_.push_back(point.particle);
  }
}

/// Weighs by the prior's density over that of having been proposed in any generation. All runs within the
/// last tolerance are kept, whichever proposed them, so together they are a sample of the mixture of all
/// proposals.
void PopulationMonteCarlo::weigh_once_more() {
  for (auto& point : kept_) {
    const double prior = prior_density(point.at);
    double proposed = static_cast<double>(generations_.front().runs) * prior;
    for (const auto& proposal : proposals_)
      if (proposal.runs > 0) proposed += static_cast<double>(proposal.runs) * proposal.density(point.at);
    point.odds = static_cast<double>(runs_) * prior / proposed;
  }
  weigh();
}

void PopulationMonteCarlo::tell(std::span<const double> distances) {
  if (distances.size() != pending_.size())
    throw std::invalid_argument("population Monte Carlo: not as many distances as runs");
  const bool first = generations_.empty();
  const double before = first ? std::numeric_limits<double>::infinity() : generations_.back().tolerance;
  std::size_t within = 0;
  for (std::size_t n = 0; n < pending_.size(); ++n) {
    auto& point = pending_[n];
    point.particle.distance =
        std::isnan(distances[n]) ? std::numeric_limits<double>::infinity() : distances[n];
    point.odds = first ? 1.0 : prior_density(point.at) / proposals_.back().density(point.at);
    within += point.particle.distance < before;
  }
  runs_ += pending_.size();
  if (!first) proposals_.back().runs = pending_.size();
  Generation generation{pending_.size(), 0,
                        static_cast<double>(within) / static_cast<double>(pending_.size())};
  kept_.insert(kept_.end(), std::make_move_iterator(pending_.begin()),
               std::make_move_iterator(pending_.end()));
  std::stable_sort(kept_.begin(), kept_.end(),
                   [](const Point& a, const Point& b) { return a.particle.distance < b.particle.distance; });
  kept_.resize(std::min(kept_.size(), settings_.particles));
  generation.tolerance = kept_.back().particle.distance;
  generations_.push_back(generation);

  weigh();
  spread();
  if (!first && generation.acceptance <= settings_.least_acceptance) {
    end_ = End::settled;
    proposed_.clear();
    pending_.clear();
  } else {
    propose();
  }
  if (end_ != End::none) weigh_once_more();
}

}  // namespace knowhow::studies
