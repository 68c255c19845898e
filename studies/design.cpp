#include "studies/design.h"

#include <algorithm>
#include <boost/random/sobol.hpp>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "sim/random.h"

namespace knowhow::studies {

namespace {

constexpr std::size_t most_factors = 1000;

std::uint32_t reversed(std::uint32_t x) {
  x = (x >> 16) | (x << 16);
  x = ((x & 0xff00ff00u) >> 8) | ((x & 0x00ff00ffu) << 8);
  x = ((x & 0xf0f0f0f0u) >> 4) | ((x & 0x0f0f0f0fu) << 4);
  x = ((x & 0xccccccccu) >> 2) | ((x & 0x33333333u) << 2);
  return ((x & 0xaaaaaaaau) >> 1) | ((x & 0x55555555u) << 1);
}

/// Burley 2020, listing 3: a permutation in which a bit depends on lower bits only; on reversed words it is a
/// nested uniform scramble.
std::uint32_t laine_karras(std::uint32_t x, std::uint32_t seed) {
  x += seed;
  x ^= x * 0x6c50b47cu;
  x ^= x * 0xb82f1e52u;
  x ^= x * 0xc7afe638u;
  x ^= x * 0x8d22f6e6u;
  return x;
}

std::uint32_t scrambled(std::uint32_t word, std::uint32_t seed) {
  return reversed(laine_karras(reversed(word), seed));
}

/// One factor's own stream: factors are told apart by name, so that one more moves no other.
std::uint32_t stream(const std::string& what, const Factor& factor) {
  return sim::purpose(what + " " + factor.name);
}

/// The middle of the level that `u` falls on.
double on_levels(double u, std::size_t levels) {
  if (levels == 0) return u;
  const auto count = static_cast<double>(levels);
  return (std::min(std::floor(u * count), count - 1) + 0.5) / count;
}

Points snapped(Points points, std::span<const Factor> factors) {
  for (std::size_t i = 0; i < points.at.size(); ++i)
    points.at[i] = on_levels(points.at[i], factors[i % points.factors].levels);
  return points;
}

Points empty(std::span<const Factor> factors, std::size_t points) {
  return {factors.size(), std::vector<double>(points * factors.size())};
}

/// `count` words of each of `dimensions`, the origin first.
std::vector<std::uint32_t> sobol_words(std::size_t dimensions, std::size_t count) {
  if (dimensions > most_factors)
    throw std::invalid_argument("a Sobol sequence has at most 1000 factors here");
  boost::random::sobol_engine<std::uint32_t, 32> engine(dimensions);
  std::vector<std::uint32_t> words(dimensions * count, 0);  // the engine leaves the origin out
  for (std::size_t i = dimensions; i < words.size(); ++i) words[i] = engine();
  return words;
}

}  // namespace

std::string_view to_string(DesignKind kind) { return design_names()[static_cast<std::size_t>(kind)]; }

const std::vector<std::string>& design_names() {
  static const std::vector<std::string> names{"grid",   "latin_hypercube", "sobol",
                                              "morris", "saltelli",        "csv"};
  return names;
}

Points grid(std::span<const Factor> factors, std::size_t levels) {
  std::size_t total = 1;
  const auto levels_of = [&](const Factor& factor) { return factor.levels ? factor.levels : levels; };
  for (const auto& factor : factors) total *= levels_of(factor);
  Points points = empty(factors, total);
  for (std::size_t point = 0; point < total; ++point) {
    std::size_t rest = point;
    for (std::size_t f = factors.size(); f-- > 0;) {
      const std::size_t count = levels_of(factors[f]), level = rest % count;
      rest /= count;
      points.at[point * points.factors + f] =
          factors[f].levels ? (static_cast<double>(level) + 0.5) / static_cast<double>(count)
          : count > 1       ? static_cast<double>(level) / static_cast<double>(count - 1)
                            : 0.5;
    }
  }
  return points;
}

Points latin_hypercube(std::span<const Factor> factors, std::size_t count, std::uint64_t seed) {
  Points points = empty(factors, count);
  const sim::Draws draws(seed, 0);
  std::vector<std::uint32_t> slice(count);
  for (std::size_t f = 0; f < factors.size(); ++f) {
    const auto order = stream("design order", factors[f]), place = stream("design place", factors[f]);
    std::iota(slice.begin(), slice.end(), 0u);
    for (std::uint32_t i = static_cast<std::uint32_t>(count); i > 1; --i)
      std::swap(slice[i - 1], slice[sim::index_of(draws.word(order, 0, i), i)]);
    for (std::size_t point = 0; point < count; ++point)
      points.at[point * points.factors + f] =
          (slice[point] + sim::unit(draws.word(place, 0, static_cast<std::uint32_t>(point)))) /
          static_cast<double>(count);
  }
  return snapped(std::move(points), factors);
}

Points sobol(std::span<const Factor> factors, std::size_t count, std::uint64_t seed) {
  Points points = empty(factors, count);
  const sim::Draws draws(seed, 0);
  const auto words = sobol_words(factors.size(), count);
  for (std::size_t f = 0; f < factors.size(); ++f) {
    const std::uint32_t key = draws.word(stream("design scramble", factors[f]), 0, 0);
    for (std::size_t point = 0; point < count; ++point)
      points.at[point * points.factors + f] = sim::unit(scrambled(words[point * points.factors + f], key));
  }
  return snapped(std::move(points), factors);
}

Points saltelli(std::span<const Factor> factors, std::size_t base, std::uint64_t seed) {
  std::vector<Factor> both(factors.begin(), factors.end());
  for (const auto& factor : factors) both.push_back({factor.name + " again", factor.levels});
  const Points rows = sobol(both, base, seed);
  const std::size_t d = factors.size();
  Points points{d, {}};
  points.at.reserve(base * (d + 2) * d);
  for (std::size_t row = 0; row < base; ++row)
    for (std::size_t block = 0; block < d + 2; ++block)  // A, B, A with factor block - 2 from B
      for (std::size_t f = 0; f < d; ++f)
        points.at.push_back(rows(row, block == 1 || block == f + 2 ? d + f : f));
  return points;
}

Points morris(std::span<const Factor> factors, std::size_t trajectories, std::size_t levels,
              std::uint64_t seed) {
  const std::size_t d = factors.size();
  const sim::Draws draws(seed, 0);
  const std::uint32_t half = static_cast<std::uint32_t>(levels / 2), order_of = sim::purpose("morris order");
  const double steps = static_cast<double>(levels - 1), delta = half / steps;
  Points points{d, {}};
  points.at.reserve(trajectories * (d + 1) * d);
  std::vector<double> at(d);
  std::vector<std::size_t> order(d);
  for (std::uint32_t t = 0; t < trajectories; ++t) {
    for (std::size_t f = 0; f < d; ++f) {
      // A level in the lower half may rise by delta, one in the upper half fall.
      const auto level = sim::index_of(draws.word(stream("morris start", factors[f]), 0, t), 2 * half);
      at[f] = level / steps;
    }
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::uint32_t i = static_cast<std::uint32_t>(d); i > 1; --i)
      std::swap(order[i - 1], order[sim::index_of(draws.word(order_of, t, i), i)]);
    points.at.insert(points.at.end(), at.begin(), at.end());
    for (const std::size_t f : order) {
      at[f] += at[f] < 0.5 ? delta : -delta;
      points.at.insert(points.at.end(), at.begin(), at.end());
    }
  }
  return points;
}

}  // namespace knowhow::studies
