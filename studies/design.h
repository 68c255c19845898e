#pragma once
// Designs of experiments: where in the unit cube the points of a sweep lie. Each is a pure function of its
// kind, size, seed and the names of its factors, and is laid out so that any beginning of it is a sample by
// itself. A point is worked out when it is asked for: a design of a hundred million takes no memory.
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace knowhow::studies {

enum class DesignKind { grid, latin_hypercube, sobol, morris, saltelli, csv };

/// As SWEEP.yaml writes them.
std::string_view to_string(DesignKind kind);
const std::vector<std::string>& design_names();

/// One axis of the cube. `levels` > 0: a list of so many values, of which a point takes one.
struct Factor {
  std::string name;
  std::size_t levels = 0;
};

/// The points of a design. Thread-safe.
class Placing {
 public:
  virtual ~Placing() = default;
  virtual std::size_t points() const = 0;
  virtual std::size_t factors() const = 0;
  /// Where a point lies along a factor, in [0, 1]. A factor with levels has (level + 1/2) / levels.
  virtual double at(std::size_t point, std::size_t factor) const = 0;
  /// The same along all factors.
  virtual void place(std::size_t point, std::span<double> along) const;
};
using Places = std::shared_ptr<const Placing>;

/// Every combination of levels, the last factor fastest. A factor without levels of its own gets `levels`
/// equally spaced values, its ends among them.
Places grid(std::span<const Factor> factors, std::size_t levels);

/// McKay, Beckman and Conover 1979: each of `points` slices of each factor is met once, at a random place in
/// it. The order of the slices takes 4 bytes a point and factor.
Places latin_hypercube(std::span<const Factor> factors, std::size_t points, std::uint64_t seed);

/// Sobol's sequence (Boost.Random, directions of Joe and Kuo 2008) from its origin on, each factor scrambled
/// by nested uniform (Owen) scrambling in the hash-based form of Laine and Karras 2011 and Burley 2020. Its
/// first 2^k points are a net. std::invalid_argument for more than 1000 factors.
Places sobol(std::span<const Factor> factors, std::size_t points, std::uint64_t seed);

/// Saltelli and others 2010: for each of `base` rows (of Sobol's sequence in twice as many factors) the
/// points A, B, and A with factor i from B, for each i: base * (factors + 2) points.
Places saltelli(std::span<const Factor> factors, std::size_t base, std::uint64_t seed);

/// Morris 1991: `trajectories` of factors + 1 points, each of which changes one factor of the one before by
/// levels / (2 (levels - 1)); `levels` is even.
Places morris(std::span<const Factor> factors, std::size_t trajectories, std::size_t levels,
              std::uint64_t seed);

/// All points at once, by factors, row-major.
struct Points {
  std::size_t factors = 0;
  std::vector<double> at;
  std::size_t size() const { return factors ? at.size() / factors : 0; }
  double operator()(std::size_t point, std::size_t factor) const { return at[point * factors + factor]; }
};
Points all_of(const Placing& design);

}  // namespace knowhow::studies
