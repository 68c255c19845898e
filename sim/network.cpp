#include "sim/network.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <stdexcept>
#include <string>

#include "sim/lattices.h"
#include "sim/pairs.h"

namespace knowhow::sim {
namespace {

/// Sorts by one end, keeping the order of equals: counting sorts by digits, each few enough to stay in the
/// cache.
void sort_by(std::uint32_t Tie::*end, std::vector<Tie>& ties, std::uint32_t agents) {
  constexpr int width = 11;
  constexpr std::uint32_t digits = 1u << width;
  std::vector<Tie> sorted(ties.size());
  for (int shift = 0; shift < 32 && agents >> shift != 0; shift += width) {
    const auto digit = [=](const Tie& tie) { return (tie.*end >> shift) & (digits - 1); };
    std::array<std::size_t, digits + 1> next{};
    for (const Tie& tie : ties) ++next[digit(tie) + 1];
    std::partial_sum(next.begin(), next.end(), next.begin());
    for (const Tie& tie : ties) sorted[next[digit(tie)]++] = tie;
    ties.swap(sorted);
  }
}

/// Ties by their first end, then the second, each once. Some generators give them in this order.
void sort_rows(std::vector<Tie>& ties, std::uint32_t agents) {
  const auto before = [](const Tie& a, const Tie& b) {
    return a.from != b.from ? a.from < b.from : a.to < b.to;
  };
  if (!std::is_sorted(ties.begin(), ties.end(), before)) {
    sort_by(&Tie::to, ties, agents);
    sort_by(&Tie::from, ties, agents);
  }
  ties.erase(std::unique(ties.begin(), ties.end()), ties.end());
}

void require_agent(std::uint32_t agent, std::uint32_t agents) {
  if (agent >= agents)
    throw std::out_of_range("a tie names agent " + std::to_string(agent) + ", but there are only " +
                            std::to_string(agents));
}

/// Any of the other agents.
std::uint32_t other_than(std::uint32_t agent, std::uint32_t agents, std::uint32_t word) {
  const std::uint32_t other = index_of(word, agents - 1);
  return other < agent ? other : other + 1;
}

/// Tie t takes the first of its own pairs that no tie before it has taken, so that more ties only add.
std::vector<Tie> distinct_pairs(std::uint32_t agents, std::uint64_t count, const Draws& draws,
                                std::uint32_t why, PairSet& taken) {
  const auto draw = [&](std::uint32_t number, std::uint32_t attempt) -> Tie {
    const Block words = draws.block(why, 0, number, attempt);
    const std::uint32_t from = index_of(words[0], agents);
    return {from, other_than(from, agents, words[1])};
  };
  std::vector<Tie> pairs(count);
  for (std::uint32_t number = 0; number < count; ++number) pairs[number] = draw(number, 0);
  constexpr std::uint64_t ahead = 32;  // nearly every look into a big set waits for memory: ask early
  for (std::uint32_t number = 0; number < count; ++number) {
    if (number + ahead < count) taken.prefetch(pairs[number + ahead]);
    for (std::uint32_t attempt = 1; !taken.insert(pairs[number]); ++attempt)
      pairs[number] = draw(number, attempt);
  }
  return pairs;
}

/// Watts and Strogatz's ring, which knows at any time who is tied to whom. Tie (lap - 1) * agents + i is the
/// one from agent i, at first to the agent `lap` places on.
class Ring {
 public:
  Ring(std::uint32_t agents, std::uint32_t degree)
      : agents_(agents),
        laps_(degree / 2),
        ties_(ring_lattice(agents, degree)),
        degrees_(agents, degree),
        rewired_(ties_.size()),
        added_(ties_.size()) {}

  bool has_strangers(std::uint32_t agent) const { return degrees_[agent] < agents_ - 1; }
  bool tied(Tie tie) const {
    const auto [low, high] = ordered(tie);
    const std::uint32_t ahead = high - low, behind = agents_ - ahead;
    if (ahead <= laps_ && !rewired_[number(low, ahead)]) return true;
    if (behind <= laps_ && !rewired_[number(high, behind)]) return true;
    return added_.contains(tie);
  }
  void rewire(std::size_t tie_number, std::uint32_t stranger) {
    auto& [from, to] = ties_[tie_number];
    --degrees_[to];
    ++degrees_[stranger];
    to = stranger;
    rewired_[tie_number] = true;
    added_.insert({from, to});
  }
  const std::vector<Tie>& ties() const { return ties_; }

 private:
  std::size_t number(std::uint32_t from, std::uint32_t lap) const {
    return std::size_t{lap - 1} * agents_ + from;
  }

  std::uint32_t agents_, laps_;
  std::vector<Tie> ties_;
  std::vector<std::uint32_t> degrees_;
  std::vector<bool> rewired_;  ///< ties that left their place in the lattice
  PairSet added_;              ///< where they went, for good
};

}  // namespace

Network Network::undirected(std::uint32_t agents, std::span<const Tie> ties, Numbers numbers) {
  require_room(ties.size());
  std::vector<Tie> pairs;
  pairs.reserve(ties.size());
  for (const Tie& tie : ties) {
    const Tie pair = ordered(tie);
    require_agent(pair.to, agents);
    if (pair.from != pair.to) pairs.push_back(pair);
  }
  sort_rows(pairs, agents);

  Network network;
  network.ties_ = static_cast<std::uint32_t>(pairs.size());
  network.first_.resize(std::size_t{agents} + 1);
  for (const Tie& pair : pairs) {
    ++network.first_[std::size_t{pair.from} + 1];
    ++network.first_[std::size_t{pair.to} + 1];
  }
  std::partial_sum(network.first_.begin(), network.first_.end(), network.first_.begin());
  network.neighbours_.resize(2 * pairs.size());
  const bool numbered = numbers == Numbers::kept;
  if (numbered) network.numbers_.resize(2 * pairs.size());
  std::vector<std::uint32_t> next(network.first_.begin(), network.first_.end());
  const auto append = [&](std::uint32_t agent, std::uint32_t neighbour, std::uint32_t number) {
    const std::uint32_t at = next[agent]++;
    network.neighbours_[at] = neighbour;
    if (numbered) network.numbers_[at] = number;
  };
  // In this order of the pairs every row grows sorted: first by its lower neighbours, then by its higher
  // ones. The row of `to` may be anywhere, and is asked for early.
  constexpr std::uint32_t ahead = 24;
  for (std::uint32_t number = 0; number < network.ties_; ++number) {
    if (number + 2 * ahead < network.ties_) __builtin_prefetch(&next[pairs[number + 2 * ahead].to], 1);
    if (number + ahead < network.ties_) {
      const std::uint32_t at = next[pairs[number + ahead].to];
      __builtin_prefetch(&network.neighbours_[at], 1);
      if (numbered) __builtin_prefetch(&network.numbers_[at], 1);
    }
    append(pairs[number].from, pairs[number].to, number);
    append(pairs[number].to, pairs[number].from, number);
  }
  return network;
}

Network Network::directed(std::uint32_t agents, std::span<const Tie> arcs, Numbers numbers) {
  require_room(arcs.size());
  std::vector<Tie> pairs;
  pairs.reserve(arcs.size());
  for (const Tie& arc : arcs) {
    require_agent(std::max(arc.from, arc.to), agents);
    if (arc.from != arc.to) pairs.push_back(arc);
  }
  sort_rows(pairs, agents);

  Network network;
  network.directed_ = true;
  network.ties_ = static_cast<std::uint32_t>(pairs.size());
  network.first_.resize(std::size_t{agents} + 1);
  network.reached_by_.resize(agents);
  network.neighbours_.resize(pairs.size());
  if (numbers == Numbers::kept) {
    network.numbers_.resize(pairs.size());
    std::iota(network.numbers_.begin(), network.numbers_.end(), 0u);
  }
  for (std::size_t number = 0; number < pairs.size(); ++number) {
    ++network.first_[std::size_t{pairs[number].from} + 1];
    ++network.reached_by_[pairs[number].to];
    network.neighbours_[number] = pairs[number].to;
  }
  std::partial_sum(network.first_.begin(), network.first_.end(), network.first_.begin());
  return network;
}

std::vector<Tie> random_network(std::uint32_t agents, std::uint64_t ties, const Draws& draws,
                                std::string_view name) {
  const std::uint64_t pairs = pairs_of(agents);
  if (ties > pairs)
    throw std::invalid_argument(std::to_string(agents) + " agents have only " + std::to_string(pairs) +
                                " pairs, but " + std::to_string(ties) + " ties are wanted");
  require_room(ties);
  const std::uint64_t absent = pairs - ties;
  const bool dense = absent < ties;
  PairSet taken(dense ? absent : ties);
  std::vector<Tie> drawn = distinct_pairs(agents, dense ? absent : ties, draws, purpose(name), taken);
  if (!dense) return drawn;

  std::vector<Tie> rest;
  rest.reserve(ties);
  for (std::uint32_t from = 0; from < agents; ++from)
    for (std::uint32_t to = from + 1; to < agents; ++to)
      if (!taken.contains({from, to})) rest.push_back({from, to});
  return rest;
}

std::vector<Tie> small_world(std::uint32_t agents, std::uint32_t degree, double probability,
                             const Draws& draws, std::string_view name) {
  if (!(0 <= probability && probability <= 1))
    throw std::invalid_argument("the probability of rewiring must be in [0, 1], not " +
                                std::to_string(probability));

  Ring ring(agents, degree);
  const std::uint32_t why = purpose(name);
  const std::uint64_t rewiring = threshold(probability);
  for (std::uint32_t number = 0; number < ring.ties().size(); ++number) {
    const std::uint32_t from = ring.ties()[number].from;
    const Block words = draws.block(why, 0, number);
    if (words[0] >= rewiring || !ring.has_strangers(from)) continue;
    std::uint32_t stranger = other_than(from, agents, words[1]);
    for (std::uint32_t attempt = 1; ring.tied({from, stranger}); ++attempt)
      stranger = other_than(from, agents, draws.block(why, 0, number, attempt)[1]);
    ring.rewire(number, stranger);
  }
  return ring.ties();
}

std::vector<Tie> preferential_attachment(std::uint32_t agents, std::uint32_t each, const Draws& draws,
                                         std::string_view name) {
  if (agents < 2) throw std::invalid_argument("newcomers need at least 2 agents");
  if (each < 1 || each >= agents)
    throw std::invalid_argument("each newcomer must tie to at least 1 and fewer than " +
                                std::to_string(agents) + " agents, not to " + std::to_string(each));
  const std::uint64_t clique = pairs_of(std::uint64_t{each} + 1);
  const std::uint64_t all = clique + std::uint64_t{agents - each - 1} * each;
  require_room(all);

  std::vector<Tie> ties;
  ties.reserve(all);
  for (std::uint32_t to = 1; to <= each; ++to)
    for (std::uint32_t from = 0; from < to; ++from) ties.push_back({from, to});

  const std::uint32_t why = purpose(name);
  std::vector<std::uint32_t> last_newcomer(agents);  // that chose this agent
  for (std::uint32_t newcomer = each + 1; newcomer < agents; ++newcomer) {
    // An agent stands among the ends of the ties as often as it has ties.
    const auto ends = static_cast<std::uint32_t>(2 * ties.size());
    for (std::uint32_t attempt = 0, chosen = 0; chosen < each; ++attempt) {
      const std::uint32_t end = index_of(draws.block(why, 0, newcomer, attempt)[0], ends);
      const std::uint32_t agent = end % 2 == 0 ? ties[end / 2].from : ties[end / 2].to;
      if (last_newcomer[agent] == newcomer) continue;
      last_newcomer[agent] = newcomer;
      ties.push_back({newcomer, agent});
      ++chosen;
    }
  }
  return ties;
}

std::vector<Tie> groups_network(std::span<const std::uint32_t> group) {
  std::vector<std::uint32_t> members(group.size());
  std::iota(members.begin(), members.end(), 0u);
  std::stable_sort(members.begin(), members.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return group[a] < group[b]; });
  const auto end_of_group = [&](auto first) {
    return std::find_if(first, members.cend(),
                        [&](std::uint32_t agent) { return group[agent] != group[*first]; });
  };

  std::uint64_t all = 0;
  for (auto first = members.cbegin(); first != members.cend();) {
    const auto end = end_of_group(first);
    all += pairs_of(static_cast<std::uint64_t>(end - first));
    first = end;
  }
  require_room(all);

  std::vector<Tie> ties;
  ties.reserve(all);
  for (auto first = members.cbegin(); first != members.cend();) {
    const auto end = end_of_group(first);
    for (auto from = first; from != end; ++from)
      for (auto to = from + 1; to != end; ++to) ties.push_back({*from, *to});
    first = end;
  }
  return ties;
}

}  // namespace knowhow::sim
