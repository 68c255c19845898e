#include "studies/design.h"

#include <algorithm>
#include <bit>
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

/// A design of so many points, whose factors may have levels.
class Sized : public Placing {
 public:
  Sized(std::span<const Factor> factors, std::size_t points)
      : factors_(factors.begin(), factors.end()), points_(points) {}
  std::size_t points() const override { return points_; }
  std::size_t factors() const override { return factors_.size(); }

 protected:
  double on_levels(std::size_t factor, double u) const {
    return studies::on_levels(u, factors_[factor].levels);
  }
  std::vector<Factor> factors_;

 private:
  std::size_t points_;
};

class Grid : public Sized {
 public:
  Grid(std::span<const Factor> factors, std::size_t levels)
      : Sized(factors, combinations(factors, levels)), levels_(levels) {}

  double at(std::size_t point, std::size_t factor) const override {
    const auto count_of = [this](std::size_t f) { return factors_[f].levels ? factors_[f].levels : levels_; };
    for (std::size_t f = factors() - 1; f > factor; --f) point /= count_of(f);
    const std::size_t count = count_of(factor), level = point % count;
    if (factors_[factor].levels) return (static_cast<double>(level) + 0.5) / static_cast<double>(count);
    return count > 1 ? static_cast<double>(level) / static_cast<double>(count - 1) : 0.5;
  }

 private:
  static std::size_t combinations(std::span<const Factor> factors, std::size_t levels) {
    std::size_t all = 1;
    for (const auto& factor : factors) all *= factor.levels ? factor.levels : levels;
    return all;
  }
  std::size_t levels_;
};

class LatinHypercube : public Sized {
 public:
  LatinHypercube(std::span<const Factor> factors, std::size_t points, std::uint64_t seed)
      : Sized(factors, points), draws_(seed, 0), slices_(factors.size(), std::vector<std::uint32_t>(points)) {
    for (std::size_t f = 0; f < factors.size(); ++f) {
      const auto order = stream("design order", factors[f]);
      place_.push_back(stream("design place", factors[f]));
      auto& slice = slices_[f];
      std::iota(slice.begin(), slice.end(), 0u);
      for (std::uint32_t i = static_cast<std::uint32_t>(points); i > 1; --i)
        std::swap(slice[i - 1], slice[sim::index_of(draws_.word(order, 0, i), i)]);
    }
  }

  double at(std::size_t point, std::size_t factor) const override {
    const double within = sim::unit(draws_.word(place_[factor], 0, static_cast<std::uint32_t>(point)));
    return on_levels(factor, (slices_[factor][point] + within) / static_cast<double>(points()));
  }

 private:
  sim::Draws draws_;
  std::vector<std::vector<std::uint32_t>> slices_;  ///< by factor and point
  std::vector<std::uint32_t> place_;                ///< streams, by factor
};

class Sobol : public Sized {
 public:
  Sobol(std::span<const Factor> factors, std::size_t points, std::uint64_t seed) : Sized(factors, points) {
    if (factors.size() > most_factors)
      throw std::invalid_argument("a Sobol sequence has at most 1000 factors here");
    const sim::Draws draws(seed, 0);
    for (const auto& factor : factors) key_.push_back(draws.word(stream("design scramble", factor), 0, 0));
    // The engine gives its elements one after the other. Those whose number has a Gray code of one bit are
    // the directions, of which all others are made.
    boost::random::sobol_engine<std::uint32_t, 32> engine(factors.size());
    for (int bit = 0; bit < static_cast<int>(std::bit_width(points)); ++bit) {
      engine.seed((2u << bit) - 2);  // it leaves the origin out
      for (std::size_t f = 0; f < factors.size(); ++f) directions_.push_back(engine());
    }
  }

  double at(std::size_t point, std::size_t factor) const override {
    std::uint32_t word = 0;
    for (std::size_t code = point ^ (point >> 1), bit = 0; code != 0; code >>= 1, ++bit)
      if (code & 1) word ^= directions_[bit * factors() + factor];
    return on_levels(factor, sim::unit(scrambled(word, key_[factor])));
  }

 private:
  std::vector<std::uint32_t> directions_;  ///< by bit of the Gray code, and factor
  std::vector<std::uint32_t> key_;         ///< of the scrambling, by factor
};

class Saltelli : public Placing {
 public:
  Saltelli(std::span<const Factor> factors, std::size_t base, std::uint64_t seed)
      : factors_(factors.size()), rows_(twice(factors), base, seed) {}
  std::size_t points() const override { return rows_.points() * (factors_ + 2); }
  std::size_t factors() const override { return factors_; }

  double at(std::size_t point, std::size_t factor) const override {
    const std::size_t block = point % (factors_ + 2);  // A, B, A with factor block - 2 from B
    return rows_.at(point / (factors_ + 2), block == 1 || block == factor + 2 ? factors_ + factor : factor);
  }

 private:
  static std::vector<Factor> twice(std::span<const Factor> factors) {
    std::vector<Factor> both(factors.begin(), factors.end());
    for (const auto& factor : factors) both.push_back({factor.name + " again", factor.levels});
    return both;
  }
  std::size_t factors_;
  Sobol rows_;
};

class Morris : public Sized {
 public:
  Morris(std::span<const Factor> factors, std::size_t trajectories, std::size_t levels, std::uint64_t seed)
      : Sized(factors, trajectories * (factors.size() + 1)),
        draws_(seed, 0),
        half_(static_cast<std::uint32_t>(levels / 2)),
        steps_(static_cast<double>(levels - 1)) {
    for (const auto& factor : factors) start_.push_back(stream("morris start", factor));
  }

  double at(std::size_t point, std::size_t factor) const override {
    std::vector<double> along(factors());
    place(point, along);
    return along[factor];
  }

  void place(std::size_t point, std::span<double> at) const override {
    const std::size_t d = factors();
    const auto trajectory = static_cast<std::uint32_t>(point / (d + 1));
    for (std::size_t f = 0; f < d; ++f) {
      // A level in the lower half may rise by delta, one in the upper half fall.
      const auto level = sim::index_of(draws_.word(start_[f], 0, trajectory), 2 * half_);
      at[f] = level / steps_;
    }
    std::vector<std::size_t> order(d);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::uint32_t i = static_cast<std::uint32_t>(d); i > 1; --i)
      std::swap(order[i - 1], order[sim::index_of(draws_.word(order_of_, trajectory, i), i)]);
    const double delta = half_ / steps_;
    for (std::size_t step = 0; step < point % (d + 1); ++step)
      at[order[step]] += at[order[step]] < 0.5 ? delta : -delta;
  }

 private:
  sim::Draws draws_;
  std::uint32_t half_;
  double steps_;
  std::uint32_t order_of_ = sim::purpose("morris order");
  std::vector<std::uint32_t> start_;  ///< streams, by factor
};

}  // namespace

void Placing::place(std::size_t point, std::span<double> along) const {
  for (std::size_t f = 0; f < along.size(); ++f) along[f] = at(point, f);
}

std::string_view to_string(DesignKind kind) { return design_names()[static_cast<std::size_t>(kind)]; }

const std::vector<std::string>& design_names() {
  static const std::vector<std::string> names{"grid",   "latin_hypercube", "sobol",
                                              "morris", "saltelli",        "csv"};
  return names;
}

Places grid(std::span<const Factor> factors, std::size_t levels) {
  return std::make_shared<Grid>(factors, levels);
}

Places latin_hypercube(std::span<const Factor> factors, std::size_t points, std::uint64_t seed) {
  return std::make_shared<LatinHypercube>(factors, points, seed);
}

Places sobol(std::span<const Factor> factors, std::size_t points, std::uint64_t seed) {
  return std::make_shared<Sobol>(factors, points, seed);
}

Places saltelli(std::span<const Factor> factors, std::size_t base, std::uint64_t seed) {
  return std::make_shared<Saltelli>(factors, base, seed);
}

Places morris(std::span<const Factor> factors, std::size_t trajectories, std::size_t levels,
              std::uint64_t seed) {
  return std::make_shared<Morris>(factors, trajectories, levels, seed);
}

Points all_of(const Placing& design) {
  Points all{design.factors(), std::vector<double>(design.points() * design.factors())};
  for (std::size_t point = 0; point < design.points(); ++point)
    design.place(point, std::span(all.at).subspan(point * all.factors, all.factors));
  return all;
}

}  // namespace knowhow::studies
