// The bare mechanism of learning from neighbours: in a step everybody closes a share of the gap to every
// neighbour who knows more, in each category of knowledge by itself, and nobody loses. It is nobody's model,
// and part of many: nearest are Cowan and Jonard 2004, where knowledge passes only in barter, and DeGroot
// 1974, where those who know more come down as well. Synchronous: all see the step's beginning.
// To add up shares of gaps can overshoot: with many neighbours who know more, rate times their number is
// above 1. So nobody comes to know more than the best of those it learns from (in the step, over open ties).
// What an agent knows is float32, and so are its sums, in the order of its row: half the memory, which is
// what a large run waits for. At rest is where, with all ties open, rounding leaves all as it is.
#include <algorithm>
#include <array>
#include <boost/align/aligned_allocator.hpp>
#include <cmath>
#include <cstring>
#include <limits>

#include "models/published/gap_closing_ground.h"
#include "models/published/gap_closing_ties.h"
#include "models/published/models.h"
#include "models/published/shape.h"

namespace knowhow::published {

namespace {

/// Agents that a thread takes at a time, and whose sums are added up by themselves.
constexpr std::uint32_t grain = 2048;
/// Ties whose draws are made at a time; or all of one agent, if it has more.
constexpr std::uint32_t most_ties = 8192;
/// Bytes of rows beyond which those of neighbours are mostly not in a core's own cache.
constexpr std::size_t cache = 2 << 20;

const sim::Declaration& declaration() {
  static const sim::Declaration root = [] {
    const auto level = [](const char* name, double preset, const char* meaning) {
      return sim::number(name, preset, {0, 1}, {0, 1}, sim::Unit::number, sim::When::at_start, "assumption",
                         meaning);
    };
    sim::Declaration knowledge =
        sim::section_of<Categories>("knowledge", "What agents know at the start, in each category.");
    knowledge.word = "uniform";
    knowledge.shapes = {
        shape("uniform", "Any level between two is as likely as any other.",
              {level("least", 0, "the lowest level"), level("most", 1, "the highest level")}),
        shape(
            "drawn", "A level for all, or a distribution that is drawn for each agent and category.",
            {sim::number("level", .5, {0, 1}, {.2, .8}, sim::Unit::number, sim::When::at_start, "assumption",
                         "level at the start; of a distribution, within its range", sim::Scope::person)})};
    sim::Declaration all;
    all.children = {network_declaration("small_world"), knowledge,
                    sim::section_of<Closing>("closing", "How gaps close.")};
    return all;
  }();
  return root;
}

/// What a thread works with.
struct alignas(64) Hand {
  explicit Hand(std::uint32_t most) : ties(most), neighbours(most), starts(grain + 1) {}
  OpenTies ties;
  std::vector<std::uint32_t> neighbours, starts;
  std::uint64_t met = 0;
};

/// Count, mean and sum of squared differences from it, of the agents' means.
struct Moments {
  double count = 0, mean = 0, squares = 0;

  /// Chan, Golub and LeVeque 1983.
  void add(const Moments& more) {
    const double all = count + more.count, off = more.mean - mean;
    mean += off * (more.count / all);
    squares += more.squares + off * off * (count * more.count / all);
    count = all;
  }
};

class GapClosingProcess : public Process {
 public:
  explicit GapClosingProcess(const GapClosingGround& ground)
      : ground_(ground),
        neighbours_(ground.network.rows()),
        starts_(ground.network.row_starts()),
        is_large_(std::size_t{ground.agents} * ground.row * sizeof(float) > cache),
        now_(std::size_t{ground.agents} * ground.row),
        next_(now_.size()) {}

  void employ(sim::Workers& workers) override {
    workers_ = &workers;
    over_agents([&](std::uint32_t begin, std::uint32_t end, int) {
      ground_.start(begin, std::span(now_).subspan(std::size_t{begin} * ground_.row,
                                                   std::size_t{end - begin} * ground_.row));
    });
    std::vector<float> best(ground_.row);
    for (std::size_t i = 0; i < now_.size(); i += ground_.row)
      for (std::uint32_t c = 0; c < ground_.categories; ++c) best[c] = std::max(best[c], now_[i + c]);
    for (const float level : best) best_mean_ += double{level} / ground_.categories;
    look_around();
    first_mean_ = moments_.mean;
  }

  void refresh(const std::vector<double>& values) override {
    const auto closing = sim::read_section<Closing>(ground_.closing, values);
    rate_ = static_cast<float>(closing.rate);
    open_ = sim::threshold(closing.open);
    const bool capped = may_overshoot();
    close_gaps_ = quickest_close_gaps({ground_.row, capped, is_large_});
    look_ = quickest_close_gaps({ground_.row, capped, false});
    if (all_open() || open_ == 0 || !hands_.empty()) return;
    const std::uint32_t room = std::max(most_ties, ground_.most_neighbours) + 1;
    hands_.reserve(static_cast<std::size_t>(workers_->threads()));
    for (int thread = 0; thread < workers_->threads(); ++thread) hands_.emplace_back(room);
    if (is_large_) return;
    redirected_.resize(neighbours_.size());
    owners_.reserve(neighbours_.size());
    for (std::uint32_t i = 0; i < ground_.agents; ++i)
      owners_.insert(owners_.end(), ground_.network.degree(i), i);
  }

  void advance(int step) override {
    const auto when = static_cast<std::uint32_t>(step);
    over_agents([&](std::uint32_t begin, std::uint32_t end, int thread) {
      if (all_open())
        close_gaps_({now_.data(), next_.data(), begin, end - begin, neighbours_.data(), &starts_[begin],
                     static_cast<std::uint32_t>(neighbours_.size()), rate_});
      else
        meet_some(begin, end, when, hands_[static_cast<std::size_t>(thread)]);
    });
    if (all_open()) met_ += neighbours_.size();
    now_.swap(next_);
    is_seen_ = false;
  }

  bool at_rest() const override {
    if (rate_ == 0 || open_ == 0) return true;
    // Whoever still learned in the step before mostly does in this one. Over fewer ties one learns no more.
    std::uint32_t count = 1;
    for (std::uint32_t looked = 0; looked < ground_.agents;
         looked += count, count = std::min(2 * count, grain)) {
      count = std::min({count, ground_.agents - witness_, ground_.agents - looked});
      if (learns(witness_, count)) return false;
      witness_ = (witness_ + count) % ground_.agents;
    }
    return true;
  }

  void observe(std::span<double> now) const override {
    look_around();
    now[0] = moments_.mean;
    now[1] = std::sqrt(moments_.squares / moments_.count);
    now[2] = best_mean_ > first_mean_ ? (moments_.mean - first_mean_) / (best_mean_ - first_mean_)
                                      : std::numeric_limits<double>::quiet_NaN();
  }
  void conclude(std::span<double> at_end) const override {
    observe(at_end);
    at_end[3] = at_end[0] * ground_.agents * ground_.categories;
  }

  void digest(sim::Digest& chain) const override {
    chain.add_column("knowledge", std::span<const float>(now_));
  }
  void keep(sim::Keeper& keeper) override {
    std::uint64_t met = contacts();
    keeper(now_, met);
    if (!keeper.puts_back()) return;
    met_ = met;
    is_seen_ = false;
  }
  std::uint64_t contacts() const override {
    std::uint64_t met = met_;
    for (const Hand& hand : hands_) met += hand.met;
    return met;
  }

 private:
  using Levels = std::vector<float, boost::alignment::aligned_allocator<float, 64>>;

  bool all_open() const { return open_ >> 32; }

  /// Whether rate times the number of neighbours is so large that a sum of gaps, each of them at most the
  /// greatest, could come out above it. Below 2^20 neighbours rounding adds less than 7 %.
  bool may_overshoot() const {
    return ground_.most_neighbours >= 1u << 20 || double{rate_} * ground_.most_neighbours > .9;
  }

  template <class Body>
  void over_agents(Body&& body) const {
    if (ground_.agents <= grain) {
      body(0, ground_.agents, 0);
      return;
    }
    workers_->for_ranges(ground_.agents, grain, [&](std::size_t begin, std::size_t end, int thread) {
      body(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), thread);
    });
  }

  /// The step of agents [begin, end), of as many at a time as there is room for their ties.
  void meet_some(std::uint32_t begin, std::uint32_t end, std::uint32_t step, Hand& hand) {
    while (begin < end) {
      std::uint32_t stop = begin + 1;
      const std::uint32_t first = starts_[begin];
      if (starts_[end] - first <= most_ties)
        stop = end;
      else
        while (starts_[stop + 1] - first <= most_ties) ++stop;
      const std::uint32_t last = starts_[stop];
      GapPass pass{now_.data(), next_.data(), begin, stop - begin, hand.neighbours.data(), hand.starts.data(),
                   0,           rate_};
      if (first == last) {
        std::fill_n(hand.starts.begin(), stop - begin + 1, 0);
      } else {
        hand.ties.draw(ground_.draws, step, open_, first, last);
        hand.met += hand.ties.count();
        const auto starts = starts_.subspan(begin, stop - begin + 1);
        if (is_large_) {
          hand.ties.pack(&neighbours_[first], starts, hand.neighbours.data(), hand.starts.data());
          pass.end = hand.ties.count();
        } else {
          hand.ties.redirect(&neighbours_[first], &owners_[first], &redirected_[first]);
          pass.neighbours = redirected_.data();
          pass.starts = starts.data();
        }
      }
      close_gaps_(pass);
      begin = stop;
    }
  }

  /// Whether one of some agents would learn anything if all ties were open.
  bool learns(std::uint32_t first, std::uint32_t count) const {
    look_({now_.data(), next_.data(), first, count, neighbours_.data(), &starts_[first],
           static_cast<std::uint32_t>(neighbours_.size()), rate_});
    const std::size_t at = std::size_t{first} * ground_.row;
    return std::memcmp(&now_[at], &next_[at], std::size_t{count} * ground_.row * sizeof(float)) != 0;
  }

  /// Sums of ranges by themselves, added up in their order: the same from any number of threads.
  void look_around() const {
    if (is_seen_) return;
    is_seen_ = true;
    std::vector<Moments> ranges((ground_.agents + grain - 1) / grain);
    over_agents([&](std::uint32_t begin, std::uint32_t end, int) {
      std::array<double, grain> means;
      Moments& range = ranges[begin / grain];
      range.count = end - begin;
      for (std::uint32_t i = begin; i < end; ++i) {
        const float* const levels = &now_[std::size_t{i} * ground_.row];
        double sum = 0;
        for (std::uint32_t c = 0; c < ground_.categories; ++c) sum += levels[c];
        means[i - begin] = sum / ground_.categories;
        range.mean += means[i - begin];
      }
      range.mean /= range.count;
      for (std::uint32_t i = begin; i < end; ++i) {
        const double off = means[i - begin] - range.mean;
        range.squares += off * off;
      }
    });
    moments_ = ranges.front();
    for (std::size_t r = 1; r < ranges.size(); ++r) moments_.add(ranges[r]);
  }

  const GapClosingGround& ground_;
  const std::span<const std::uint32_t> neighbours_, starts_;  ///< the network's rows
  const bool is_large_;
  sim::Workers* workers_ = nullptr;
  float rate_ = 0;
  std::uint64_t open_ = 0;  ///< threshold of the ties' draws
  CloseGaps close_gaps_ = nullptr, look_ = nullptr;

  Levels now_;                         ///< by agent and category, in rows
  mutable Levels next_;                ///< between two steps it holds nothing
  mutable std::uint32_t witness_ = 0;  ///< who was last seen to learn
  mutable Moments moments_;            ///< of levels as they are now, once somebody asked for them
  mutable bool is_seen_ = false;       ///< somebody did
  double first_mean_ = 0;              ///< of all levels at the start
  double best_mean_ = 0;               ///< of the highest of each category at the start, which stay
  std::vector<Hand> hands_;            ///< by thread; where ties are not always open
  /// By tie, where closed ones are redirected: who learns over it; and from whom in this step.
  std::vector<std::uint32_t> owners_, redirected_;
  std::uint64_t met_ = 0;
};

}  // namespace

std::unique_ptr<Process> GapClosingGround::process() const {
  return std::make_unique<GapClosingProcess>(*this);
}

sim::Model gap_closing() {
  Description model;
  model.name = "gap_closing";
  model.meaning = "Everybody closes a share of the gap to each neighbour who knows more: the bare mechanism.";
  model.source =
      "no paper's model; nearest to Cowan and Jonard 2004, Network structure and the diffusion of knowledge, "
      "Journal of Economic Dynamics and Control 28(8), and DeGroot 1974, Reaching a consensus, Journal of "
      "the "
      "American Statistical Association 69(345)";
  model.declaration = &declaration();
  const auto outputs = [](const std::string& prefix, const std::string& when) -> std::vector<Output> {
    return {{prefix + "mean_knowledge", "mean level over agents and categories" + when},
            {prefix + "standard_deviation", "standard deviation between agents of their mean levels" + when,
             "1", "divided by the number of agents"},
            {prefix + "gaps_closed", "share closed of all gaps to the best of each category" + when, "1",
             "since the start; missing where all were alike", true}};
  };
  model.over_time = outputs("", "");
  model.at_end = outputs("final_", " at the end");
  model.at_end.push_back({"final_total_knowledge", "sum of levels over agents and categories at the end"});
  model.headlines = {{"mean knowledge", "%", "final_mean_knowledge", 100, sim::Better::higher},
                     {"deviation", "%", "final_standard_deviation", 100},
                     {"gaps closed", "%", "final_gaps_closed", 100, sim::Better::higher},
                     {"at rest", "step", "rested_at"}};
  model.ground = [](const sim::Plan& plan, const std::vector<double>& base,
                    const sim::Draws& draws) -> std::unique_ptr<Ground> {
    return std::make_unique<GapClosingGround>(plan, base, draws);
  };
  return model_of(model);
}

}  // namespace knowhow::published
