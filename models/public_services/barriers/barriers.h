#pragma once
// The barriers composed: three short lists, walked at compile time, and one table of strengths.
#include <tuple>
#include <vector>

#include "models/public_services/barriers/gates.h"
#include "models/public_services/barriers/shares.h"
#include "sim/results.h"
#include "sim/timeline.h"

namespace knowhow::public_services {

/// All barriers in the order of their numbers, 1 to 13. Registering a barrier is its place here.
using AllBarriers =
    std::tuple<Awareness, Responsibility, Incentives, Capacity, Attention, Relationships, Motivation,
               Codifiability, Transfer, Absorption, TakingHome, Application, Adaptation>;
constexpr std::size_t barrier_count = std::tuple_size_v<AllBarriers>;
constexpr std::size_t contact_barriers =
    11;  ///< those that a contact meets; 12 and 13 have books of their own

/// Which barriers a contact meets, in order.
template <class... Barrier>
struct List {};
using OutsideGates =
    List<Awareness, Responsibility, Incentives, Capacity, Attention, Relationships, Motivation>;
using DocumentGates = List<Capacity, Attention, Relationships, Motivation>;  // 1-3 acted when it was written
using WritingGates = List<Awareness, Responsibility, Incentives>;
using HomeGates = List<TakingHome, Attention, Motivation>;
using ComingGates = List<Capacity>;  // whether one has the time to come: once for all items of a meeting
using GatheringGates = List<Attention, Relationships, Motivation>;

/// A barrier's place in AllBarriers: its number less one.
template <class Barrier, std::size_t I = 0>
constexpr std::size_t index_of_barrier() {
  if constexpr (std::is_same_v<Barrier, std::tuple_element_t<I, AllBarriers>>)
    return I;
  else
    return index_of_barrier<Barrier, I + 1>();
}

/// Who a strength given by kind or sector is about: barriers 1-3 are the source's, the others the
/// recipient's.
template <class Barrier>
constexpr bool at_source = index_of_barrier<Barrier>() < 3;

constexpr double clip_share(double value) { return value < 0 ? 0 : value > 1 ? 1 : value; }

/// The name by which results know a vocabulary's words.
std::string labels_of(const Vocabulary& vocabulary);

/// The words of the first `count` barriers, a list for each vocabulary.
std::vector<sim::Labels> labels_of_barriers(std::size_t count);

/// The words of what is one part by itself.
sim::Attributes labels_of(const Words& words);

/// The section `barriers`, from the declarations of the types above.
sim::Declaration barriers_declaration();

/// The barriers of one run at one step.
class Barriers {
 public:
  /// `sector_of_kind[k]` is the sector of kind k.
  Barriers(const sim::Setting& section, std::size_t kinds, std::size_t channels,
           std::vector<std::uint32_t> sector_of_kind);

  /// Reads parameters and strengths anew; call when a barrier's number changed.
  void refresh(const sim::Timeline& timeline);

  template <class Barrier>
  const Barrier& get() const {
    return std::get<Barrier>(parameters_);
  }
  template <class Barrier>
  double strength(std::uint32_t kind, std::uint32_t channel) const {
    return strengths_[(index_of_barrier<Barrier>() * kinds_ + kind) * channels_ + channel];
  }
  template <class Barrier>
  Level level() const {
    return levels_[index_of_barrier<Barrier>()];
  }

  /// Which gate stops the contact: its index in AllBarriers, or -1 if it passes. One uniform draw against the
  /// cumulative product of the pass probabilities, so that removing a barrier can only let more through.
  template <class... Gate>
  int stopped_by(List<Gate...>, const Situation& s, std::uint32_t source_kind, std::uint32_t recipient_kind,
                 std::uint32_t channel, double u) const {
    double passing = 1;
    int stopped = -1;
    (void)((passing *= pass<Gate>(s, source_kind, recipient_kind, channel),
            u >= passing ? (stopped = static_cast<int>(index_of_barrier<Gate>()), false) : true) &&
           ...);
    return stopped;
  }

  /// What of a part barrier 8, 9 or 10 lets through, in units of 2^-16.
  template <class Barrier>
  std::int64_t share_of(const Situation& s, std::uint32_t recipient_kind, std::uint32_t channel) const {
    return static_cast<std::int64_t>(65536 * pass<Barrier>(s, recipient_kind, recipient_kind, channel));
  }

 private:
  template <class Barrier>
  double pass(const Situation& s, std::uint32_t source_kind, std::uint32_t recipient_kind,
              std::uint32_t channel) const {
    const double strength_here =
        strength<Barrier>(at_source<Barrier> ? source_kind : recipient_kind, channel);
    return 1 - strength_here * (1 - clip_share(get<Barrier>().q(s, level<Barrier>())));
  }

  const sim::Setting& section_;
  std::size_t kinds_, channels_;
  std::vector<std::uint32_t> sector_of_kind_;
  AllBarriers parameters_;
  std::array<Level, barrier_count> levels_{};
  std::vector<double> strengths_;
};

}  // namespace knowhow::public_services
