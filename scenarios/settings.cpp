#include "scenarios/settings.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "scenarios/calendar.h"
#include "scenarios/distributions.h"
#include "scenarios/items.h"

namespace knowhow::scenarios {

namespace {

using sim::Declaration;
using sim::Form;
using sim::Setting;

std::vector<std::string> names_of(const std::vector<const Declaration*>& declarations) {
  std::vector<std::string> names;
  for (const auto* declaration : declarations) names.push_back(declaration->name);
  return names;
}

std::vector<const Declaration*> pointers(const std::vector<Declaration>& declarations) {
  std::vector<const Declaration*> result;
  for (const auto& declaration : declarations) result.push_back(&declaration);
  return result;
}

class SettingReader {
 public:
  SettingReader(const std::optional<sim::Time>& time, const Names& names, Tables& tables,
                sim::Problems& problems)
      : time_(time), names_(names), tables_(tables), problems_(problems) {}

  /// The children of a section or item: `node` is the map they are in, or nothing.
  void read_children(const std::vector<const Declaration*>& children, const YamlNode* node,
                     const std::string& path, Setting& parent) {
    const bool sound = !node || node->kind == YamlNode::Kind::map;
    for (const Declaration* child : children) {
      const YamlMember* member = node ? node->find(child->name) : nullptr;
      const std::string child_path = join(path, child->name);
      if (sound && !member && child->required)
        problems_.add(parent.place, child_path, "is missing", child->meaning);
      parent.children.push_back(read(*child, member ? &member->value : nullptr, child_path, parent.place));
    }
  }

  Settings take(Setting root) {
    return {std::move(root), std::move(slots_), std::move(numbering_), std::move(obscure_),
            std::move(of_other_shapes_)};
  }

 private:
  Setting read(const Declaration& declaration, const YamlNode* node, const std::string& path,
               const sim::Place& around) {
    Setting setting;
    setting.declaration = &declaration;
    setting.name = declaration.name;
    setting.place = node ? node->place : around;
    if (declaration.form == Form::section)
      read_section(node, path, setting);
    else if (declaration.form == Form::items)
      read_items(node, path, setting);
    else if (declaration.form == Form::numbers_by)
      read_numbers_by(node, path, setting);
    else if (declaration.form == Form::number)
      add_number(node, path, declaration.preset, setting);
    else if (!node)
      fill_in(setting);
    else
      read_leaf({*node, path, problems_}, setting);
    return setting;
  }

  static void fill_in(Setting& setting) {
    const Declaration& declaration = *setting.declaration;
    setting.word = declaration.word;
    if (declaration.form == Form::names) setting.words = declaration.words;
    if (declaration.form == Form::moment) setting.years = declaration.preset;
  }

  void read_leaf(const Written& written, Setting& setting) {
    const Declaration& declaration = *setting.declaration;
    switch (declaration.form) {
      case Form::choice:
        return read_choice(written, setting);
      case Form::names:
        return read_names(written, setting);
      case Form::names_by:
        return read_names_by(written, setting);
      case Form::shares_by:
        return read_shares_by(written, setting);
      case Form::table:
        return tables_.finish(declaration, written, names_, setting);
      case Form::moment:
        setting.years = read_moment(written, time_, Until::last_step).value_or(0);
        return;
      default:  // text and name
        setting.word = written.word().value_or("");
        if (declaration.form == Form::name && !setting.word.empty())
          names_.check(declaration.of, setting.word, written);
    }
  }

  /// One number, as the next slot.
  void add_number(const YamlNode* node, const std::string& path, double preset, Setting& setting) {
    sim::Number number{preset, {}};
    if (node)
      if (const auto value = read_number_setting({*node, path, problems_}, *setting.declaration))
        number = *value;
    setting.slot = static_cast<int>(slots_.size());
    slots_.push_back({path, setting.declaration, setting.place, number});
  }

  void read_section(const YamlNode* node, const std::string& path, Setting& setting) {
    const Declaration& declaration = *setting.declaration;
    const Declaration* shape = shape_of(declaration, node);
    take_shape(declaration, shape, path, setting);
    if (node) {
      const Written written{*node, path, problems_};
      if (written.is_map() && check_shape(declaration, shape, written))
        allow_keys(written, declaration, shape);
    }
    read_children(children_of(declaration, shape), node, path, setting);
  }

  /// What follows from the shape of a section or item: none, where the one it chooses is not there.
  void take_shape(const Declaration& declaration, const Declaration* shape, const std::string& path,
                  Setting& setting) {
    if (declaration.shapes.empty()) return;
    if (!shape) {
      obscure_.push_back(path);
      return;
    }
    setting.word = shape->name;
    for (const auto& other : declaration.shapes)
      for (const auto& child : other.children)
        if (const auto remark = of_other_shapes(declaration, *shape, child.name, path))
          add_remark(child, join(path, child.name), *remark);
  }

  void add_remark(const Declaration& declaration, const std::string& path, const Remark& remark) {
    if (declaration.form == Form::number) of_other_shapes_.emplace(path, remark);
    if (declaration.form == Form::section)
      for (const Declaration* child : children_of(declaration, shape_of(declaration, nullptr)))
        add_remark(*child, join(path, child->name), remark);
  }

  /// Whether the shape of a section is there, so that its keys are known.
  static bool check_shape(const Declaration& declaration, const Declaration* shape, const Written& written) {
    if (declaration.shapes.empty() || shape) return true;
    const auto chosen = written.at("shape");
    if (const auto word = chosen->word()) refuse_shape(declaration, *chosen, *word);
    return false;
  }

  static void refuse_shape(const Declaration& declaration, const Written& written, const std::string& word) {
    written.refuse("there is no shape '" + word + "'",
                   sim::suggestion(word, names_of(pointers(declaration.shapes))));
  }

  void read_items(const YamlNode* node, const std::string& path, Setting& setting) {
    if (node) Written{*node, path, problems_}.is_map();
    for (const auto& item : items_of(*setting.declaration, node)) {
      const std::string item_path = join(path, item.name);
      if (item.member) check_item(*setting.declaration, item, item_path);
      Setting child;
      child.declaration = item.shape ? item.shape : setting.declaration;
      child.name = item.name;
      child.place = item.member ? item.member->value.place : setting.place;
      take_shape(*setting.declaration, item.shape, item_path, child);
      const auto first = slots_.size();
      read_children(item.children, item.node(), item_path, child);
      if (!setting.declaration->numbered.empty())
        for (auto slot = first; slot < slots_.size(); ++slot)
          if (slots_[slot].path == join(item_path, number_child))
            numbering_.push_back(static_cast<int>(slot));
      setting.children.push_back(std::move(child));
    }
  }

  void check_item(const Declaration& declaration, const Item& item, const std::string& path) {
    check_name(*item.member, path, problems_);
    if (item.name.find('.') != std::string::npos)
      problems_.add(item.member->key_place, path, "a name must have no dots",
                    "dots separate the parts of a path");
    if (item.name == "*")
      problems_.add(item.member->key_place, path, "a name must not be '*'",
                    "it stands for every name, and only in the paths of interventions");
    const Written written{item.member->value, path, problems_};
    if (!written.is_map()) return;
    if (declaration.shapes.empty() || check_shape(declaration, item, written))
      allow_keys(written, declaration, item.shape);
  }

  /// Whether the item has a shape, so that its keys are known.
  bool check_shape(const Declaration& declaration, const Item& item, const Written& written) {
    const auto shape = written.at("shape");
    const auto built_in = std::ranges::find(declaration.built_in, item.name, &Declaration::name);
    if (built_in != declaration.built_in.end()) {
      if (shape && shape->node().text != built_in->word)
        shape->refuse("is built in with the shape " + built_in->word, "leave `shape` out");
    } else if (!shape) {
      written.require("shape", "choose one: " + listed(names_of(pointers(declaration.shapes))));
    } else if (const auto word = shape->word(); word && !item.shape) {
      refuse_shape(declaration, *shape, *word);
    }
    return item.shape != nullptr;
  }

  void read_numbers_by(const YamlNode* node, const std::string& path, Setting& setting) {
    const Declaration& declaration = *setting.declaration;
    if (node) {
      const Written written{*node, path, problems_};
      if (written.is_map()) check_keys(written, declaration.of);
    }
    if (names_.is_open(declaration.of)) obscure_.push_back(path);
    for (const auto& name : names_.of(declaration.of)) {
      const YamlMember* member = node ? node->find(name) : nullptr;
      Setting child;
      child.declaration = &declaration;
      child.name = name;
      child.place = member ? member->value.place : setting.place;
      add_number(member ? &member->value : nullptr, join(path, name),
                 std::numeric_limits<double>::quiet_NaN(), child);
      setting.children.push_back(std::move(child));
    }
  }

  void read_choice(const Written& written, Setting& setting) {
    const auto word = written.word();
    if (!word) return;
    const auto& choices = setting.declaration->words;
    if (std::ranges::find(choices, *word) == choices.end())
      written.refuse("'" + *word + "' is not one of the choices", sim::suggestion(*word, choices));
    setting.word = *word;
  }

  void read_names(const Written& written, Setting& setting) {
    const auto words = written.words();
    setting.words = words.value_or(std::vector<std::string>{});
    if (words && words->empty() && setting.declaration->required)
      written.refuse("names nothing", "name at least one");
    for (const auto& item : written.items())
      if (item.node().kind == YamlNode::Kind::scalar && !item.node().text.empty())
        names_.check(setting.declaration->of, item.node().text, item);
  }

  void check_keys(const Written& written, const std::string& set) {
    for (const auto& member : written.node().members)
      names_.check(set, member.key, member.key_place, join(written.path(), member.key), problems_);
  }

  /// Whether every name of the set has its key.
  void check_all_there(const Written& written, const std::string& set) {
    check_keys(written, set);
    std::vector<std::string> missing;
    for (const auto& name : names_.of(set))
      if (!written.node().find(name)) missing.push_back(name);
    if (!missing.empty() && !names_.is_open(set))
      written.refuse("must say something for every " + set, "add " + listed(missing));
  }

  void read_names_by(const Written& written, Setting& setting) {
    if (!written.is_map()) return;
    check_all_there(written, setting.declaration->of);
    for (const auto& name : names_.of(setting.declaration->of))
      if (const auto value = written.at(name))
        if (const auto word = value->word()) setting.pairs.emplace_back(name, *word);
  }

  void read_shares_by(const Written& written, Setting& setting) {
    if (!written.is_map()) return;
    const Declaration& declaration = *setting.declaration;
    check_all_there(written, declaration.of);
    Declaration share;
    share.unit = sim::Unit::share;
    share.range = {0, 1};
    share.meaning = "a share";
    for (const auto& name : names_.of(declaration.of))
      if (const auto row = written.at(name))
        if (row->is_map())
          setting.shares.emplace_back(name, read_shares(*row, share, names_.of(declaration.defines)));
  }

  std::vector<std::pair<std::string, double>> read_shares(const Written& row, const Declaration& share,
                                                          const std::vector<std::string>& words) {
    constexpr double rounding = 1e-9;
    std::vector<std::pair<std::string, double>> shares;
    const std::size_t before = problems_.size();
    for (const auto& word : words) {
      const auto value = row.at(word);
      shares.emplace_back(word, value ? value->number(share).value_or(0) : 0);
    }
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0,
                                       [](double total, const auto& each) { return total + each.second; });
    if (problems_.size() == before && std::fabs(sum - 1) > rounding)
      row.refuse("the shares must sum to 1, not " + in_words(sum, sim::Unit::share),
                 "what is left out has the share 0");
    return shares;
  }

  const std::optional<sim::Time>& time_;
  const Names& names_;
  Tables& tables_;
  sim::Problems& problems_;
  std::vector<sim::Slot> slots_;
  std::vector<int> numbering_;
  std::vector<std::string> obscure_;
  std::map<std::string, Remark> of_other_shapes_;
};

}  // namespace

Settings read_settings(const Declaration& root, const Written& written, const std::optional<sim::Time>& time,
                       const Names& names, Tables& tables) {
  SettingReader reader(time, names, tables, written.problems());
  Setting setting;
  setting.declaration = &root;
  setting.name = root.name;
  setting.place = written.node().place;
  reader.read_children(pointers(root.children), &written.node(), written.path(), setting);
  return reader.take(std::move(setting));
}

}  // namespace knowhow::scenarios
