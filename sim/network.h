#pragma once
// Networks as compressed rows (CSR): the ties of agent i are a contiguous range that belongs to i.
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "sim/random.h"

namespace knowhow::sim {

/// One end of a tie as a generator names it. An undirected tie stands once here and in both rows of the
/// network.
struct Tie {
  std::uint32_t from, to;
  bool operator==(const Tie&) const = default;
};

/// A layer of ties between `size()` agents. Rows are sorted by neighbour; both rows of an undirected tie name
/// the same tie, so that a column over ties (trust, say) is shared by its two ends.
class Network {
 public:
  Network() = default;

  /// Numbers of ties take as much memory as the rows: a model that keeps nothing by tie goes without.
  enum class Numbers { kept, none };

  /// Ties to oneself and repeats (in either direction) are dropped. Throws std::out_of_range for an agent >=
  /// agents. At most 2^31 - 1 ties may be given (std::invalid_argument).
  static Network undirected(std::uint32_t agents, std::span<const Tie> ties, Numbers = Numbers::kept);

  /// Row i holds those whom i reaches: each arc from `from` to `to` stands in one row, and is a tie of its
  /// own that counts once in ties(). Otherwise like undirected.
  static Network directed(std::uint32_t agents, std::span<const Tie> arcs, Numbers = Numbers::kept);

  std::uint32_t size() const { return first_.empty() ? 0 : static_cast<std::uint32_t>(first_.size() - 1); }
  std::uint32_t ties() const { return ties_; }  ///< both rows of an undirected tie together count once
  bool is_directed() const { return directed_; }
  std::uint32_t degree(std::uint32_t agent) const { return first_[agent + 1] - first_[agent]; }
  /// How many others reach the agent: its degree, where ties are undirected.
  std::uint32_t reached_by(std::uint32_t agent) const {
    return directed_ ? reached_by_[agent] : degree(agent);
  }
  /// Asks memory early for where the agent's row is; of(agent).data() can then be asked for in its turn.
  /// Always in place: g++ takes a call of what only asks early for one that does nothing, and leaves it out.
  [[gnu::always_inline]] void prefetch(std::uint32_t agent) const { __builtin_prefetch(&first_[agent]); }
  std::span<const std::uint32_t> of(std::uint32_t agent) const {
    return {neighbours_.data() + first_[agent], degree(agent)};
  }
  /// All rows, one after another; and where each begins in them, with where the last ends.
  std::span<const std::uint32_t> rows() const { return neighbours_; }
  std::span<const std::uint32_t> row_starts() const { return first_; }
  /// The tie's number, in [0, ties()), for each neighbour of `of(agent)`, in the same order; nothing where
  /// they were not kept.
  std::span<const std::uint32_t> tie_numbers(std::uint32_t agent) const {
    if (numbers_.empty()) return {};
    return {numbers_.data() + first_[agent], degree(agent)};
  }

 private:
  std::vector<std::uint32_t> first_, neighbours_, numbers_;
  std::vector<std::uint32_t> reached_by_;  ///< of a directed network
  std::uint32_t ties_ = 0;
  bool directed_ = false;
};

/// Generators. Each is a pure function of its arguments and of the draws; `name` keys them, so two layers
/// differ. All throw std::invalid_argument for more than 2^31 - 1 ties, the most that a network holds. Erdos
/// and Renyi's G(n, m): `ties` distinct pairs, uniformly. Throws std::invalid_argument if that many do not
/// exist.
std::vector<Tie> random_network(std::uint32_t agents, std::uint64_t ties, const Draws&,
                                std::string_view name);
/// Watts and Strogatz 1998: a ring lattice of even `degree`, the far end of each tie rewired with
/// `probability`. Throws std::invalid_argument for an odd degree, degree >= agents, or a probability outside
/// [0, 1].
std::vector<Tie> small_world(std::uint32_t agents, std::uint32_t degree, double probability, const Draws&,
                             std::string_view name);
/// Barabasi and Albert 1999: each newcomer ties to `each` distinct earlier agents in proportion to their
/// degree, starting from a clique of each + 1. Throws std::invalid_argument unless 1 <= each < agents.
std::vector<Tie> preferential_attachment(std::uint32_t agents, std::uint32_t each, const Draws&,
                                         std::string_view name);
/// Everybody in a group knows everybody else in it. `group[i]` is agent i's group; any numbers.
std::vector<Tie> groups_network(std::span<const std::uint32_t> group);

}  // namespace knowhow::sim
