// Attribution: what had taught the organisations that apply a practice, by the time they came to. Each counts
// as one, shared out in exact multiples of 2^-30, so that the shares sum to how many they are.
#include <algorithm>
#include <numeric>

#include "models/public_services/measures/measures.h"
#include "models/public_services/run.h"

namespace knowhow::public_services {

namespace {

/// Shares of one in proportion to the weights, none of which is negative; some is positive. What rounding
/// down leaves goes to the largest.
std::vector<std::int64_t> shared_out(const std::vector<std::int64_t>& weights) {
  const auto whole = static_cast<double>(std::accumulate(weights.begin(), weights.end(), std::int64_t{0}));
  std::vector<std::int64_t> shares;
  for (std::int64_t weight : weights)
    shares.push_back(static_cast<std::int64_t>(static_cast<double>(weight) / whole * one));
  const auto largest = std::max_element(weights.begin(), weights.end()) - weights.begin();
  shares[static_cast<std::size_t>(largest)] +=
      one - std::accumulate(shares.begin(), shares.end(), std::int64_t{0});
  return shares;
}

/// A name for an entry beside the channels, which may be called anything.
std::string free_name(std::string name, const std::vector<std::string>& taken) {
  while (std::find(taken.begin(), taken.end(), name) != taken.end()) name += " (no channel)";
  return name;
}

}  // namespace

void Measures::declare_attribution() {
  std::vector<std::string> names;
  for (std::size_t c = 0; c < frame_.channels.size(); ++c) {
    const auto& channel = frame_.channels[c];
    if (channel.shape == "home" || channel.shape == "mandate") continue;
    contributors_.push_back(c);
    names.push_back(channel.name);
  }
  for (const char* name : {"newcomers", "own invention", "nothing from elsewhere"})
    names.push_back(free_name(name, names));
  layout_.dimensions.push_back(
      {"contributor",
       names,
       {{"long_name",
         "what had taught an organisation: channels, newcomers who brought it along, its own invention, or "
         "nothing that came from elsewhere"}}});
  const std::vector<std::string> shape{"practice", "contributor"};
  const std::string who =
      "organisations that the practice suits, without its origin; each shared out by "
      "what its people had gained from elsewhere when it came to apply it";
  layout_.variables.push_back({"applied_through", sim::Type::float64, shape,
                               "organisations that apply it at the end, by what had taught them", "1",
                               who + ", in exact multiples of 2^-30", false});
  layout_.variables.push_back({"improvement_through", sim::Type::float64, shape,
                               "realised improvement at the end, by what had taught those who realise it",
                               "GBP year-1", who, false});
}

void Measures::attribution_rows(const Run& run, sim::Rows& rows) const {
  const std::size_t channels = contributors_.size(), contributors = channels + 3;
  std::vector<std::int64_t> applied(frame_.practices.size() * contributors);
  std::vector<double> improvement(applied.size());
  std::vector<std::int64_t> gained(contributors);
  for (std::uint32_t o : groups_[0].organisations)
    for (std::size_t k = 0; k < frame_.practices.size(); ++k) {
      const std::size_t cell = run.cell(o, k);
      if (run.state.stage[cell] != Stage::applied || !run.is_recipient(o, k)) continue;
      std::fill(gained.begin(), gained.end(), 0);
      if (run.state.invented[cell]) {
        gained[channels + 1] = 1;
      } else {
        for (std::size_t c = 0; c < channels; ++c)
          gained[c] = run.state.credited[run.contribution(cell, contributors_[c])];
        gained[channels] = run.state.credited[run.contribution(cell, frame_.channels.size())];
        gained[channels + 2] = std::all_of(gained.begin(), gained.end(), [](auto g) { return g == 0; });
      }
      const auto shares = shared_out(gained);
      for (std::size_t c = 0; c < contributors; ++c) {
        applied[k * contributors + c] += shares[c];
        improvement[k * contributors + c] += from_fixed(shares[c]) * run.state.improvement[cell];
      }
    }
  std::vector<double> exactly;
  for (std::int64_t units : applied) exactly.push_back(from_fixed(units));
  rows.emplace_back(std::move(exactly));
  rows.emplace_back(std::move(improvement));
}

}  // namespace knowhow::public_services
