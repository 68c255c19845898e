#include "studies/figures.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <string>

#include "sim/distribution.h"
#include "sim/random.h"

namespace knowhow::studies {

namespace {

std::string written(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::vector<std::string> elements_of(const sim::Dimension& dimension) {
  if (const auto* names = std::get_if<std::vector<std::string>>(&dimension.coordinate)) return *names;
  std::vector<std::string> names;
  if (const auto* numbers = std::get_if<std::vector<std::int32_t>>(&dimension.coordinate))
    for (const auto number : *numbers) names.push_back(std::to_string(number));
  if (const auto* numbers = std::get_if<std::vector<double>>(&dimension.coordinate))
    for (const auto number : *numbers) names.push_back(written(number));
  return names;
}

/// Finds one observation's elements; what cannot be found is told.
class Finder {
 public:
  Finder(const scenarios::Observation& observation, const sim::Layout& layout, sim::Problems& problems)
      : observation_(observation), layout_(layout), problems_(problems) {}

  std::optional<std::size_t> variable() {
    std::vector<std::string> names;
    for (std::size_t v = 0; v < layout_.variables.size(); ++v) {
      if (layout_.variables[v].type == sim::Type::text) continue;
      if (layout_.variables[v].name == observation_.variable) return v;
      names.push_back(layout_.variables[v].name);
    }
    refuse(observation_.place, "variable", "a run has no variable '" + observation_.variable + "'",
           sim::suggestion(observation_.variable, names));
    return {};
  }

  std::vector<std::size_t> elements(const sim::Variable& variable) {
    for (const auto& [name, chosen] : observation_.at)
      if (std::ranges::find(variable.dimensions, name) == variable.dimensions.end())
        refuse(observation_.at_place, "at." + name, "'" + variable.name + "' has no such dimension",
               variable.dimensions.empty() ? "leave `at` out" : sim::suggestion(name, variable.dimensions));
    std::vector<std::size_t> found{0};
    for (const auto& name : variable.dimensions) {
      const auto dimension = std::ranges::find(layout_.dimensions, name, &sim::Dimension::name);
      const auto along = chosen(*dimension);
      std::vector<std::size_t> next;
      for (const auto before : found)
        for (const auto element : along) next.push_back(before * dimension->size() + element);
      found = std::move(next);
    }
    return found;
  }

 private:
  void refuse(const sim::Place& place, const std::string& key, std::string what, std::string cure) {
    problems_.add(place, observation_.name + "." + key, std::move(what), std::move(cure));
  }

  std::vector<std::size_t> chosen(const sim::Dimension& dimension) {
    const auto names = elements_of(dimension);
    const auto given =
        std::ranges::find(observation_.at, dimension.name, [](const auto& entry) { return entry.first; });
    if (given == observation_.at.end()) {
      if (names.size() == 1) return {0};
      refuse(observation_.at_place, "at",
             "does not say which " + dimension.name + ", of " + std::to_string(names.size()),
             "write, for instance, at: {" + dimension.name + ": " + names.back() + "}");
      return {0};
    }
    std::vector<std::size_t> elements;
    for (const auto& name : given->second) {
      const auto found = std::ranges::find(names, name);
      if (found != names.end())
        elements.push_back(static_cast<std::size_t>(found - names.begin()));
      else
        refuse(observation_.at_place, "at." + dimension.name, "there is no '" + name + "'",
               sim::suggestion(name, names));
    }
    return elements;
  }

  const scenarios::Observation& observation_;
  const sim::Layout& layout_;
  sim::Problems& problems_;
};

/// How many of `count` people say yes, each with that chance.
int votes(double chance, int count, const sim::Draws& draws, std::uint32_t figure) {
  const std::uint64_t below = sim::threshold(chance);
  int yes = 0;
  for (int n = 0; n < count; n += 4) {
    const auto block = draws.block(sim::purpose("calibrate answers"), figure, static_cast<std::uint32_t>(n));
    for (int k = 0; k < 4 && n + k < count; ++k) yes += block[static_cast<std::size_t>(k)] < below;
  }
  return yes;
}

}  // namespace

Figures::Figures(const std::vector<scenarios::Observation>& observations, const sim::Layout& layout)
    : observations_(observations) {
  sim::Problems problems;
  for (const auto& observation : observations) {
    Finder finder(observation, layout, problems);
    Place place;
    if (const auto variable = finder.variable()) {
      place.variable = *variable;
      place.elements = finder.elements(layout.variables[*variable]);
    }
    for (std::size_t before = 0; before < places_.size(); ++before)
      if (!problems.size() && observations[before].fitted && !observation.fitted &&
          places_[before].variable == place.variable && places_[before].elements == place.elements)
        problems.add(observation.place, observation.name,
                     "is the figure '" + observations[before].name + "', which is fitted",
                     "what is predicted must not be fitted: leave it out, or ask for another element");
    places_.push_back(std::move(place));
  }
  problems.raise_if_any();
}

std::vector<double> Figures::of(const sim::Rows& rows) const {
  std::vector<double> figures;
  for (const auto& place : places_) {
    double sum = 0;
    std::visit(
        [&](const auto& values) {
          if constexpr (!std::is_same_v<std::decay_t<decltype(values)>, std::string>)
            for (const auto element : place.elements) sum += static_cast<double>(values[element]);
        },
        rows[place.variable]);
    figures.push_back(sum);
  }
  return figures;
}

std::vector<double> Figures::as_observed(std::span<const double> figures, std::uint64_t seed,
                                         std::size_t run) const {
  const sim::Draws draws(seed, static_cast<std::uint32_t>(run));
  std::vector<double> seen;
  for (std::size_t f = 0; f < figures.size(); ++f) {
    const auto& observation = observations_[f];
    const auto number = static_cast<std::uint32_t>(sim::purpose(observation.name));
    if (std::isnan(figures[f])) {
      seen.push_back(figures[f]);
    } else if (observation.sample > 0) {
      const double share = std::clamp(figures[f], 0.0, 1.0);
      seen.push_back(votes(share, observation.sample, draws, number) /
                     static_cast<double>(observation.sample));
    } else {
      const double u = sim::unit(draws.block(sim::purpose("calibrate error"), number, 0)[0]);
      seen.push_back(figures[f] + observation.error * sim::normal_quantile(u));
    }
  }
  return seen;
}

double Figures::error(std::size_t figure) const {
  const auto& observation = observations_[figure];
  if (observation.sample == 0) return observation.error;
  const double asked = observation.sample;
  // A share of 0 or 1 in a sample does not say that there is no error: as if half a person had said
  // otherwise.
  const double share = std::clamp(observation.value, 0.5 / asked, 1 - 0.5 / asked);
  return std::sqrt(share * (1 - share) / asked);
}

double Figures::distance(std::span<const double> seen) const {
  double squares = 0, fitted = 0;
  for (std::size_t f = 0; f < seen.size(); ++f) {
    if (!observations_[f].fitted) continue;
    const double off = (seen[f] - observations_[f].value) / error(f);
    squares += off * off;
    ++fitted;
  }
  return fitted > 0 ? std::sqrt(squares / fitted) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace knowhow::studies
