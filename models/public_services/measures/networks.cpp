// Networks as agents, and what became of mandates.
#include <algorithm>

#include "models/public_services/measures/measures.h"
#include "models/public_services/run.h"

namespace knowhow::public_services {

void Measures::declare_networks() {
  std::vector<std::string> names;
  for (const auto& channel : frame_.channels)
    for (const auto& network : channel.networks) names.push_back(network.name);
  if (names.empty()) return;
  layout_.dimensions.push_back(
      {"network", names, {{"long_name", "network of a channel of shape gathering: an agent of its own"}}});
  layout_.variables.push_back({"network_vitality",
                               sim::Type::float32,
                               {"time", "network"},
                               "how alive each network is",
                               "1",
                               "0: it has ended",
                               false});
  layout_.variables.push_back({"network_taught",
                               sim::Type::float64,
                               {"network"},
                               "mastery that people gained at its meetings and from its memory",
                               "1",
                               "summed over people and practices; visits that it left behind are not in it",
                               false});
}

void Measures::observe_networks(const Run& run, Gathered& gathered) const {
  for (const auto& channel : run.channels)
    for (double vitality : channel->vitality()) gathered.vitality.push_back(static_cast<float>(vitality));
}

void Measures::network_rows(const Run& run, const Gathered& gathered, sim::Rows& rows) const {
  std::vector<double> taught;
  for (const auto& channel : run.channels)
    for (std::int64_t mastery : channel->taught_by_network()) taught.push_back(from_fixed(mastery));
  if (taught.empty()) return;
  rows.emplace_back(gathered.vitality);
  rows.emplace_back(std::move(taught));
}

void Measures::declare_mandates() {
  if (!has_mandates()) return;
  layout_.dimensions.push_back(
      {"reason",
       std::vector<std::string>(reason_names.begin(), reason_names.end()),
       {{"long_name", "what an organisation that had to adopt or justify was least ready in"}}});
  layout_.variables.push_back({"refusals",
                               sim::Type::int32,
                               {"practice", "reason"},
                               "organisations that justified why they do not adopt, at the end",
                               "1",
                               "",
                               false});
}

void Measures::mandate_rows(const Run& run, sim::Rows& rows) const {
  if (!has_mandates()) return;
  std::vector<std::int32_t> refusals(frame_.practices.size() * reason_names.size());
  for (std::size_t cell = 0; cell < run.state.refused.values.size(); ++cell)
    if (const auto reason = static_cast<std::size_t>(run.state.refused[cell]); reason > 0)
      ++refusals[cell % frame_.practices.size() * reason_names.size() + reason - 1];
  rows.emplace_back(std::move(refusals));
}

bool Measures::has_mandates() const {
  return std::any_of(frame_.channels.begin(), frame_.channels.end(),
                     [](const auto& channel) { return channel.shape == "mandate"; });
}

}  // namespace knowhow::public_services
