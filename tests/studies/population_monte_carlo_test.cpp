#include "studies/population_monte_carlo.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>

#include "sim/distribution.h"
#include "sim/random.h"

namespace knowhow::studies {
namespace {

/// What a run with these shares of the priors shows; the run's number is its luck.
using Simulator = std::function<double(const std::vector<double>& shares, std::size_t run)>;

struct Search {
  PopulationMonteCarlo found;
  std::vector<std::vector<double>> shares;  ///< of every run
};

Search search(PopulationMonteCarlo::Settings settings, double observed, const Simulator& simulate) {
  Search result{PopulationMonteCarlo(settings), {}};
  while (!result.found.next().empty()) {
    std::vector<double> distances;
    for (const auto& shares : result.found.next()) {
      distances.push_back(std::fabs(simulate(shares, result.shares.size()) - observed));
      result.shares.push_back(shares);
    }
    result.found.tell(distances);
  }
  return result;
}

double luck(std::uint64_t seed, std::size_t run, std::uint32_t number = 0) {
  const sim::Draws draws(seed, static_cast<std::uint32_t>(run));
  return sim::normal_quantile(sim::unit(draws.block(sim::purpose("test luck"), number, 0)[0]));
}

constexpr double noise = 0.5;

/// A standard normal quantity, seen with normal noise: its posterior is normal, with variance noise^2 / (1 +
/// noise^2).
Simulator seen_with_noise(std::uint64_t seed) {
  return [seed](const std::vector<double>& shares, std::size_t run) {
    return sim::normal_quantile(shares[0]) + noise * luck(seed, run);
  };
}

TEST(PopulationMonteCarlo, FindsANormalPosterior) {
  PopulationMonteCarlo::Settings settings;
  settings.particles = 1000;
  settings.least_acceptance = 0.02;
  settings.seed = 7;
  const double observed = 1.2, shrink = 1 / (1 + noise * noise), sd = noise * std::sqrt(shrink);
  const auto result = search(settings, observed, seen_with_noise(11));
  EXPECT_EQ(result.found.end(), PopulationMonteCarlo::End::settled);
  double mean = 0, squares = 0, weights = 0;
  for (const auto& particle : result.found.population()) {
    const double value = sim::normal_quantile(result.shares[particle.run][0]);
    weights += particle.weight;
    mean += particle.weight * value;
    squares += particle.weight * value * value;
  }
  EXPECT_NEAR(weights, 1, 1e-12);
  // A mean of 1000 samples of weights that are not quite equal: four standard errors.
  EXPECT_NEAR(mean, observed * shrink, 4 * sd / std::sqrt(700));
  EXPECT_NEAR(std::sqrt(squares - mean * mean), sd, 4 * sd / std::sqrt(2 * 700.0));
}

/// Nine numbers, of which three figures with noise say something of five: the posterior is normal, and known.
TEST(PopulationMonteCarlo, ManyNumbersDoNotHangOnAFewSamples) {
  constexpr std::size_t numbers = 9;
  constexpr double off = 0.3;  // standard deviation of a figure's noise
  constexpr double figures[3][numbers] = {{1, 0.5}, {0, 0, 1, 0.5}, {0, 0, 0, 0, 1}},
                   observed[3] = {1, -1, 0.8};
  // The figures share no number, so each is a problem of its own: a number's mean is its part of what is
  // explained.
  double mean[numbers] = {}, variance[numbers];
  std::ranges::fill(variance, 1.0);
  for (int f = 0; f < 3; ++f) {
    double spread = off * off;
    for (const double part : figures[f]) spread += part * part;
    for (std::size_t p = 0; p < numbers; ++p) {
      mean[p] += figures[f][p] * observed[f] / spread;
      variance[p] -= figures[f][p] * figures[f][p] / spread;
    }
  }
  double effective = 0, squares = 0, shrinks[2] = {};
  constexpr int searches = 8;
  for (int seed = 0; seed < searches; ++seed) {
    PopulationMonteCarlo::Settings settings;
    settings.parameters = numbers;
    settings.most_runs = 12'000;
    settings.seed = 40 + static_cast<std::uint64_t>(seed);
    const auto result = search(settings, 0, [&](const std::vector<double>& shares, std::size_t run) {
      double sum = 0;
      for (std::uint32_t f = 0; f < 3; ++f) {
        double figure = off * luck(settings.seed + 1000, run, f);
        for (std::size_t p = 0; p < numbers; ++p) figure += figures[f][p] * sim::normal_quantile(shares[p]);
        sum += (figure - observed[f]) * (figure - observed[f]) / (off * off);
      }
      return std::sqrt(sum / 3);
    });
    double weights = 0;
    for (const auto& particle : result.found.population()) weights += particle.weight * particle.weight;
    effective += 1 / weights / searches;
    for (std::size_t p = 0; p < numbers; ++p) {
      double at = 0, around = 0;
      for (const auto& particle : result.found.population())
        at += particle.weight * sim::normal_quantile(result.shares[particle.run][p]);
      for (const auto& particle : result.found.population()) {
        const double apart = sim::normal_quantile(result.shares[particle.run][p]) - at;
        around += particle.weight * apart * apart;
      }
      squares += (at - mean[p]) * (at - mean[p]) / variance[p] / (numbers * searches);
      shrinks[p < 5 ? 0 : 1] += std::sqrt(around / variance[p]) / ((p < 5 ? 5 : 4) * searches);
    }
  }
  EXPECT_GT(effective, 45);  // of 250; weighed against their own generation only, they are worth 35
  EXPECT_LT(std::sqrt(squares), 0.25);
  EXPECT_NEAR(shrinks[0], 1, 0.15);
  EXPECT_NEAR(shrinks[1], 1, 0.15);
}

TEST(PopulationMonteCarlo, ToleranceOnlyFallsAndRunsAreCounted) {
  PopulationMonteCarlo::Settings settings;
  settings.particles = 50;
  const auto result = search(settings, 0.3, seen_with_noise(5));
  double before = INFINITY;
  std::size_t runs = 0;
  for (const auto& generation : result.found.generations()) {
    EXPECT_LE(generation.tolerance, before);
    before = generation.tolerance;
    runs += generation.runs;
  }
  EXPECT_EQ(runs, result.found.runs());
  EXPECT_EQ(runs, result.shares.size());
  EXPECT_EQ(result.found.population().size(), 50u);
}

TEST(PopulationMonteCarlo, EndsWithinItsBudget) {
  PopulationMonteCarlo::Settings settings;
  settings.particles = 50;
  settings.least_acceptance = 1e-6;
  settings.most_runs = 420;
  const auto result = search(settings, 0.3, seen_with_noise(5));
  EXPECT_EQ(result.found.end(), PopulationMonteCarlo::End::budget);
  EXPECT_EQ(result.found.runs(), 400u);  // 100, and then 50 at a time
}

TEST(PopulationMonteCarlo, RunsWithoutAnAnswerAreNotKept) {
  PopulationMonteCarlo::Settings settings;
  settings.particles = 50;
  const auto result = search(settings, 0.3, [](const std::vector<double>& shares, std::size_t) {
    return shares[0] < 0.2 ? std::nan("") : sim::normal_quantile(shares[0]);
  });
  for (const auto& particle : result.found.population()) EXPECT_GE(result.shares[particle.run][0], 0.2);
}

TEST(PopulationMonteCarlo, NormalShareBelowIsTheInverseOfTheQuantile) {
  for (double z = -8; z <= 8; z += 0.037)
    EXPECT_NEAR(sim::normal_quantile(normal_share_below(z)), z,
                1e-8 + 1e-16 / normal_share_below(-std::fabs(z)));
}

/// Simulation-based calibration (Talts et al. 2018): truths are drawn from the prior, and fitted to what they
/// show. The ranks of truths among samples of their posteriors are uniform if and only if posteriors are what
/// they claim to be.
double chi_square_of_ranks(const std::function<Simulator(std::uint64_t seed)>& believed) {
  constexpr std::size_t truths = 200, bins = 10, samples = bins - 1;
  std::array<int, bins> counts{};
  for (std::size_t truth = 0; truth < truths; ++truth) {
    const double share =
        sim::unit(sim::Draws(99, static_cast<std::uint32_t>(truth)).block(sim::purpose("truth"), 0, 0)[0]);
    const double observed = seen_with_noise(12345)({share}, truth);
    PopulationMonteCarlo::Settings settings;
    settings.particles = 100;
    settings.least_acceptance = 0.05;
    settings.seed = 1000 + truth;
    const auto result = search(settings, observed, believed(5000 + truth));
    std::size_t rank = 0;
    for (std::size_t n = 0; n < samples; ++n) {
      double up_to = sim::unit(sim::Draws(98, static_cast<std::uint32_t>(truth))
                                   .block(sim::purpose("sample"), static_cast<std::uint32_t>(n), 0)[0]);
      std::size_t chosen = 0;
      const auto& population = result.found.population();
      while (chosen + 1 < population.size() && (up_to -= population[chosen].weight) > 0) ++chosen;
      rank += result.shares[population[chosen].run][0] < share;
    }
    ++counts[rank];
  }
  const double expected = static_cast<double>(truths) / bins;
  double sum = 0;
  for (const int count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

constexpr double beyond = 33.72;  // chi-square with 9 degrees of freedom: one false alarm in 10,000 seeds

TEST(SimulationBasedCalibration, RanksOfTruthsAreUniform) {
  EXPECT_LT(chi_square_of_ranks(seen_with_noise), beyond);
}

TEST(SimulationBasedCalibration, CatchesAModelThatForgetsItsNoise) {
  EXPECT_GT(chi_square_of_ranks([](std::uint64_t) {
              return [](const std::vector<double>& shares, std::size_t) {
                return sim::normal_quantile(shares[0]);
              };
            }),
            beyond);
}

TEST(SimulationBasedCalibration, CatchesAModelThatIsOff) {
  EXPECT_GT(chi_square_of_ranks([](std::uint64_t seed) {
              return [right = seen_with_noise(seed)](const std::vector<double>& shares, std::size_t run) {
                return right(shares, run) + 0.3;
              };
            }),
            beyond);
}

}  // namespace
}  // namespace knowhow::studies
