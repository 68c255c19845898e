#pragma once
// What is measured: variables, and the rows that a run fills. `measures:` chooses groups of them.
#include <limits>
#include <optional>
#include <vector>

#include "models/public_services/world.h"
#include "sim/results.h"

namespace knowhow::public_services {

class Run;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();  ///< does not apply here

/// A group of organisations: all, or one sector, kind or region. National bodies are in none.
struct Group {
  std::string name;  ///< `sector:health`
  std::vector<std::uint32_t> organisations;
};

/// Of each organisation by itself: time x organisation x practice.
struct Histories {
  std::vector<std::int32_t> stage;  ///< as in State
  std::vector<float> aware, e, t;   ///< of its people of the practice's field: share, means
  std::vector<float> improvement;   ///< realised, GBP a year

  explicit Histories(std::size_t cells)
      : stage(cells), aware(cells), e(cells), t(cells), improvement(cells) {}

  template <class Keeper>
  void keep(Keeper& keeper) {
    keeper(stage, aware, e, t, improvement);
  }
};

class Measures {
 public:
  Measures(const Frame& frame);

  /// What a run gathers over time, in the order of the variables.
  struct Gathered {
    std::vector<std::vector<float>> series;
    std::vector<double> years_to_applied;  ///< by share
    std::vector<float> vitality;           ///< by time and network
    std::vector<float> known;              ///< by time, group and practice
    std::optional<Histories> histories;
    int observations = 0;

    template <class Keeper>
    void keep(Keeper& keeper) {
      keeper(series, years_to_applied, vitality, known, observations);
      if (histories) keeper(*histories);
    }
  };

  Gathered begin(const Run& run) const;
  void observe(const Run& run, Gathered& gathered) const;
  sim::Rows rows(const Run& run, const Gathered& gathered, const std::string& digest) const;
  const sim::Layout& layout() const { return layout_; }
  const std::vector<Group>& groups() const { return groups_; }
  /// Whether a run must note who brought whom.
  bool need_lineage() const { return asked("reproduction"); }

 private:
  bool asked(std::string_view measure) const;
  void declare_adoption();
  void declare_ledger();
  void declare_economics();
  void declare_networks();
  void declare_mandates();
  void declare_levers();
  void declare_attribution();
  void declare_observed();
  void declare_reads();
  void declare_survey();
  void declare_reproduction();
  void declare_histories();
  bool has_mandates() const;
  bool has_observers() const;
  void observe_organisations(const Run& run, Gathered& gathered) const;
  void observe_people(const Run& run, Gathered& gathered) const;
  void observe_share_applied(const Run& run, Gathered& gathered) const;
  std::vector<float> applied_by(const Run& run) const;
  void adoption_rows(const Run& run, const Gathered& gathered, sim::Rows& rows) const;
  void ledger_rows(const Run& run, sim::Rows& rows) const;
  void observe_networks(const Run& run, Gathered& gathered) const;
  void network_rows(const Run& run, const Gathered& gathered, sim::Rows& rows) const;
  void mandate_rows(const Run& run, sim::Rows& rows) const;
  void lever_rows(const Run& run, sim::Rows& rows) const;
  void attribution_rows(const Run& run, sim::Rows& rows) const;
  void observe_known(const Run& run, Gathered& gathered) const;
  void observed_rows(const Run& run, const Gathered& gathered, sim::Rows& rows) const;
  void reads_rows(const Run& run, sim::Rows& rows) const;
  void survey_rows(const Run& run, sim::Rows& rows) const;
  void reproduction_rows(const Run& run, sim::Rows& rows) const;
  void economics_rows(const Run& run, sim::Rows& rows) const;
  void observe_histories(const Run& run, Gathered& gathered) const;
  void history_rows(const Gathered& gathered, sim::Rows& rows) const;

  const Frame& frame_;
  sim::Layout layout_;
  std::vector<Group> groups_;
  std::vector<std::vector<std::uint32_t>> groups_of_;  ///< by organisation
  std::vector<std::size_t> contributors_;              ///< channels that bring knowledge from outside
  std::size_t times_ = 0;
};

}  // namespace knowhow::public_services
