#include "scenarios/interventions.h"

#include <algorithm>
#include <sstream>

#include "scenarios/calendar.h"
#include "scenarios/distributions.h"

namespace knowhow::scenarios {

namespace {

using sim::Operation;

class InterventionReader {
 public:
  InterventionReader(const SlotTable& slots, const Names& names, const sim::Model& model,
                     const std::optional<sim::Time>& time)
      : slots_(slots), names_(names), model_(model), time_(time) {}

  sim::Intervention read(const YamlMember& member, const Written& written) const {
    sim::Intervention result;
    result.name = member.key;
    result.place = member.key_place;
    if (!written.is_map()) return result;
    written.allow_only(intervention_keys(model_));
    read_span(written, result);
    bool any = false;
    for (const auto& [key, operation] : operations()) {
      const auto changes = written.at(key);
      if (!changes) continue;
      any = any || !changes->node().members.empty() || changes->node().kind != YamlNode::Kind::map;
      read_changes(*changes, operation, written.at("target") && allows("target"), result);
    }
    if (!any) written.refuse("changes nothing", "say what it does under `set`, `add` or `scale`");
    if (const auto target = written.at("target"); target && allows("target")) read_target(*target, result);
    if (const auto cost = written.at("cost"); cost && allows("cost")) read_cost(*cost, result);
    return result;
  }

 private:
  static const std::vector<std::pair<std::string, Operation>>& operations() {
    static const std::vector<std::pair<std::string, Operation>> all{
        {"set", Operation::set}, {"add", Operation::add}, {"scale", Operation::scale}};
    return all;
  }

  bool allows(const std::string& key) const { return std::ranges::count(intervention_keys(model_), key) > 0; }

  std::optional<int> step(const Written& written, Until latest) const {
    const auto years = read_moment(written, time_, latest);
    if (!years) return {};
    return time_->step_of(*years);
  }

  void read_span(const Written& written, sim::Intervention& result) const {
    result.until = time_ ? time_->steps : 0;
    if (const auto from = written.at("from")) result.from = step(*from, Until::last_step).value_or(0);
    const auto until = written.at("until");
    if (!until) return;
    const auto end = step(*until, Until::end);
    if (!end) return;
    result.until = *end;
    if (result.until <= result.from)
      until->refuse("must be at least one step after `from`", "choose a later `until`, or an earlier `from`");
  }

  void read_changes(const Written& written, Operation operation, bool targeted,
                    sim::Intervention& result) const {
    if (!written.is_map()) return;
    for (const auto& member : written.node().members) {
      const Written value = written.value_of(member);
      const auto slots = slots_.find_all(member, value.path(), written.problems());
      if (slots.empty()) continue;
      const auto number = read_change_of_all(member, value, operation, targeted, slots);
      if (!number) continue;
      for (int slot : slots) {
        const auto same = [&](const sim::Change& c) { return c.slot == slot && c.operation == operation; };
        if (std::ranges::any_of(result.changes, same))
          written.problems().add(member.key_place, value.path(),
                                 "'" + slots_[slot].path + "' stands here twice",
                                 "name each number once, or leave the `*` out");
        else
          result.changes.push_back({slot, operation, *number});
      }
    }
  }

  /// A `*` may stand for numbers that are declared apart: each must allow the change.
  std::optional<sim::Number> read_change_of_all(const YamlMember& member, const Written& value,
                                                Operation operation, bool targeted,
                                                const std::vector<int>& slots) const {
    std::optional<sim::Number> number;
    std::vector<const sim::Declaration*> seen;
    for (int slot : slots) {
      const sim::Declaration& declaration = *slots_[slot].declaration;
      if (std::ranges::find(seen, &declaration) != seen.end()) continue;
      seen.push_back(&declaration);
      const auto before = value.problems().size();
      if (declaration.when == sim::When::at_start)
        value.problems().add(member.key_place, value.path(), "is fixed at the start",
                             "change it in the scenario itself, or under `uncertain`");
      if (targeted && declaration.scope == sim::Scope::scenario)
        value.problems().add(member.key_place, value.path(),
                             "belongs to the scenario as a whole, so it has no target",
                             "leave `target` out, or move this change to an intervention of its own");
      number = read_change(value, operation, declaration);
      if (value.problems().size() > before) return {};
    }
    return number;
  }

  static std::optional<sim::Number> read_change(const Written& value, Operation operation,
                                                const sim::Declaration& declaration) {
    if (operation == Operation::set) return read_number_setting(value, declaration);
    const auto amount = value.quantity(operation == Operation::add ? declaration.unit : sim::Unit::number);
    if (!amount) return {};
    if (operation == Operation::scale && *amount < 0) {
      value.refuse("a factor must not be below 0", "write 0 or more; `add` can lower a value");
      return {};
    }
    return sim::Number{*amount, {}};
  }

  void read_target(const Written& written, sim::Intervention& result) const {
    if (!written.is_map()) return;
    written.allow_only(model_.target_sets);
    if (written.node().members.empty()) written.refuse("names nobody", "leave it out for everybody");
    for (const auto& set : model_.target_sets) {
      const auto list = written.at(set);
      if (!list) continue;
      const auto words = list->words();
      if (!words) continue;
      if (words->empty()) list->refuse("names nobody", "leave it out for everybody");
      for (const auto& item : list->items()) names_.check(set, item.node().text, item);
      result.target[set] = *words;
    }
  }

  static void read_cost(const Written& written, sim::Intervention& result) {
    if (!written.is_map()) return;
    written.allow_only({"once", "a_year"});
    sim::Declaration pounds;
    pounds.unit = sim::Unit::pounds;
    pounds.range = {0, 1e15};
    pounds.meaning = "what an intervention costs";
    if (const auto once = written.at("once")) result.cost_once = once->number(pounds).value_or(0);
    if (const auto a_year = written.at("a_year")) result.cost_a_year = a_year->number(pounds).value_or(0);
  }

  const SlotTable& slots_;
  const Names& names_;
  const sim::Model& model_;
  const std::optional<sim::Time>& time_;
};

/// Whether nobody is meant by both.
bool disjoint(const sim::Target& a, const sim::Target& b) {
  return std::ranges::any_of(a, [&](const auto& names_by_set) {
    const auto other = b.find(names_by_set.first);
    return other != b.end() && std::ranges::none_of(names_by_set.second, [&](const std::string& name) {
             return std::ranges::find(other->second, name) != other->second.end();
           });
  });
}

/// A number that both set while both hold, for somebody they share.
std::optional<int> contested(const sim::Intervention& a, const sim::Intervention& b) {
  if (a.until <= b.from || b.until <= a.from || disjoint(a.target, b.target)) return {};
  for (const auto& one : a.changes)
    for (const auto& other : b.changes)
      if (one.slot == other.slot && one.operation == Operation::set && other.operation == Operation::set)
        return one.slot;
  return {};
}

sim::NamedScenario read_scenario(const std::string& name, const Written& written, const SlotTable& slots,
                                 const std::vector<sim::Intervention>& interventions) {
  sim::NamedScenario scenario{name, {}};
  const auto words = written.words();
  if (!words) return scenario;
  if (name == baseline && !words->empty())
    written.refuse("the baseline has no interventions", "write [], or choose another name");
  std::vector<std::string> known;
  for (const auto& intervention : interventions) known.push_back(intervention.name);
  for (const auto& item : written.items()) {
    const auto found = std::ranges::find(known, item.node().text);
    if (found == known.end()) {
      item.refuse("there is no intervention '" + item.node().text + "'",
                  sim::suggestion(item.node().text, known));
      continue;
    }
    const auto index = static_cast<int>(found - known.begin());
    const auto& added = interventions[static_cast<std::size_t>(index)];
    for (int earlier : scenario.interventions) {
      const auto& other = interventions[static_cast<std::size_t>(earlier)];
      if (const auto slot = contested(other, added))
        item.refuse("'" + other.name + "' and '" + added.name + "' both set " + slots[*slot].path +
                        " at the same time",
                    "end one before the other begins, give them different targets, or add or scale instead");
    }
    scenario.interventions.push_back(index);
  }
  return scenario;
}

}  // namespace

std::vector<std::string> intervention_keys(const sim::Model& model) {
  std::vector<std::string> keys{"from", "until", "set", "add", "scale"};
  if (!model.target_sets.empty()) keys.emplace_back("target");
  // What counts steps knows no years, and so no cost a year.
  if (!model.counts_steps) keys.emplace_back("cost");
  return keys;
}

SlotTable::SlotTable(const std::vector<sim::Slot>& slots, std::vector<std::string> obscure,
                     std::map<std::string, Remark> of_other_shapes)
    : slots_(slots), obscure_(std::move(obscure)), of_other_shapes_(std::move(of_other_shapes)) {
  for (const auto& slot : slots) by_path_.emplace(slot.path, static_cast<int>(by_path_.size()));
}

std::optional<int> SlotTable::find(const YamlMember& member, const std::string& path,
                                   sim::Problems& problems) const {
  const auto found = by_path_.find(member.key);
  if (found != by_path_.end()) return found->second;
  const auto above = [&](const std::string& hidden) { return member.key.starts_with(hidden + "."); };
  if (std::ranges::any_of(obscure_, above)) return {};
  if (const auto other = of_other_shapes_.find(member.key); other != of_other_shapes_.end()) {
    problems.add(member.key_place, path, other->second.what, other->second.cure);
    return {};
  }
  std::vector<std::string> known;
  for (const auto& slot : slots_) known.push_back(slot.path);
  problems.add(member.key_place, path, "there is no such number", sim::suggestion(member.key, known));
  return {};
}

std::vector<int> SlotTable::find_all(const YamlMember& member, const std::string& path,
                                     sim::Problems& problems) const {
  const auto parts_of = [](const std::string& key) {
    std::vector<std::string> parts;
    std::istringstream rest(key);
    for (std::string part; std::getline(rest, part, '.');) parts.push_back(part);
    return parts;
  };
  const auto pattern = parts_of(member.key);
  if (std::ranges::find(pattern, "*") == pattern.end()) {
    const auto one = find(member, path, problems);
    return one ? std::vector<int>{*one} : std::vector<int>{};
  }
  std::vector<int> found;
  for (int slot = 0; slot < static_cast<int>(slots_.size()); ++slot) {
    const auto matches = [](const std::string& part, const std::string& any) {
      return any == "*" || part == any;
    };
    const auto& declared = slots_[static_cast<std::size_t>(slot)];
    if (!std::ranges::equal(parts_of(declared.path), pattern, matches)) continue;
    if (!found.empty() && declared.declaration->unit != (*this)[found.front()].declaration->unit) {
      problems.add(member.key_place, path, "stands for numbers of different kinds", "name each of them");
      return {};
    }
    found.push_back(slot);
  }
  if (found.empty())
    problems.add(member.key_place, path, "there is no such number", "`*` stands for one name");
  return found;
}

std::vector<sim::UncertainNumber> read_uncertain(const Written& written, const SlotTable& slots,
                                                 const std::vector<int>& numbering) {
  std::vector<sim::UncertainNumber> result;
  if (!written.is_map()) return result;
  for (const auto& member : written.node().members) {
    if (member.key == posterior_key) continue;
    const Written value = written.value_of(member);
    const auto slot = slots.find(member, value.path(), written.problems());
    if (!slot) continue;
    const auto refuse = [&](const char* what, const char* cure) {
      written.problems().add(member.key_place, value.path(), what, cure);
    };
    const sim::Declaration& declaration = *slots[*slot].declaration;
    if (std::ranges::find(numbering, *slot) != numbering.end())
      refuse("must be one number: names follow from it", "write it where it is declared");
    if (slots[*slot].base.spread)
      refuse("has a distribution already, drawn for each of those whose number it is", "keep one of the two");
    if (value.node().kind == YamlNode::Kind::map) {
      if (const auto distribution = read_distribution(value, declaration))
        result.push_back({*slot, *distribution});
    } else if (value.node().text != "plausible") {
      value.refuse("must be a distribution or the word `plausible`",
                   "for instance {uniform: {least: ..., most: ...}}");
    } else if (declaration.plausible.least == declaration.plausible.most) {
      value.refuse("no plausible range is declared for it",
                   "write a distribution, such as {uniform: {least: ..., most: ...}}");
    } else {
      result.push_back(
          {*slot,
           {sim::Distribution::Family::uniform, declaration.plausible.least, declaration.plausible.most}});
    }
  }
  return result;
}

std::vector<sim::Intervention> read_interventions(const Written& written, const SlotTable& slots,
                                                  const Names& names, const sim::Model& model,
                                                  const std::optional<sim::Time>& time) {
  std::vector<sim::Intervention> result;
  if (!written.is_map()) return result;
  const InterventionReader reader(slots, names, model, time);
  for (const auto& member : written.node().members) {
    const Written value = written.value_of(member);
    check_name(member, value.path(), written.problems());
    result.push_back(reader.read(member, value));
  }
  return result;
}

std::vector<sim::NamedScenario> read_scenarios(const std::optional<Written>& written, const SlotTable& slots,
                                               const std::vector<sim::Intervention>& interventions) {
  std::vector<sim::NamedScenario> result{{baseline, {}}};
  if (!written || !written->is_map()) return result;
  for (const auto& member : written->node().members) {
    const Written value = written->value_of(member);
    check_name(member, value.path(), written->problems());
    auto scenario = read_scenario(member.key, value, slots, interventions);
    if (member.key != baseline) result.push_back(std::move(scenario));
  }
  return result;
}

}  // namespace knowhow::scenarios
