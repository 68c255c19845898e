#pragma once
// Declarations: what a scenario may say, told once. Loading, checking, the JSON Schema, `knowhow describe`
// and the table of paths that --set, `uncertain` and interventions use all follow from these.
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace knowhow::sim {

/// What a number counts, which decides how a scenario may write it.
enum class Unit {
  share,     ///< in [0, 1] as a rule; `0.3` or `30 %`
  number,    ///< a plain number without unit
  count,     ///< a whole number
  per_year,  ///< a rate; `12`, or `12 a year`, `1 a month`, `2 a week`
  years,     ///< a duration; needs a unit: `26 weeks`, `5 years`, `3 months`, `10 days` (a year has 52 weeks)
  pounds,    ///< money; `400 000 GBP` or `400000`
};

/// As it is written behind a number, and in the results file's attributes.
std::string_view to_string(Unit unit);

/// Whether an intervention may change a parameter while the model runs.
enum class When { at_start, any_time };

/// Whose number it is. A distribution is drawn once for each of these; a number that belongs to the scenario
/// as a whole takes a distribution only under `uncertain`.
enum class Scope { scenario, organisation, person };

struct Range {
  double least, most;
  constexpr bool contains(double value) const { return least <= value && value <= most; }
};

/// One number of a section, bound to a member of the struct that the model computes with.
template <class Owner>
struct Parameter {
  double Owner::*member;
  std::string_view name;
  double preset;
  Range range;      ///< what is refused outside
  Range plausible;  ///< for assumptions: what `uncertain: plausible` draws from
  Unit unit;
  When when;
  std::string_view source;   ///< a paper, a passage, or "assumption"
  std::string_view meaning;  ///< one sentence
  Scope scope = Scope::scenario;

  constexpr Parameter(double Owner::*member_, std::string_view name_, double preset_, Range range_,
                      Range plausible_, Unit unit_, When when_, std::string_view source_,
                      std::string_view meaning_, Scope scope_ = Scope::scenario)
      : member(member_),
        name(name_),
        preset(preset_),
        range(range_),
        plausible(plausible_),
        unit(unit_),
        when(when_),
        source(source_),
        meaning(meaning_),
        scope(scope_) {}

  /// Checked by the compiler for every parameter, see `section_of`.
  constexpr bool complete() const {
    return !name.empty() && !source.empty() && !meaning.empty() && range.contains(preset) &&
           plausible.least <= plausible.most && range.contains(plausible.least) &&
           range.contains(plausible.most);
  }
};

/// How a setting is written.
enum class Form {
  number,      ///< a quantity, or (by scope) a distribution
  choice,      ///< one word of `choices`
  text,        ///< free text
  name,        ///< one name out of the set `of`
  names,       ///< a list of names out of the set `of`
  moment,      ///< a date, or a duration from the start
  numbers_by,  ///< a map from names of the set `of` to numbers; a name left out inherits
  names_by,    ///< a map from names of the set `of` to words, which form the set `defines`
  shares_by,   ///< a map from names of the set `of` to maps from words (the set `defines`) to shares that sum
               ///< to 1
  table,       ///< `{file: NAME.csv}` with the columns `columns`
  section,  ///< a map with the keys `children`; with `shapes`, also those of the shape that its key `shape`
            ///< chooses, or else of the shape `word`
  items,  ///< a map from free names (the set `defines`) to sections; with `shapes`, chosen by the key `shape`
};

struct Column {
  std::string name = {};
  std::string meaning = {};
  std::string of = {};       ///< a name out of this set, or
  std::string defines = {};  ///< a new name of this set, or
  bool number = false;       ///< a number within `range`
  bool key = false;          ///< must differ from row to row
  Range range{0, 0};
  bool may_be_empty = false;  ///< of numbers: an empty cell is NaN
};

/// One declared setting; the root of a tree of them is all that a model may be told.
struct Declaration {
  std::string name;
  Form form = Form::section;
  std::string meaning;
  std::string source;
  bool required = false;

  double preset = 0;
  Range range{0, 0};
  Range plausible{0, 0};
  Unit unit = Unit::number;
  When when = When::at_start;
  Scope scope = Scope::scenario;

  std::string word;                ///< preset of a choice, a text or a name; of a section with shapes
  std::vector<std::string> words;  ///< preset of names; for choices, the choices
  std::string of;                  ///< the set a name is out of
  std::string defines;             ///< the set that keys or words of this setting form
  std::string numbered;  ///< items: each also defines names `KEY 1`, `KEY 2`, ... of this set, as many as its
                         ///< `number`; a number of such items: names `SET 1`, `SET 2`, ... of this set, as
                         ///< many as it says
  std::vector<Column> columns;        ///< of a table
  std::vector<Declaration> children;  ///< of a section, or of each item
  std::vector<Declaration> shapes;    ///< of items or of a section with a shape: one section a shape
  std::vector<Declaration> built_in;  ///< items that are there without being named: name, and `word` = shape

  const Declaration* child(std::string_view key) const;
};

/// A number as a declaration, for maps such as `by_kind`.
Declaration number(std::string name, double preset, Range range, Range plausible, Unit, When,
                   std::string source, std::string meaning, Scope = Scope::scenario);

/// A section whose numbers are the parameters of a struct, in their order.
/// `Struct::parameters()` is a static constexpr function that returns a std::array<Parameter<Struct>, N>.
template <class Struct>
Declaration section_of(std::string name, std::string meaning) {
  static_assert(
      [] {
        for (const auto& parameter : Struct::parameters())
          if (!parameter.complete()) return false;
        return true;
      }(),
      "a parameter lacks a name, a source or a meaning, or its default is outside its range");
  Declaration section;
  section.name = std::move(name);
  section.meaning = std::move(meaning);
  for (const auto& p : Struct::parameters())
    section.children.push_back(number(std::string(p.name), p.preset, p.range, p.plausible, p.unit, p.when,
                                      std::string(p.source), std::string(p.meaning), p.scope));
  return section;
}

}  // namespace knowhow::sim
