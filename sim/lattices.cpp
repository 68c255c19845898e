#include "sim/lattices.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include "sim/math.h"
#include "sim/pairs.h"

namespace knowhow::sim {
namespace {

/// The agent `ahead` places on around a circle; ahead < agents.
std::uint32_t around(std::uint32_t agent, std::uint32_t ahead, std::uint32_t agents) {
  return agent < agents - ahead ? agent + ahead : agent - (agents - ahead);
}

/// Two words as a number in (0, 1), fine enough for gaps of any length between ties.
double fine_unit(std::uint32_t high, std::uint32_t low) {
  return ((std::uint64_t{high} << 20 | low >> 12) + 0.5) * 0x1p-52;
}

/// Walks over the pairs 0-1, 0-2, ... in order, from tie to tie.
class PairWalk {
 public:
  PairWalk(std::uint32_t agents, std::vector<Tie>& ties) : agents_(agents), ties_(ties) {}

  /// Leaves out so many pairs and ties the next. False once there are no more.
  bool skip_and_tie(double skipped) {
    std::uint64_t left = agents_ - 1 - from_ - done_;
    if (!(skipped < static_cast<double>(std::uint64_t{1} << 62))) return false;
    auto skip = static_cast<std::uint64_t>(skipped);
    while (skip >= left) {
      if (from_ + 2 >= agents_) return false;
      skip -= left;
      ++from_;
      done_ = 0;
      left = agents_ - 1 - from_;
    }
    done_ += static_cast<std::uint32_t>(skip);
    ties_.push_back({from_, from_ + 1 + done_});
    ++done_;
    return true;
  }

 private:
  std::uint32_t agents_, from_ = 0;
  std::uint32_t done_ = 0;  ///< pairs of `from_` that are behind us
  std::vector<Tie>& ties_;
};

/// How often swaps may fail, beyond a hundred times each. A pair of ties that can be swapped is one of at
/// most ties^2 / 2, so that few ties leave no doubt.
std::uint64_t patience(std::uint64_t ties) {
  return ties < 512 ? 64 * ties * ties + 64 : (std::uint64_t{1} << 24) + 16 * ties;
}

}  // namespace

std::vector<Tie> line(std::uint32_t agents) {
  require_room(agents);
  std::vector<Tie> ties;
  ties.reserve(agents);
  for (std::uint32_t i = 0; i + 1 < agents; ++i) ties.push_back({i, i + 1});
  return ties;
}

std::vector<Tie> ring_lattice(std::uint32_t agents, std::uint32_t degree) {
  if (degree % 2 != 0)
    throw std::invalid_argument("a ring lattice needs an even degree, not " + std::to_string(degree));
  if (degree >= agents)
    throw std::invalid_argument("a degree of " + std::to_string(degree) + " needs more than " +
                                std::to_string(agents) + " agents");
  const std::uint64_t all = std::uint64_t{agents} * (degree / 2);
  require_room(all);
  std::vector<Tie> ties;
  ties.reserve(all);
  for (std::uint32_t lap = 1; lap <= degree / 2; ++lap)
    for (std::uint32_t i = 0; i < agents; ++i) ties.push_back({i, around(i, lap, agents)});
  return ties;
}

std::vector<Tie> moore_lattice(std::uint32_t rows, std::uint32_t columns) {
  if (rows < 3 || columns < 3)
    throw std::invalid_argument("a lattice with eight neighbours each needs at least 3 rows and 3 columns");
  const std::uint64_t agents = std::uint64_t{rows} * columns;
  require_room(agents);  // before the product below could overflow
  require_room(4 * agents);
  std::vector<Tie> ties;
  ties.reserve(4 * agents);
  for (std::uint32_t row = 0; row < rows; ++row) {
    const std::uint32_t below = around(row, 1, rows) * columns;
    for (std::uint32_t column = 0; column < columns; ++column) {
      const std::uint32_t here = row * columns + column;
      const std::uint32_t right = around(column, 1, columns), left = around(column, columns - 1, columns);
      for (const std::uint32_t to : {row * columns + right, below + left, below + column, below + right})
        ties.push_back({here, to});
    }
  }
  return ties;
}

std::vector<Tie> complete_network(std::uint32_t agents) {
  require_room(pairs_of(agents));
  std::vector<Tie> ties;
  ties.reserve(pairs_of(agents));
  for (std::uint32_t from = 0; from < agents; ++from)
    for (std::uint32_t to = from + 1; to < agents; ++to) ties.push_back({from, to});
  return ties;
}

std::vector<Tie> independent_ties(std::uint32_t agents, double probability, const Draws& draws,
                                  std::string_view name) {
  if (!(0 <= probability && probability <= 1))
    throw std::invalid_argument("the probability of a tie must be in [0, 1], not " +
                                std::to_string(probability));
  if (probability == 1) return complete_network(agents);
  if (probability == 0 || agents < 2) return {};
  const double expected = probability * static_cast<double>(pairs_of(agents));
  if (expected > static_cast<double>(most_ties)) require_room(std::numeric_limits<std::uint64_t>::max());

  std::vector<Tie> ties;
  ties.reserve(static_cast<std::size_t>(expected + 6 * std::max(1.0, expected / 1000)));
  PairWalk walk(agents, ties);
  const std::uint32_t why = purpose(name);
  const double stretch = 1 / hazard(probability);  // gaps are geometric: whole parts of exponentials
  for (std::uint64_t number = 0;; ++number) {
    const Block words =
        draws.block(why, 0, static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(number >> 32));
    if (!walk.skip_and_tie(-log(fine_unit(words[0], words[1])) * stretch)) break;
    if (!walk.skip_and_tie(-log(fine_unit(words[2], words[3])) * stretch)) break;
  }
  require_room(ties.size());
  return ties;
}

std::vector<Tie> swap_ties(std::vector<Tie> ties, std::uint32_t agents, std::uint64_t swaps,
                           const Draws& draws, std::string_view name) {
  require_room(ties.size());
  PairSet tied(ties.size());
  for (const Tie& tie : ties)
    if (tie.from >= agents || tie.to >= agents || tie.from == tie.to || !tied.insert(tie))
      throw std::invalid_argument("only ties between different agents, each once, can be swapped");
  if (swaps == 0) return ties;

  const std::uint32_t why = purpose(name);
  const auto count = static_cast<std::uint32_t>(ties.size());
  std::uint64_t left = count < 2 ? 0 : patience(count) + 100 * swaps;
  for (std::uint64_t swap = 0; swap < swaps; ++swap) {
    for (std::uint64_t attempt = 0;; ++attempt) {
      if (left-- == 0)
        throw std::invalid_argument("too few of these " + std::to_string(count) +
                                    " ties can swap ends: most would join the same agents twice");
      const Block words =
          draws.block(why, static_cast<std::uint32_t>(attempt), static_cast<std::uint32_t>(swap),
                      static_cast<std::uint32_t>(swap >> 32));
      Tie& one = ties[index_of(words[0], count)];
      Tie& two = ties[index_of(words[1], count)];
      Tie other = two;
      if (words[2] & 1) std::swap(other.from, other.to);  // a tie has no direction
      const Tie first{one.from, other.to}, second{other.from, one.to};
      if (first.from == first.to || second.from == second.to) continue;
      if (tied.contains(first) || tied.contains(second)) continue;
      tied.erase(one);
      tied.erase(two);
      tied.insert(first);
      tied.insert(second);
      one = first;
      two = second;
      break;
    }
  }
  return ties;
}

}  // namespace knowhow::sim
