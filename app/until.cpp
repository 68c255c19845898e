#include "app/until.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "output/text_table.h"
#include "sim/problem.h"

namespace knowhow::app {

namespace {

constexpr std::size_t first_look = 10, least_more = 10;

std::string measure_and_width(const Wish& wish) {
  const std::string unit = wish.headline.unit.empty() ? "" : " " + wish.headline.unit;
  return "± " + output::fixed(wish.half_width, 2) + unit + " of `" + wish.headline.name + "`";
}

/// The scenario whose difference is known least.
const output::Known& widest(const Reached& reached) {
  return *std::max_element(reached.known.begin(), reached.known.end(),
                           [](const auto& a, const auto& b) { return a.half_width < b.half_width; });
}

std::size_t most_of(const Reached& reached, std::size_t output::Known::*number) {
  std::size_t most = 0;
  for (const auto& known : reached.known) most = std::max(most, known.*number);
  return most;
}

}  // namespace

std::optional<Wish> wish_from(const po::variables_map& given, const output::Summary& summary) {
  if (!given.count("until-ci")) return {};
  const auto text = given["until-ci"].as<std::string>();
  const auto refuse = [&](const std::string& why) {
    return WrongUsage("--until-ci: '" + text + "': " + why);
  };
  const auto at = text.find('@');
  if (at == std::string::npos)
    throw refuse("write a half-width and a measure, such as 0.02@applied or 2%@applied");
  double width = 0;
  const char* end = text.data() + at;
  const bool percent = at > 0 && text[at - 1] == '%';
  if (percent) --end;
  const auto read = std::from_chars(text.data(), end, width);
  if (read.ec != std::errc() || read.ptr != end || !(width > 0) || !std::isfinite(width))
    throw refuse("the half-width of an interval is a number above 0");
  const auto name = text.substr(at + 1);
  const auto& headlines = summary.headlines();
  Wish wish;
  wish.number = output::find_headline(headlines, name);
  if (wish.number == headlines.size()) {
    std::vector<std::string> known;
    for (const auto& headline : headlines) known.push_back(output::short_name(headline));
    throw refuse("there is no measure '" + name + "'; " + sim::suggestion(name, known));
  }
  wish.headline = headlines[wish.number];
  if (percent && wish.headline.unit != "%")
    throw refuse("'" + name +
                 "' is no share; leave the % out, and write it in the units of the results file");
  wish.half_width = percent ? width : width * wish.headline.factor;
  if (summary.scenarios().size() < 2)
    throw refuse("there is no scenario beside the baseline, so there is no difference to know");
  return wish;
}

Reached run_until(const Wish& wish, const output::Summary& summary, std::size_t most,
                  const std::function<bool(std::size_t)>& run_first) {
  Reached reached;
  reached.most = most;
  reached.replicates = std::min(first_look, most);
  for (;;) {
    reached.finished = run_first(reached.replicates);
    if (!reached.finished) return reached;
    const output::Comparison comparison(summary.scenarios(), summary.headlines(), summary.values());
    reached.known = output::known_after(comparison, wish.number, reached.replicates, wish.half_width);
    reached.met = output::narrow_enough(reached.known, wish.half_width);
    if (reached.met || reached.replicates == most) return reached;
    reached.replicates = output::next_count(reached.known, reached.replicates, least_more, most);
  }
}

std::string told(const Wish& wish, const Reached& reached, const output::Summary& summary) {
  const auto& least_known = widest(reached);
  const std::string widest_told = "widest: ± " + output::fixed(least_known.half_width, 2) + ", " +
                                  summary.scenarios()[least_known.scenario];
  std::string text = "Asked for " + measure_and_width(wish) + " in every scenario: ";
  text += (reached.met ? "met with " : "not met with ") + std::to_string(reached.replicates) +
          " replicates (" + widest_told + ").\n";
  const std::size_t unpaired = most_of(reached, &output::Known::unpaired);
  if (!reached.met && most_of(reached, &output::Known::needed) > 0)
    text += "About " + std::to_string(most_of(reached, &output::Known::needed)) +
            " would do: --replicates allows more.\n";
  if (unpaired > 0)
    text +=
        "Without common random numbers it would take about " + std::to_string(unpaired) + " replicates.\n";
  return text;
}

nlohmann::ordered_json json_of(const Wish& wish, const Reached& reached, const output::Summary& summary) {
  nlohmann::ordered_json all{{"measure", wish.headline.variable}, {"unit", wish.headline.unit},
                             {"half_width_95", wish.half_width},  {"met", reached.met},
                             {"replicates", reached.replicates},  {"most", reached.most}};
  for (const auto& known : reached.known)
    all["scenarios"].push_back(
        {{"scenario", summary.scenarios()[known.scenario]},
         {"half_width_95",
          std::isnan(known.half_width) ? nlohmann::ordered_json() : nlohmann::ordered_json(known.half_width)},
         {"needed", known.needed},
         {"needed_unpaired", known.unpaired}});
  return all;
}

}  // namespace knowhow::app
