#pragma once
// What happens to the numbers: drawn at the start, changed by interventions, combined into scenarios.
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "scenarios/names.h"
#include "scenarios/shapes.h"
#include "scenarios/written.h"
#include "sim/model.h"
#include "sim/plan.h"

namespace knowhow::scenarios {

/// Slots by path.
class SlotTable {
 public:
  /// `obscure` are paths below which a missing slot is no news: what stands there was refused already.
  /// `of_other_shapes` are numbers that would be there if a setting had another shape, and what to say of
  /// them.
  SlotTable(const std::vector<sim::Slot>& slots, std::vector<std::string> obscure,
            std::map<std::string, Remark> of_other_shapes);
  /// The slot that a key names; a complaint at the key if there is none.
  std::optional<int> find(const YamlMember& member, const std::string& path, sim::Problems& problems) const;
  /// The same for a key in which `*` stands for every name in its place: `world.practices.*.evidence`.
  std::vector<int> find_all(const YamlMember& member, const std::string& path, sim::Problems& problems) const;
  const sim::Slot& operator[](int slot) const { return slots_[static_cast<std::size_t>(slot)]; }

 private:
  const std::vector<sim::Slot>& slots_;
  std::vector<std::string> obscure_;
  std::map<std::string, Remark> of_other_shapes_;
  std::unordered_map<std::string, int> by_path_;
};

/// The one key of the section `uncertain` that names no number but a table of samples.
inline constexpr const char* posterior_key = "posterior";

/// The section `uncertain`, but for its posterior; `numbering` are slots that no draw may change.
std::vector<sim::UncertainNumber> read_uncertain(const Written& written, const SlotTable& slots,
                                                 const std::vector<int>& numbering);

/// What an intervention may say to a model.
std::vector<std::string> intervention_keys(const sim::Model& model);

/// The section `interventions`. Every key gives one, so that scenarios find it even if something in it is
/// wrong.
std::vector<sim::Intervention> read_interventions(const Written& written, const SlotTable& slots,
                                                  const Names& names, const sim::Model& model,
                                                  const std::optional<sim::Time>& time);

inline const std::string baseline = "baseline";

/// The section `scenarios` (or none), the baseline first.
std::vector<sim::NamedScenario> read_scenarios(const std::optional<Written>& written, const SlotTable& slots,
                                               const std::vector<sim::Intervention>& interventions);

}  // namespace knowhow::scenarios
