#pragma once
// A scenario file as plain data: what a model needs to run it, with every default filled in.
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/declaration.h"
#include "sim/distribution.h"
#include "sim/problem.h"

namespace knowhow::sim {

class Draws;

/// A number, or a distribution that is drawn once for each of those whose number it is.
struct Number {
  double value = 0;
  std::optional<Distribution> spread;
};

/// The place of one number in the table from paths to values. Timelines and models know numbers by slot.
struct Slot {
  std::string path;  ///< `channels.ties.talks`
  const Declaration* declaration = nullptr;
  Place place;
  Number base;  ///< the value is NaN where a number of a `numbers_by` map is left out, and inherits
};

/// A column of a CSV table; `numbers` is filled for columns declared as numbers, `words` for all.
struct TableColumn {
  std::vector<std::string> words;
  std::vector<double> numbers;
};

/// One declared setting with its value. The tree has the shape of the declarations; nothing is left out.
struct Setting {
  const Declaration* declaration = nullptr;
  std::string name;
  Place place;

  int slot = -1;                   ///< number
  std::string word;                ///< choice, text, name; of an item or section with shapes: its shape
  std::vector<std::string> words;  ///< names
  double years = 0;                ///< moment: from the start, in years
  std::vector<std::pair<std::string, std::string>> pairs;                                   ///< names_by
  std::vector<std::pair<std::string, std::vector<std::pair<std::string, double>>>> shares;  ///< shares_by
  std::map<std::string, TableColumn> table;
  std::size_t rows = 0;           ///< of the table
  std::vector<Setting> children;  ///< section, items, numbers_by

  /// The child of that name; std::out_of_range if there is none: a mistake in a model, never a user's.
  const Setting& operator[](std::string_view key) const;
  const Setting* find(std::string_view key) const;
  /// Of names: whether this is one of them, or the list was left empty and so means all.
  bool covers(std::string_view one) const;
};

/// Model time: steps of equal length, a whole number of them a year. A year has 52 weeks or 12 months.
/// Without a calendar steps are counted and no more: whatever is in years is in steps.
struct Time {
  bool calendar = true;
  int start_day = 0;  ///< days since 1970-01-01
  std::string start;  ///< as written, `2014-04-01`
  std::string step;   ///< as written, `1 week`
  int steps_per_year = 52;
  int steps = 260;

  double dt() const { return 1.0 / steps_per_year; }
  /// The step at which something `years` after the start happens: the nearest, halves up.
  int step_of(double years) const { return static_cast<int>(years * steps_per_year + 0.5); }
  /// Days from the start to the beginning of a step, on the calendar.
  int days(int step) const;
  /// `260 steps of 1 week from 2014-04-01`, or `80 steps`.
  std::string in_words() const;
  int model_years() const { return (steps + steps_per_year - 1) / steps_per_year; }
};

enum class Operation { set, add, scale };

/// What one intervention does to one number.
struct Change {
  int slot = -1;
  Operation operation = Operation::set;
  Number number;
};

/// Names by the set they are out of (`kind`, `region`, ...): who an intervention is for. Empty: everybody.
using Target = std::map<std::string, std::vector<std::string>>;

struct Intervention {
  std::string name;
  Place place;
  int from = 0;   ///< first step at which it holds
  int until = 0;  ///< first step at which it no longer holds
  std::vector<Change> changes;
  Target target;
  double cost_once = 0;    ///< GBP, at its start
  double cost_a_year = 0;  ///< GBP a year while it holds
};

struct NamedScenario {
  std::string name;
  std::vector<int> interventions;  ///< into Plan::interventions
};

struct UncertainNumber {
  int slot = -1;
  Distribution distribution;
};

/// Values of several numbers that belong together, such as the samples of a posterior: a replicate takes all
/// of them from one sample.
struct Samples {
  std::vector<int> slots;
  std::vector<double> values;  ///< (sample, slot)
  std::vector<double> up_to;   ///< share of all weight that this sample and those before it have, 1 at the
                               ///< last; none: sample n is that of replicate n
  /// The values that a replicate takes, in the order of the slots.
  std::span<const double> of(const Draws& draws) const;
};

/// Everything a scenario file says.
struct Plan {
  std::string title;
  std::string question;
  std::string model;
  Time time;
  Setting root;
  std::vector<Slot> slots;
  std::map<std::string, std::vector<std::string>> sets;  ///< names by set, in the order they are defined
  std::vector<UncertainNumber> uncertain;
  Samples samples;
  std::vector<Intervention> interventions;
  std::vector<NamedScenario> scenarios;  ///< `baseline` first
  std::vector<std::string> measures;
  int output_every = 4;  ///< steps
  std::string ledger_by = "sector";
  int replicates = 1;
  std::uint64_t seed = 1;

  int slot(std::string_view path) const;  ///< -1 if there is no such number
};

/// A section's numbers as the struct they were declared for. `values` are those of all slots.
template <class Struct>
Struct read_section(const Setting& section, const std::vector<double>& values) {
  Struct result{};
  for (const auto& p : Struct::parameters())
    result.*(p.member) = values[static_cast<std::size_t>(section[p.name].slot)];
  return result;
}

/// A number within its declared range.
double clip(double value, const Range& range);

/// The base value of each slot in one replicate: what is given, with `uncertain` numbers drawn (keyed by
/// path, so the same for every scenario) and samples put on top. Slots whose distribution is drawn per
/// organisation or person hold its mean.
std::vector<double> base_values(const Plan& plan, const Draws& draws);

}  // namespace knowhow::sim
