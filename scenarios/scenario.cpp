#include "scenarios/scenario.h"

#include <algorithm>

#include "scenarios/calendar.h"
#include "scenarios/compose.h"
#include "scenarios/gather.h"
#include "scenarios/interventions.h"
#include "scenarios/packages.h"
#include "scenarios/run_section.h"
#include "scenarios/samples.h"
#include "scenarios/settings.h"
#include "scenarios/shapes.h"

namespace knowhow::scenarios {

namespace {

/// The keys of a scenario file for a model.
std::vector<std::string> keys_for(const sim::Model& model) {
  std::vector<std::string> keys{"knowhow",   "title",         "question",  "model",  "time",
                                "uncertain", "interventions", "scenarios", "output", "run"};
  if (!model.measures.empty()) keys.emplace_back("measures");
  for (const auto& child : model.declaration->children) keys.push_back(child.name);
  return keys;
}

void override_run(YamlNode& root, const char* key, const std::string& value) {
  const sim::Place place{std::string("--") + key, 0, 0};
  YamlNode number;
  number.kind = YamlNode::Kind::scalar;
  number.place = place;
  number.text = value;
  YamlNode run, top;
  run.kind = top.kind = YamlNode::Kind::map;
  run.place = place;
  top.place = root.place;
  run.members.push_back({key, place, std::move(number)});
  top.members.push_back({"run", place, std::move(run)});
  merge(root, std::move(top));
}

void override_uncertain(YamlNode& root, const YamlNode& numbers) {
  auto found = std::ranges::find(root.members, "uncertain", &YamlMember::key);
  if (found == root.members.end() || found->value.kind != YamlNode::Kind::map) {
    std::erase_if(root.members, [](const YamlMember& member) { return member.key == "uncertain"; });
    root.members.push_back({"uncertain", numbers.place, numbers});
    return;
  }
  for (const auto& member : numbers.members) {
    std::erase_if(found->value.members, [&](const YamlMember& known) { return known.key == member.key; });
    found->value.members.push_back(member);
  }
}

void apply(const Overrides& overrides, YamlNode& root, sim::Problems& problems) {
  for (const auto& assignment : overrides.set) overlay(root, assignment, problems);
  if (overrides.seed) override_run(root, "seed", *overrides.seed);
  if (overrides.uncertain) override_uncertain(root, *overrides.uncertain);
  if (overrides.replicates) override_run(root, "replicates", *overrides.replicates);
}

const sim::Model* choose_model(const Written& root, std::span<const sim::Model> models) {
  std::vector<std::string> known;
  for (const auto& model : models) known.push_back(model.name);
  const auto written = root.require("model", "choose one: " + listed(known));
  const auto name = written ? written->word() : std::nullopt;
  if (!name) return nullptr;
  const auto found = std::ranges::find(models, *name, &sim::Model::name);
  if (found != models.end()) return &*found;
  written->refuse("there is no model '" + *name + "'", sim::suggestion(*name, known));
  return nullptr;
}

std::vector<std::string> read_measures(const std::optional<Written>& written, const sim::Model& model) {
  std::vector<std::string> known, usual;
  for (const auto& measure : model.measures) {
    known.push_back(measure.name);
    if (measure.usual) usual.push_back(measure.name);
  }
  if (!written) return usual;
  const auto words = written->words();
  if (!words) return usual;
  if (words->empty()) written->refuse("names no measure", "leave it out for all the usual ones");
  for (const auto& item : written->items())
    if (std::ranges::find(known, item.node().text) == known.end())
      item.refuse("there is no measure '" + item.node().text + "'", sim::suggestion(item.node().text, known));
  return *words;
}

/// Without a calendar: every step, but for long runs so seldom that a thousand times after the start suffice.
int usual_every(const sim::Time& time) {
  constexpr int usual = 4, many = 1000;
  if (time.calendar) return std::min(usual, time.steps);
  for (int ten = 1;; ten *= 10)
    for (const int every : {ten, 2 * ten, 5 * ten})
      if ((time.steps - 1) / every < many) return every;
}

void read_every(const Written& written, const sim::Time& time, sim::Plan& plan) {
  constexpr int most_times = 100'000;  // each holds a place in memory
  const auto every = read_steps(written, time, time.steps);
  if (!every) return;
  if ((time.steps - 1) / *every >= most_times)
    written.refuse("would observe a run more than 100000 times",
                   "observe it less often, such as every " + std::to_string(plan.output_every) + " steps");
  plan.output_every = *every;
}

void read_output(const std::optional<Written>& written, const sim::Model& model,
                 const std::optional<sim::Time>& time, sim::Plan& plan) {
  plan.output_every = usual_every(plan.time);
  plan.ledger_by = model.ledger_groups.empty() ? "" : model.ledger_groups.front();
  if (!written || !written->is_map()) return;
  if (model.ledger_groups.empty())
    written->allow_only({"every"});
  else
    written->allow_only({"every", "ledger"});
  if (const auto every = written->at("every"); every && time) read_every(*every, *time, plan);
  if (model.ledger_groups.empty()) return;
  const auto ledger = written->at("ledger");
  if (!ledger || !ledger->is_map()) return;
  ledger->allow_only({"by", "every"});
  if (const auto every = ledger->at("every"); every && time) {
    const auto steps = read_steps(*every, *time, std::max(time->steps, time->steps_per_year));
    if (steps && *steps != time->steps_per_year)
      every->refuse("the ledger is kept by the year", "write `1 year`, or leave it out");
  }
  auto by = ledger->at("by");
  if (by && by->node().kind == YamlNode::Kind::list) {
    const auto items = by->items();
    if (items.size() != 1) {
      by->refuse("the ledger is kept by one sort of group", "name one of them, such as `by: [sector]`");
      return;
    }
    by.emplace(items.front());
  }
  const auto group = by ? by->word() : std::nullopt;
  if (!group) return;
  if (std::ranges::find(model.ledger_groups, *group) == model.ledger_groups.end())
    by->refuse("the ledger is not kept by '" + *group + "'", sim::suggestion(*group, model.ledger_groups));
  plan.ledger_by = *group;
}

void read_unknowns(const Written& written, const SlotTable& slots, const std::vector<int>& numbering,
                   Tables& tables, sim::Plan& plan) {
  plan.uncertain = read_uncertain(written, slots, numbering);
  if (written.node().kind != YamlNode::Kind::map) return;
  if (const auto posterior = written.at(posterior_key))
    plan.samples = read_samples(*posterior, tables, slots, numbering, plan.uncertain);
}

/// Everything that needs the model.
void read_body(const Written& root, const sim::Model& model, Tables& tables, sim::Plan& plan,
               std::vector<int>& numbering) {
  root.allow_only(keys_for(model));

  std::optional<sim::Time> time;
  if (const auto written = root.require(
          "time", model.counts_steps
                      ? "write, for instance, {horizon: 80 steps}"
                      : "write, for instance, {start: 2014-04-01, step: 1 week, horizon: 5 years}"))
    time = read_time(*written, model.counts_steps);
  Names names;
  gather_names(*model.declaration, root, tables, names);
  Settings settings = read_settings(*model.declaration, root, time, names, tables);
  plan.root = std::move(settings.root);
  plan.slots = std::move(settings.slots);
  plan.sets = names.all();
  plan.time = time.value_or(sim::Time{});

  const SlotTable slots(plan.slots, std::move(settings.obscure), std::move(settings.of_other_shapes));
  if (const auto written = root.at("uncertain"))
    read_unknowns(*written, slots, settings.numbering, tables, plan);
  if (const auto written = root.at("interventions"))
    plan.interventions = read_interventions(*written, slots, names, model, time);
  plan.scenarios = read_scenarios(root.at("scenarios"), slots, plan.interventions);
  if (!model.measures.empty()) plan.measures = read_measures(root.at("measures"), model);
  read_output(root.at("output"), model, time, plan);
  read_run(root.at("run"), plan);
  numbering = std::move(settings.numbering);
}

/// Drops the scenarios that are not asked for, from the plan and from what is written.
void keep_only(const std::vector<std::string>& only, sim::Plan& plan, YamlNode& root,
               sim::Problems& problems) {
  if (only.empty()) return;
  std::vector<std::string> known;
  for (const auto& scenario : plan.scenarios) known.push_back(scenario.name);
  for (const auto& name : only)
    if (std::ranges::find(known, name) == known.end())
      problems.add({"--scenario", 0, 0}, "", "there is no scenario '" + name + "'",
                   sim::suggestion(name, known));
  const auto dropped = [&](const std::string& name) {
    return name != baseline && std::ranges::find(only, name) == only.end();
  };
  std::erase_if(plan.scenarios, [&](const auto& scenario) { return dropped(scenario.name); });
  for (auto& member : root.members)
    if (member.key == "scenarios")
      std::erase_if(member.value.members, [&](const auto& scenario) { return dropped(scenario.key); });
}

void rename_tables(YamlNode& node, const Tables& tables) {
  if (const std::string* name = tables.name_of(node)) node.text = *name;
  for (auto& member : node.members) rename_tables(member.value, tables);
}

Scenario build(YamlNode root, const std::map<std::string, std::string>* files, const Overrides& overrides,
               std::span<const sim::Model> models, sim::Problems& problems) {
  apply(overrides, root, problems);
  check_version(root, problems);
  const Written written{root, "", problems};
  Scenario scenario;
  if (const auto title = written.require("title", "say in a few words what this is about"))
    scenario.plan.title = title->word().value_or("");
  if (const auto question = written.at("question")) scenario.plan.question = question->word().value_or("");
  Tables tables(files);
  if (const sim::Model* model = choose_model(written, models)) {
    scenario.plan.model = model->name;
    drop_left_behind(root, *model->declaration);
    std::vector<std::string> only = overrides.only, added;
    const auto keep_too = [&](const std::vector<std::string>& more) {
      added.insert(added.end(), more.begin(), more.end());
    };
    if (overrides.without_barriers) keep_too(add_without_barriers(*model->declaration, only, root, problems));
    for (const auto& package : overrides.attribute) keep_too(add_parts_of(package, root, problems));
    if (!only.empty()) only.insert(only.end(), added.begin(), added.end());
    read_body(written, *model, tables, scenario.plan, scenario.numbering);
    rename_tables(root, tables);
    keep_only(only, scenario.plan, root, problems);
  }
  problems.raise_if_any();
  scenario.resolved = to_yaml(root);
  scenario.files = tables.take_texts();
  return scenario;
}

}  // namespace

Scenario load(const std::filesystem::path& path, const Overrides& overrides,
              std::span<const sim::Model> models) {
  sim::Problems problems;
  auto root = compose(path, problems);
  if (!root) problems.raise_if_any();
  return build(std::move(*root), nullptr, overrides, models, problems);
}

Scenario load_resolved(const std::string& resolved, const std::map<std::string, std::string>& files,
                       const Overrides& overrides, std::span<const sim::Model> models) {
  sim::Problems problems;
  auto root = parse_document(resolved, "resolved scenario", problems);
  if (!root) problems.raise_if_any();
  return build(std::move(*root), &files, overrides, models, problems);
}

}  // namespace knowhow::scenarios
