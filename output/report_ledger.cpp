// Where learning was lost: the ledger of contacts, the books of starting and adapting, and what nobody met.
#include <algorithm>
#include <cmath>

#include "output/report_parts.h"

namespace knowhow::output {

namespace {

constexpr double least_told = 0.02;  // of what contacts could have taught: channels below are told together
constexpr const char* others = "other channels";

/// What contacts of each channel could have taught, taught, and lost to each barrier; mean of a run.
struct Books {
  std::size_t channels, barriers;
  std::vector<double> potential, gained, lost;  ///< (scenario, channel), lost with a barrier behind
};

Books read_books(const ReportScene& scene) {
  Books books{scene.size("channel"), scene.size("contact_barrier"), {}, {}, {}};
  const std::size_t scenarios = scene.scenarios.size(),
                    cells = scene.size("year") * scene.size("ledger_group") * scene.size("practice");
  const auto sum = [&](const std::string& variable, std::size_t last) {
    const auto read = scene.means(variable);
    std::vector<double> sums(scenarios * last);
    for (std::size_t s = 0; s < scenarios; ++s)
      for (std::size_t cell = 0; cell < cells; ++cell)
        for (std::size_t i = 0; i < last; ++i) sums[s * last + i] += read[(s * cells + cell) * last + i];
    return sums;
  };
  books.potential = sum("ledger_potential", books.channels);
  books.gained = sum("ledger_gained", books.channels);
  books.lost = sum("ledger_lost", books.channels * books.barriers);
  return books;
}

/// The name of each channel, or `others` where it is small in every scenario.
std::vector<std::string> channels_told(const ReportScene& scene, const Books& books) {
  auto names = words_of(scene.file.dimension("channel"));
  for (std::size_t c = 0; c < books.channels; ++c) {
    double largest = 0;
    for (std::size_t s = 0; s < scene.scenarios.size(); ++s) {
      double all = 0;
      for (std::size_t i = 0; i < books.channels; ++i) all += books.potential[s * books.channels + i];
      if (all > 0) largest = std::max(largest, books.potential[s * books.channels + c] / all);
    }
    names[c] = largest < least_told ? others : in_words(names[c]);
  }
  return names;
}

}  // namespace

void add_ledger(const ReportScene& scene, const std::vector<sim::Vocabulary>& vocabularies,
                ReportCharts& charts) {
  const std::vector<std::string> of_contacts{"year", "ledger_group", "practice", "channel"};
  if (!scene.has("ledger_potential", of_contacts) || !scene.has("ledger_gained", of_contacts) ||
      !scene.has("ledger_lost", {"year", "ledger_group", "practice", "channel", "contact_barrier"}))
    return;
  const Books books = read_books(scene);
  const auto channels = channels_told(scene, books);
  const auto& barrier = scene.file.dimension("contact_barrier");

  struct Words {
    std::string title;
    std::vector<std::string> of_barriers;
  };
  std::vector<Words> told{{"each barrier", {}}};
  for (const auto& name : words_of(barrier)) told[0].of_barriers.push_back(in_words(name));
  for (const auto& labels : barrier.labels) {
    std::string title = labels.long_name;
    for (const auto& vocabulary : vocabularies)
      if (vocabulary.labels == labels.name) title = vocabulary.meaning;
    told.push_back({title, labels.of_elements});
  }

  std::vector<std::string> ordered;  // as they come, the small ones last
  for (const auto& name : channels)
    if (name != others && std::find(ordered.begin(), ordered.end(), name) == ordered.end())
      ordered.push_back(name);
  ordered.push_back(others);

  ReportTable table(
      "table", "What contacts could have taught, and what became of it; mean of a run",
      {word_column("words", "in the words of"), scene.scenario_column(),
       word_column("channel", "channel", ordered), word_column("outcome", "learned, or lost to", {"learned"}),
       number_column("amount", "units of one person's full mastery"),
       number_column("share", "% of what contacts could have taught")});
  for (const auto& words : told)
    for (std::size_t s = 0; s < scene.scenarios.size(); ++s) {
      double all = 0;
      for (std::size_t c = 0; c < books.channels; ++c) all += books.potential[s * books.channels + c];
      std::vector<std::string> outcomes{"learned"};
      for (const auto& word : words.of_barriers)
        if (std::find(outcomes.begin(), outcomes.end(), word) == outcomes.end()) outcomes.push_back(word);
      std::vector<double> amounts(ordered.size() * outcomes.size());
      for (std::size_t c = 0; c < books.channels; ++c) {
        const auto channel = static_cast<std::size_t>(std::find(ordered.begin(), ordered.end(), channels[c]) -
                                                      ordered.begin());
        amounts[channel * outcomes.size()] += books.gained[s * books.channels + c];
        for (std::size_t b = 0; b < books.barriers; ++b) {
          const auto outcome = static_cast<std::size_t>(
              std::find(outcomes.begin(), outcomes.end(), words.of_barriers[b]) - outcomes.begin());
          amounts[channel * outcomes.size() + outcome] +=
              books.lost[(s * books.channels + c) * books.barriers + b];
        }
      }
      for (std::size_t i = 0; i < amounts.size(); ++i)
        if (amounts[i] > 0)
          table.row(words.title, scene.scenarios[s], ordered[i / outcomes.size()],
                    outcomes[i % outcomes.size()], amounts[i], 100 * amounts[i] / all);
    }
  charts.push_back(
      {"ledger",
       "ledger.json",
       "Where learning is lost",
       "Everything that contacts could have taught, from the channel it came by (left) to what became of it "
       "(right): learned, or lost to a barrier. Losses are chances missed, not knowledge destroyed: the same "
       "gap can be missed many times, so they sum to more than could ever be learned.",
       "Flow diagram: bands run from channels on the left to what was learned and to barriers on the right, "
       "as wide as the share of what contacts could have taught.",
       {table},
       {{"scenario", "Scenario", scene.chosen}, {"words", "In the words of", told[0].title}}});
}

void add_books_apart(const ReportScene& scene, ReportCharts& charts) {
  const std::vector<std::string> dimensions{"year", "ledger_group", "practice"};
  ReportTable table(
      "table", "Mastery of teams that was stopped before it was put to use; mean of a run",
      {word_column("book", "lost to"), scene.scenario_column(), number_column("share", "share lost, %"),
       number_column("lost", "units of mastery lost"), number_column("potential", "of")});
  for (const char* book : {"application", "adaptation"}) {
    const std::string name = book;
    if (!scene.has(name + "_lost", dimensions) || !scene.has(name + "_potential", dimensions)) continue;
    const auto lost = scene.means(name + "_lost"), potential = scene.means(name + "_potential");
    const std::size_t cells = lost.size() / scene.scenarios.size();
    for (std::size_t s = 0; s < scene.scenarios.size(); ++s) {
      double of_lost = 0, of_potential = 0;
      for (std::size_t i = s * cells; i < (s + 1) * cells; ++i)
        of_lost += lost[i], of_potential += potential[i];
      table.row(name, scene.scenarios[s],
                of_potential > 0 ? 100 * of_lost / of_potential : std::numeric_limits<double>::quiet_NaN(),
                of_lost, of_potential);
    }
  }
  if (table.columns[0].codes.empty()) return;
  charts.push_back({"apart",
                    "apart.json",
                    "After learning: starting it, and making it fit",
                    "Two books of their own. Application: of the mastery of teams about to start a practice, "
                    "what leadership, evidence and capacity stopped. Adaptation: of that of teams at the end "
                    "of their trials, what did not fit.",
                    "Bar charts: the share lost before application and to adaptation, by scenario.",
                    {table}});
}

void add_never_met(const ReportScene& scene, ReportCharts& charts) {
  if (!scene.has("never_met", {"year", "ledger_group", "practice"})) return;
  const auto& groups = words_of(scene.file.dimension("ledger_group"));
  const std::size_t years = scene.size("year"), practices = scene.size("practice");
  const auto read = scene.means("never_met");
  ReportTable table("table", "What no contact offered; mean of a run",
                    {scene.scenario_column(), word_column("group", "received by"),
                     number_column("amount", "units of one person's full mastery, summed over years")});
  for (std::size_t s = 0; s < scene.scenarios.size(); ++s)
    for (std::size_t g = 0; g < groups.size(); ++g) {
      double sum = 0;
      for (std::size_t y = 0; y < years; ++y)
        for (std::size_t p = 0; p < practices; ++p)
          sum += read[((s * years + y) * groups.size() + g) * practices + p];
      table.row(scene.scenarios[s], in_words(groups[g]), sum);
    }
  charts.push_back({"never_met",
                    "never_met.json",
                    "What nobody met",
                    "Beside the books: once a year, each person's gap to the best team within reach (same "
                    "region or same kind) in a practice that no contact offered them.",
                    "Bar chart: what no contact offered, by scenario and by who would have received it.",
                    {table}});
}

}  // namespace knowhow::output
