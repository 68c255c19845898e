// Cowan and Jonard 2004: barter of knowledge. Two who are tied meet; each learns from the other in as many
// categories as both have something to offer (double coincidence of wants), and the giver loses nothing.
// Meetings come one by one, as many in a step as there are agents: over `edges` a tie is drawn, over `agents`
// somebody and one of its neighbours. Of the original only the abstract was at hand: its number of experts,
// absorption, tolerance and replicates are not known; tolerance and experts are those of later work that
// builds on it. Levels are alike where the lower is more than 1 - tolerance of the higher.
// Where trade is rare, meetings of those who cannot trade are not drawn: the ties that can are listed, and
// how many meetings pass until one of them meets is one geometric draw. So rest is found when it is there.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "models/published/cowan_jonard_ground.h"
#include "models/published/lanes.h"
#include "models/published/models.h"
#include "models/published/shape.h"
#include "sim/math.h"

namespace knowhow::published {

namespace {

/// What a meeting draws is keyed by its step and its number within it. Words: tie, or somebody; its
/// neighbour, or how many idle meetings follow; and two for the categories.
constexpr std::uint32_t meeting = sim::purpose("cowan_jonard meeting");

/// While more than one meeting in so many is a trade, drawing each is cheaper than keeping the list.
constexpr std::uint64_t rare = 16;

constexpr std::uint32_t unlisted = std::numeric_limits<std::uint32_t>::max();

const sim::Declaration& declaration() {
  static const sim::Declaration root = [] {
    sim::Declaration meetings;
    meetings.name = "meetings";
    meetings.form = sim::Form::choice;
    meetings.meaning =
        "whether a random tie meets (`edges`), or a random agent and a random neighbour of it (`agents`)";
    meetings.source = "assumption";
    meetings.word = "edges";
    meetings.words = {"edges", "agents"};
    sim::Declaration experts =
        sim::section_of<Experts>("experts", "Who knows much more of something than others.");
    experts.word = "anybody";
    experts.shapes = {
        shape("anybody", "Those of each category are drawn from all agents: somebody may be one of several."),
        shape("distinct", "Nobody is an expert of more than one category.")};
    sim::Declaration all;
    all.children = {network_declaration("small_world"),
                    sim::section_of<Knowledge>("knowledge", "What agents know at the start."), experts,
                    meetings, sim::section_of<Trade>("trade", "What a meeting teaches.")};
    return all;
  }();
  return root;
}

/// `number` of the `size` members of a set of categories, each subset of that size as likely as any other.
std::uint32_t some_of(std::uint32_t set, int size, int number, std::uint64_t luck) {
  const int taken = std::min(number, size - number);
  std::uint32_t rest = set;
  for (int k = 0; k < taken; ++k) {
    // floor(luck * members / 2^64), and what is left of the luck.
    const auto members = static_cast<std::uint64_t>(size - k);
    const std::uint64_t low = (luck & 0xffffffffu) * members;
    const std::uint64_t high = (luck >> 32) * members + (low >> 32);
    luck = high << 32 | (low & 0xffffffffu);
    std::uint32_t from = rest;
    for (std::uint64_t which = high >> 32; which > 0; --which) from &= from - 1;
    rest ^= from & (~from + 1);
  }
  return taken == number ? set ^ rest : rest;
}

/// Levels in two categories at once, and a word for each.
using Two = double __attribute__((vector_size(16)));
using TwoBits = std::int64_t __attribute__((vector_size(16)));
Two two(const double* levels) {
  Two two;
  std::memcpy(&two, levels, sizeof two);
  return two;
}
void put(double* levels, const Two& two) { std::memcpy(levels, &two, sizeof two); }
/// In a set of categories, c and the next.
TwoBits bits(std::uint32_t c) { return TwoBits{std::int64_t{1} << c, std::int64_t{2} << c}; }

template <std::uint32_t row>
class CowanJonardProcess : public Process {
 public:
  explicit CowanJonardProcess(const CowanJonardGround& ground)
      : ground_(ground), levels_(ground.levels), place_(ground.ends.size(), unlisted) {
    listed_.reserve(ground.ends.size());
  }

  void refresh(const std::vector<double>& values) override {
    const Trade before = trade_;
    trade_ = sim::read_section<Trade>(ground_.trade, values);
    if (trade_.absorption != before.absorption || trade_.tolerance != before.tolerance) take_stock();
  }

  void advance(int step) override {
    meetings_ += ground_.agents;
    if (keeps_list_) {
      meet_listed(step);
      return;
    }
    const std::uint64_t before = trades_;
    meet_all(step);
    if ((trades_ - before) * rare < ground_.agents) take_stock();
  }

  bool at_rest() const override {
    if (trade_.absorption == 0) return true;
    if (keeps_list_) return listed_.empty();
    return std::none_of(ground_.ends.begin(), ground_.ends.end(),
                        [&](const sim::Tie& tie) { return can_trade(tie.from, tie.to); });
  }

  void observe(std::span<double> now) const override {
    const double agents = ground_.agents;
    double sum = 0, squares = 0;
    for (std::uint32_t i = 0; i < ground_.agents; ++i) sum += mean_of(i);
    const double mean = sum / agents;
    for (std::uint32_t i = 0; i < ground_.agents; ++i) {
      const double off = mean_of(i) - mean;
      squares += off * off;
    }
    now[0] = mean;
    now[1] = squares / agents;
    now[2] = mean > 0 ? std::sqrt(now[1]) / mean : std::numeric_limits<double>::quiet_NaN();
    now[3] = static_cast<double>(trades_);
  }
  void conclude(std::span<double> at_end) const override { observe(at_end); }

  void digest(sim::Digest& chain) const override {
    chain.add_column("level", std::span<const double>(levels_));
    chain.add_column("listed", std::span<const std::uint32_t>(listed_));
    const std::array<std::uint64_t, 2> counts{trades_, next_};
    chain.add_column("counts", std::span<const std::uint64_t>(counts));
  }
  std::uint64_t contacts() const override { return meetings_; }
  void keep(sim::Keeper& keeper) override {
    keeper(trade_, levels_, trades_, meetings_, keeps_list_, is_new_, listed_, place_, listed_weight_, next_);
  }

 private:
  struct Offers {
    std::uint32_t ours, theirs;
  };
  /// The share of the gap that closes in each of two categories: some, if it is traded.
  Two absorbed(std::uint32_t traded, std::uint32_t c) const {
    return Two{traded >> c & 1 ? trade_.absorption : 0, traded >> c & 2 ? trade_.absorption : 0};
  }

  const double* of(std::uint32_t agent) const { return &levels_[std::size_t{agent} * row]; }
  double* of(std::uint32_t agent) { return &levels_[std::size_t{agent} * row]; }

  double mean_of(std::uint32_t agent) const {
    double sum = 0;
    for (std::uint32_t c = 0; c < row; ++c) sum += of(agent)[c];
    return sum / ground_.categories;
  }

  /// The categories in which the one, or the other, has something to offer.
  Offers offers(std::uint32_t one, std::uint32_t other) const {
    const double alike = 1 - trade_.tolerance;
    TwoBits ours{}, theirs{};
    for (std::uint32_t c = 0; c < row; c += 2) {
      const Two left = two(of(one) + c), right = two(of(other) + c);
      const TwoBits both = bits(c);
      ours |= (left * alike > right) & both;
      theirs |= (right * alike > left) & both;
    }
    return {static_cast<std::uint32_t>(ours[0] | ours[1]), static_cast<std::uint32_t>(theirs[0] | theirs[1])};
  }
  bool can_trade(std::uint32_t one, std::uint32_t other) const {
    const auto [ours, theirs] = offers(one, other);
    return ours && theirs;
  }

  void meet(std::uint32_t one, std::uint32_t other, std::uint64_t luck) {
    auto [ours, theirs] = offers(one, other);
    if (!ours || !theirs) return;
    const int our_size = count_lanes(ours), their_size = count_lanes(theirs);
    const int number = std::min(our_size, their_size);
    ours = some_of(ours, our_size, number, luck);  // of one of the two it is all
    theirs = some_of(theirs, their_size, number, luck);
    for (std::uint32_t c = 0; c < row; c += 2) {
      const Two left = two(of(one) + c), right = two(of(other) + c);
      const Two gap = left - right;
      put(of(other) + c, right + absorbed(ours, c) * gap);
      put(of(one) + c, left - absorbed(theirs, c) * gap);
    }
    ++trades_;
  }

  void meet_all(int step) {
    const auto when = static_cast<std::uint32_t>(step);
    for (std::uint32_t first = 0; first < ground_.agents; first += sim::Draws::lanes) {
      const sim::Draws::Blocks words = ground_.draws.blocks(meeting, when, first);
      const std::uint32_t count = std::min(sim::Draws::lanes, ground_.agents - first);
      for (std::uint32_t lane = 0; lane < count; ++lane) {
        const std::uint64_t luck = std::uint64_t{words[2][lane]} << 32 | words[3][lane];
        if (!ground_.by_agents) {
          const auto [from, to] = ground_.ends[sim::index_of(words[0][lane], ground_.network.ties())];
          meet(from, to, luck);
          continue;
        }
        const std::uint32_t agent = sim::index_of(words[0][lane], ground_.agents);
        const auto neighbours = ground_.network.of(agent);
        if (neighbours.empty()) continue;
        const auto which = sim::index_of(words[1][lane], static_cast<std::uint32_t>(neighbours.size()));
        meet(agent, neighbours[which], luck);
      }
    }
  }

  void meet_listed(int step) {
    const std::uint64_t begin = static_cast<std::uint64_t>(step) * ground_.agents;
    const auto when = static_cast<std::uint32_t>(step);
    if (is_new_) {
      constexpr std::uint32_t first_pass = sim::purpose("cowan_jonard first pass");
      next_ = begin;
      pass(ground_.draws.word(first_pass, when, 0));
      is_new_ = false;
    }
    while (!listed_.empty() && next_ < begin + ground_.agents) {
      const auto number = static_cast<std::uint32_t>(next_ - begin);
      const sim::Block words = ground_.draws.block(meeting, when, number);
      const auto [from, to] = ground_.ends[who_meets(when, number, words[0])];
      meet(from, to, std::uint64_t{words[2]} << 32 | words[3]);
      look_around(from);
      look_around(to);
      ++next_;
      pass(words[1]);
    }
  }

  /// One of the listed ties, in proportion to their weights.
  std::uint32_t who_meets(std::uint32_t when, std::uint32_t number, std::uint32_t word) const {
    const auto count = static_cast<std::uint32_t>(listed_.size());
    if (!ground_.by_agents) return listed_[sim::index_of(word, count)];
    for (std::uint32_t attempt = 1;; ++attempt) {
      const sim::Block words = ground_.draws.block(meeting, when, number, 0, attempt);
      const std::uint32_t tie = listed_[sim::index_of(words[0], count)];
      if (sim::point_of(words[1], ground_.heaviest) < ground_.weights[tie]) return tie;
    }
  }

  /// Lets the meetings pass that are not over a listed tie.
  void pass(std::uint32_t word) {
    if (listed_.empty() || listed_weight_ == ground_.total_weight) return;
    const double share = static_cast<double>(listed_weight_) / static_cast<double>(ground_.total_weight);
    next_ += static_cast<std::uint64_t>(sim::log(sim::unit(word)) / sim::log(1 - share));
  }

  /// Lists the ties that can trade, and keeps the list if they are few.
  void take_stock() {
    clear_list();
    for (std::uint32_t tie = 0; tie < ground_.ends.size(); ++tie)
      look_at(tie, ground_.ends[tie].from, ground_.ends[tie].to);
    keeps_list_ = listed_weight_ * rare < ground_.total_weight;
    is_new_ = true;
    if (!keeps_list_) clear_list();
  }

  void clear_list() {
    for (const std::uint32_t tie : listed_) place_[tie] = unlisted;
    listed_.clear();
    listed_weight_ = 0;
  }

  void look_around(std::uint32_t agent) {
    const auto neighbours = ground_.network.of(agent);
    const auto numbers = ground_.network.tie_numbers(agent);
    for (std::size_t k = 0; k < neighbours.size(); ++k) look_at(numbers[k], agent, neighbours[k]);
  }

  void look_at(std::uint32_t tie, std::uint32_t one, std::uint32_t other) {
    const bool can = can_trade(one, other);
    if (can == (place_[tie] != unlisted)) return;
    if (can) {
      place_[tie] = static_cast<std::uint32_t>(listed_.size());
      listed_.push_back(tie);
      listed_weight_ += ground_.weight_of(tie);
    } else {
      const std::uint32_t last = listed_.back();
      place_[last] = place_[tie];
      listed_[place_[tie]] = last;
      listed_.pop_back();
      place_[tie] = unlisted;
      listed_weight_ -= ground_.weight_of(tie);
    }
  }

  const CowanJonardGround& ground_;
  Trade trade_{};
  std::vector<double> levels_;  ///< by agent and category
  std::uint64_t trades_ = 0, meetings_ = 0;
  bool keeps_list_ = false, is_new_ = false;
  std::vector<std::uint32_t> listed_, place_;  ///< ties that can trade; and by tie, where in that list it is
  std::uint64_t listed_weight_ = 0;
  std::uint64_t next_ = 0;  ///< with a list: the number, from the start, of the next meeting that trades
};

}  // namespace

std::unique_ptr<Process> CowanJonardGround::process() const {
  if (row == 4) return std::make_unique<CowanJonardProcess<4>>(*this);
  if (row == 6) return std::make_unique<CowanJonardProcess<6>>(*this);
  if (row == 8) return std::make_unique<CowanJonardProcess<8>>(*this);
  if (row == 16) return std::make_unique<CowanJonardProcess<16>>(*this);
  return std::make_unique<CowanJonardProcess<32>>(*this);
}

sim::Model cowan_jonard() {
  Description model;
  model.name = "cowan_jonard";
  model.meaning =
      "Barter of knowledge between neighbours, who trade only what both lack (Cowan and Jonard 2004).";
  model.source =
      "Cowan and Jonard 2004, Network structure and the diffusion of knowledge, Journal of Economic Dynamics "
      "and Control 28(8)";
  model.declaration = &declaration();
  const auto outputs = [](const std::string& prefix, const std::string& when) -> std::vector<Output> {
    return {
        {prefix + "mean_knowledge", "mean level over agents and categories" + when},
        {prefix + "variance", "variance between agents of their mean levels" + when, "1",
         "divided by the number of agents"},
        {prefix + "coefficient_of_variation", "standard deviation of agents' mean levels by the mean" + when,
         "1", "missing where nobody knows anything", true},
        {prefix + "trades", "meetings so far in which both learned" + when}};
  };
  model.over_time = outputs("", "");
  model.at_end = outputs("final_", " at the end");
  model.headlines = {{"mean knowledge", "", "final_mean_knowledge", 1, sim::Better::higher},
                     {"variance", "", "final_variance"},
                     {"variation", "%", "final_coefficient_of_variation", 100},
                     {"at rest", "step", "rested_at"}};
  model.ground = [](const sim::Plan& plan, const std::vector<double>& base,
                    const sim::Draws& draws) -> std::unique_ptr<Ground> {
    return std::make_unique<CowanJonardGround>(plan, base, draws);
  };
  return model_of(model);
}

}  // namespace knowhow::published
