#include "studies/sensitivity.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "sim/random.h"

namespace knowhow::studies {

namespace {

constexpr double outside = 0.025;  // of an interval, on either side

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Row numbers drawn with replacement.
void resample(std::vector<std::uint32_t>& rows, const sim::Draws& draws, std::uint32_t purpose,
              std::size_t number) {
  for (std::uint32_t i = 0; i < rows.size(); ++i)
    rows[i] = sim::index_of(draws.word(purpose, static_cast<std::uint32_t>(number), i),
                            static_cast<std::uint32_t>(rows.size()));
}

Estimate interval(double value, std::vector<double> resampled) {
  if (resampled.empty()) return {value, value, value};
  std::sort(resampled.begin(), resampled.end());
  const auto at = [&](double share) {
    return resampled[static_cast<std::size_t>(share * static_cast<double>(resampled.size() - 1) + 0.5)];
  };
  return {value, at(outside), at(1 - outside)};
}

void check(bool sound, const char* what) {
  if (!sound) throw std::invalid_argument(what);
}

/// First and total indices over some rows.
struct Sums {
  std::vector<double> first, total;
  double variance = 0;

  Sums(std::span<const double> outputs, std::size_t factors, std::span<const std::uint32_t> rows)
      : first(factors), total(factors) {
    const std::size_t width = factors + 2;
    double squares = 0, sum = 0;
    for (const auto row : rows)
      for (std::size_t i = 0; i < 2; ++i) {
        const double y = outputs[row * width + i];
        sum += y;
        squares += y * y;
      }
    const double count = static_cast<double>(rows.size());
    variance = squares / (2 * count) - (sum / (2 * count)) * (sum / (2 * count));
    for (const auto row : rows) {
      const double* y = outputs.data() + row * width;
      for (std::size_t f = 0; f < factors; ++f) {
        first[f] += y[1] * (y[f + 2] - y[0]);
        total[f] += (y[0] - y[f + 2]) * (y[0] - y[f + 2]);
      }
    }
    for (std::size_t f = 0; f < factors; ++f) {
      first[f] /= count * variance;
      total[f] /= 2 * count * variance;
    }
  }
};

/// Average ranks, so that equal values share one.
std::vector<double> ranks_of(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t j = i;
    while (j < order.size() && values[order[j]] == values[order[i]]) ++j;
    for (std::size_t k = i; k < j; ++k) ranks[order[k]] = 0.5 * static_cast<double>(i + j - 1);
    i = j;
  }
  return ranks;
}

double correlation(std::span<const double> a, std::span<const double> b) {
  const double mean_a = mean_of(a), mean_b = mean_of(b);
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - mean_a) * (b[i] - mean_b);
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

/// Classes of equal frequency; equal values are in one class.
std::vector<std::uint32_t> classes_of(std::span<const double> values, std::size_t most, std::size_t& count) {
  const auto ranks = ranks_of(values);
  std::vector<double> distinct(values.begin(), values.end());
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  std::vector<std::uint32_t> classes(values.size());
  if (distinct.size() <= most) {
    for (std::size_t i = 0; i < values.size(); ++i)
      classes[i] = static_cast<std::uint32_t>(std::lower_bound(distinct.begin(), distinct.end(), values[i]) -
                                              distinct.begin());
    count = distinct.size();
    return classes;
  }
  for (std::size_t i = 0; i < values.size(); ++i)
    classes[i] = static_cast<std::uint32_t>((ranks[i] + 0.5) * static_cast<double>(most) /
                                            static_cast<double>(values.size()));
  count = most;
  return classes;
}

/// Epsilon squared: the share of variance between classes, less what chance would put there.
double share_between(std::span<const std::uint32_t> classes, std::size_t count,
                     std::span<const double> outputs, std::span<const std::uint32_t> rows) {
  std::vector<double> sum(count), many(count);
  double all = 0, squares = 0;
  for (const auto row : rows) {
    sum[classes[row]] += outputs[row];
    many[classes[row]] += 1;
    all += outputs[row];
    squares += outputs[row] * outputs[row];
  }
  const auto n = static_cast<double>(rows.size());
  double between = 0;
  std::size_t used = 0;
  for (std::size_t c = 0; c < count; ++c)
    if (many[c] > 0) between += sum[c] * sum[c] / many[c], ++used;
  between -= all * all / n;
  const double total = squares - all * all / n, k = static_cast<double>(used);
  if (!(total > 0) || n <= k) return 0;
  return (between - (k - 1) * (total - between) / (n - k)) / total;
}

}  // namespace

SobolIndices sobol_indices(std::span<const double> outputs, std::size_t factors, std::size_t resamples,
                           std::uint64_t seed) {
  const std::size_t width = factors + 2;
  check(factors > 0 && outputs.size() % width == 0 && outputs.size() / width >= 2,
        "these are not the outputs of a saltelli design");
  SobolIndices indices;
  indices.mean = mean_of(outputs);
  std::vector<double> centred(outputs.begin(), outputs.end());
  for (auto& y : centred) y -= indices.mean;
  std::vector<std::uint32_t> rows(outputs.size() / width);
  std::iota(rows.begin(), rows.end(), 0u);
  const Sums all(centred, factors, rows);
  check(all.variance > 0, "the outcome is the same at every point");
  indices.variance = all.variance;
  std::vector<std::vector<double>> first(factors), total(factors);
  const sim::Draws draws(seed, 0);
  for (std::size_t b = 0; b < resamples; ++b) {
    resample(rows, draws, sim::purpose("sobol bootstrap"), b);
    const Sums again(centred, factors, rows);
    if (!(again.variance > 0)) continue;
    for (std::size_t f = 0; f < factors; ++f) {
      first[f].push_back(again.first[f]);
      total[f].push_back(again.total[f]);
    }
  }
  for (std::size_t f = 0; f < factors; ++f) {
    indices.first.push_back(interval(all.first[f], std::move(first[f])));
    indices.total.push_back(interval(all.total[f], std::move(total[f])));
  }
  return indices;
}

MorrisEffects morris_effects(const Points& at, std::span<const double> outputs, std::size_t resamples,
                             std::uint64_t seed) {
  const std::size_t d = at.factors, trajectories = d ? outputs.size() / (d + 1) : 0;
  check(trajectories >= 2 && outputs.size() == at.size() && outputs.size() % (d + 1) == 0,
        "these are not the outputs of a morris design");
  std::vector<std::vector<double>> effects(d);
  for (std::size_t t = 0; t < trajectories; ++t)
    for (std::size_t step = 0; step < d; ++step) {
      const std::size_t before = t * (d + 1) + step;
      for (std::size_t f = 0; f < d; ++f)
        if (const double moved = at(before + 1, f) - at(before, f); moved != 0)
          effects[f].push_back((outputs[before + 1] - outputs[before]) / moved);
    }
  MorrisEffects result;
  const sim::Draws draws(seed, 0);
  for (std::size_t f = 0; f < d; ++f) {
    check(effects[f].size() == trajectories, "a trajectory does not move every factor once");
    const double mean = mean_of(effects[f]);
    double spread = 0, absolute = 0;
    for (const double effect : effects[f]) {
      spread += (effect - mean) * (effect - mean);
      absolute += std::fabs(effect);
    }
    result.mean.push_back(mean);
    result.mu_star.push_back(absolute / static_cast<double>(trajectories));
    result.sigma.push_back(std::sqrt(spread / static_cast<double>(trajectories - 1)));
    std::vector<double> again;
    std::vector<std::uint32_t> rows(trajectories);
    for (std::size_t b = 0; b < resamples; ++b) {
      resample(rows, draws, sim::purpose("morris bootstrap"), b);
      double sum = 0;
      for (const auto row : rows) sum += std::fabs(effects[f][row]);
      again.push_back(sum / static_cast<double>(trajectories));
    }
    result.mu_star_interval.push_back(interval(result.mu_star.back(), std::move(again)));
  }
  return result;
}

Ranking feature_ranking(std::span<const double> values, std::size_t factors, std::span<const double> outputs,
                        std::size_t resamples, std::uint64_t seed) {
  const std::size_t n = outputs.size();
  check(factors > 0 && n >= 10 && values.size() == n * factors,
        "too few points to rank parameters by; ten or more are needed");
  check(std::ranges::any_of(outputs, [&](double y) { return y != outputs[0]; }),
        "the outcome is the same at every point");
  // Enough points a class for its mean, enough classes to follow a curve.
  const auto most = static_cast<std::size_t>(std::clamp(std::cbrt(static_cast<double>(n)) * 1.5, 3.0, 30.0));
  const auto output_ranks = ranks_of(outputs);
  const sim::Draws draws(seed, 0);
  Ranking ranking;
  std::vector<double> column(n);
  std::vector<std::uint32_t> rows(n), everything(n), shuffled(n);
  std::iota(everything.begin(), everything.end(), 0u);
  for (std::size_t f = 0; f < factors; ++f) {
    for (std::size_t i = 0; i < n; ++i) column[i] = values[i * factors + f];
    std::size_t count = 0;
    const auto classes = classes_of(column, most, count);
    std::vector<double> again, by_chance;
    for (std::size_t b = 0; b < resamples; ++b) {
      rows.resize(n);
      resample(rows, draws, sim::purpose("ranking bootstrap"), b);
      again.push_back(share_between(classes, count, outputs, rows));
      // The classes of points drawn at random: those of a factor that does nothing.
      std::vector<std::uint32_t> strange = classes;
      for (std::uint32_t i = static_cast<std::uint32_t>(n); i > 1; --i)
        std::swap(strange[i - 1],
                  strange[sim::index_of(
                      draws.word(sim::purpose("ranking shuffle"), static_cast<std::uint32_t>(b), i), i)]);
      by_chance.push_back(share_between(strange, count, outputs, everything));
    }
    ranking.share.push_back(interval(share_between(classes, count, outputs, everything), std::move(again)));
    std::sort(by_chance.begin(), by_chance.end());
    ranking.chance.push_back(by_chance.empty() ? 0 : by_chance[by_chance.size() * 95 / 100]);
    ranking.rank_correlation.push_back(correlation(ranks_of(column), output_ranks));
  }
  return ranking;
}

}  // namespace knowhow::studies
