#include "models/published/landscape.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace knowhow::published {

namespace {
constexpr std::uint32_t influence_purpose = sim::purpose("landscape influence");
constexpr std::uint32_t contribution_purpose = sim::purpose("landscape contribution");
}  // namespace

/// Branch and bound: bits are decided in order, the more promising value first, and a branch is left once
/// even the best of what it leaves open would not do.
struct Landscape::Search {
  const Landscape& landscape;
  std::array<std::uint32_t, 24> node;  ///< where each locus's tree is entered
  std::uint64_t best = 0;

  void from(std::uint32_t decided, std::uint64_t bound) {
    if (decided == landscape.n_) {
      best = bound;
      return;
    }
    const auto loci = landscape.dependents(landscape.order_[decided]);
    std::uint64_t bounds[2] = {bound, bound};
    for (std::uint32_t locus : loci) {
      const std::uint32_t* tree = landscape.tree(locus);
      bounds[0] -= tree[node[locus]] - tree[2 * node[locus]];
      bounds[1] -= tree[node[locus]] - tree[2 * node[locus] + 1];
    }
    const std::uint32_t first = bounds[1] > bounds[0];
    for (std::uint32_t bit : {first, 1 - first}) {
      if (bounds[bit] <= best) return;
      for (std::uint32_t locus : loci) node[locus] = 2 * node[locus] + bit;
      from(decided + 1, bounds[bit]);
      for (std::uint32_t locus : loci) node[locus] /= 2;
    }
  }
};

Landscape::Landscape(std::uint32_t n, std::uint32_t k, const sim::Draws& draws) : n_(n), k_(k) {
  draw_influences(draws);
  order_bits();
  place_leaves();
  draw_contributions(draws);
  Search search{*this, {}};
  std::uint64_t bound = 0;
  for (std::uint32_t locus = 0; locus < n_; ++locus) {
    search.node[locus] = 1;
    bound += tree(locus)[1];
  }
  search.from(0, bound);
  largest_ = search.best;
}

std::uint64_t Landscape::bytes(std::uint32_t n, std::uint32_t k) {
  return (std::uint64_t{n} << (k + 2)) * sizeof(std::uint32_t);
}

std::uint64_t Landscape::value(Solution solution) const {
  std::uint64_t sum = 0;
  const Leaves leaves = this->leaves(solution);
  for (std::uint32_t locus = 0; locus < n_; ++locus) sum += tree(locus)[leaves[locus]];
  return sum;
}

std::uint64_t Landscape::turned(Solution solution, std::uint64_t value, std::uint32_t bit) const {
  const Leaves leaves = this->leaves(solution);
  for (std::uint32_t i = first_dependent_[bit]; i < first_dependent_[bit + 1]; ++i) {
    const std::uint32_t* tree = this->tree(dependent_[i]);
    const std::uint32_t node = leaves[dependent_[i]];
    value += tree[node ^ step_of_leaf_[i]];
    value -= tree[node];
  }
  return value;
}

void Landscape::draw_influences(const sim::Draws& draws) {
  std::vector<std::uint32_t> others(n_ - 1);
  std::vector<std::vector<std::uint32_t>> dependents(n_);
  for (std::uint32_t locus = 0; locus < n_; ++locus) {
    std::iota(others.begin(), others.begin() + locus, 0u);
    std::iota(others.begin() + locus, others.end(), locus + 1);
    influence_.push_back(locus);
    for (std::uint32_t i = 0; i < k_; ++i) {
      const std::uint32_t left = n_ - 1 - i;
      std::swap(others[i], others[i + sim::index_of(draws.word(influence_purpose, 0, i, locus), left)]);
      influence_.push_back(others[i]);
    }
    for (std::uint32_t bit : influences(locus)) dependents[bit].push_back(locus);
  }
  first_dependent_.push_back(0);
  for (const auto& loci : dependents) {
    dependent_.insert(dependent_.end(), loci.begin(), loci.end());
    first_dependent_.push_back(static_cast<std::uint32_t>(dependent_.size()));
  }
}

/// Next comes the bit that brings the contributions it touches nearest to being decided.
void Landscape::order_bits() {
  std::vector<double> weight(n_, 1);  // of a locus: four times as much for each of its bits already decided
  std::vector<std::uint32_t> place(n_, n_);
  while (order_.size() < n_) {
    std::uint32_t next = n_;
    double most = 0;
    for (std::uint32_t bit = 0; bit < n_; ++bit) {
      if (place[bit] < n_) continue;
      double sum = 0;
      for (std::uint32_t locus : dependents(bit)) sum += weight[locus];
      if (sum > most) most = sum, next = bit;
    }
    place[next] = static_cast<std::uint32_t>(order_.size());
    order_.push_back(next);
    for (std::uint32_t locus : dependents(next)) weight[locus] *= 4;
  }
  for (std::uint32_t locus = 0; locus < n_; ++locus) {
    const auto first = influence_.begin() + locus * (k_ + 1);
    std::sort(first, first + k_ + 1, [&](std::uint32_t a, std::uint32_t b) { return place[a] < place[b]; });
  }
}

void Landscape::place_leaves() {
  part_of_leaves_.resize(std::size_t{groups()} * 16);
  for (std::uint32_t four = 0; four < 16; ++four) part_of_leaves_[four].fill(std::uint32_t{2} << k_);
  step_of_leaf_.resize(dependent_.size());
  for (std::uint32_t locus = 0; locus < n_; ++locus) {
    std::uint32_t step = std::uint32_t{1} << k_;  // the first to be decided is the highest digit
    for (std::uint32_t bit : influences(locus)) {
      for (std::uint32_t four = 0; four < 16; ++four)
        part_of_leaves_[bit / 4 * 16 + four][locus] += (four >> bit % 4 & 1) * step;
      const auto loci = dependents(bit);
      const auto at = std::find(loci.begin(), loci.end(), locus) - loci.begin();
      step_of_leaf_[first_dependent_[bit] + static_cast<std::uint32_t>(at)] = step;
      step /= 2;
    }
  }
}

void Landscape::draw_contributions(const sim::Draws& draws) {
  const std::uint32_t leaves = std::uint32_t{2} << k_;
  best_.resize(static_cast<std::size_t>(n_) * 2 * leaves);
  for (std::uint32_t locus = 0; locus < n_; ++locus) {
    std::uint32_t* const tree = best_.data() + (static_cast<std::size_t>(locus) << (k_ + 2));
    for (std::uint32_t leaf = 0; leaf < leaves; leaf += 4) {
      const sim::Block block = draws.block(contribution_purpose, 0, leaf / 4, locus);
      std::copy_n(block.begin(), std::min(4u, leaves - leaf), tree + leaves + leaf);
    }
    for (std::uint32_t node = leaves; node-- > 1;) tree[node] = std::max(tree[2 * node], tree[2 * node + 1]);
    tree[0] = 0;
  }
}

}  // namespace knowhow::published
