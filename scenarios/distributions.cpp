#include "scenarios/distributions.h"

#include <algorithm>

namespace knowhow::scenarios {

namespace {

using Family = sim::Distribution::Family;

bool in_order(const Written& written, const DistributionFamily& family, const std::array<double, 3>& values) {
  for (std::size_t i = 1; i < family.parameters.size(); ++i) {
    if (values[i - 1] <= values[i]) continue;
    written.refuse("`" + family.parameters[i - 1] + "` must not be above `" + family.parameters[i] + "`",
                   "raise the one or lower the other");
    return false;
  }
  return true;
}

bool sound(const Written& written, const DistributionFamily& family, const std::array<double, 3>& values,
           const sim::Declaration& declaration) {
  const auto within = [&](std::size_t index) {
    return written.at(family.parameters[index])->within_range(values[index], declaration);
  };
  if (family.family == Family::uniform || family.family == Family::triangular) {
    if (!in_order(written, family, values)) return false;
    const bool least = within(0), most = within(family.parameters.size() - 1);
    return least && most;
  }
  bool all_well = within(0);
  if (family.family != Family::normal && values[0] <= 0) {
    written.at("mean")->refuse("must be above 0 for this distribution",
                               "write more, or choose another distribution");
    all_well = false;
  }
  if (family.family != Family::exponential && values[1] < 0) {
    written.at("sd")->refuse("must not be below 0", "write 0 or more");
    all_well = false;
  }
  return all_well;
}

}  // namespace

const std::vector<DistributionFamily>& distribution_families() {
  static const std::vector<DistributionFamily> families{
      {Family::normal, "normal", {"mean", "sd"}},
      {Family::uniform, "uniform", {"least", "most"}},
      {Family::triangular, "triangular", {"least", "mode", "most"}},
      {Family::lognormal, "lognormal", {"mean", "sd"}},
      {Family::exponential, "exponential", {"mean"}}};
  return families;
}

std::optional<sim::Distribution> read_distribution(const Written& written,
                                                   const sim::Declaration& declaration) {
  if (!written.is_map()) return {};
  std::vector<std::string> names;
  for (const auto& family : distribution_families()) names.emplace_back(family.name);
  const std::size_t before = written.problems().size();
  written.allow_only(names);
  if (written.problems().size() > before) return {};
  if (written.node().members.size() != 1) {
    written.refuse("must be one distribution", "write, for instance, {uniform: {least: ..., most: ...}}");
    return {};
  }
  const auto& member = written.node().members.front();
  const auto& family = *std::find_if(distribution_families().begin(), distribution_families().end(),
                                     [&](const auto& known) { return known.name == member.key; });
  const Written inner = written.value_of(member);
  if (!inner.is_map()) return {};
  inner.allow_only(family.parameters);

  std::string whole;  // as it is written
  for (const auto& parameter : family.parameters) whole += (whole.empty() ? "" : ", ") + parameter + ": ...";
  std::array<double, 3> values{};
  const sim::Unit unit = declaration.unit == sim::Unit::count ? sim::Unit::number : declaration.unit;
  for (std::size_t i = 0; i < family.parameters.size(); ++i) {
    const auto parameter =
        inner.require(family.parameters[i], "write {" + std::string(family.name) + ": {" + whole + "}}");
    if (!parameter) continue;
    if (const auto value = parameter->quantity(unit)) values[i] = *value;
  }
  if (written.problems().size() > before || !sound(inner, family, values, declaration)) return {};
  return sim::Distribution{family.family, values[0], values[1], values[2]};
}

std::optional<sim::Number> read_number_setting(const Written& written, const sim::Declaration& declaration) {
  if (written.node().kind != YamlNode::Kind::map) {
    const auto value = written.number(declaration);
    if (!value) return {};
    return sim::Number{*value, {}};
  }
  if (declaration.scope == sim::Scope::scenario) {
    written.refuse("must be a number here: it belongs to the scenario as a whole",
                   "put a distribution under `uncertain:`, where one number is drawn for each replicate");
    return {};
  }
  const auto spread = read_distribution(written, declaration);
  if (!spread) return {};
  return sim::Number{spread->mean(), *spread};
}

}  // namespace knowhow::scenarios
