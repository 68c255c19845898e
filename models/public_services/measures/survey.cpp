// Answers to a survey, as the evaluation of the Beacon Scheme asked for them (Downe): expected against actual
// learning of those who attended, changes made or intended, and, years later, changes made that are owed to
// the events. Definitions: docs/model.md, Survey.
#include <algorithm>
#include <cmath>

#include "models/public_services/channels/attendances.h"
#include "models/public_services/measures/measures.h"
#include "models/public_services/run.h"
#include "sim/distribution.h"
#include "sim/math.h"

namespace knowhow::public_services {

namespace {

constexpr std::array<std::string_view, 4> amounts{"nothing", "a little", "a fair amount", "a great deal"};

bool is_surveyed(const Frame::Channel& channel) {
  return channel.shape == "gathering" && (*channel.setting)["surveyed"].word == "yes";
}

/// 0.05, 0.10, ..., 0.95.
std::vector<double> quantiles() {
  std::vector<double> levels;
  for (int percent = 5; percent < 100; percent += 5) levels.push_back(percent / 100.0);
  return levels;
}

/// Answers about an amount, as shares of what the sessions could have taught.
class Amounts {
 public:
  void add(double share) { given_.push_back(share); }

  /// How many of the respondents chose each of the words.
  void append_shares(const Survey& p, std::vector<double>& to) const {
    std::array<int, amounts.size()> counts{};
    for (double share : given_)
      ++counts[static_cast<std::size_t>((share >= p.little) + (share >= p.fair) + (share >= 2 * p.fair))];
    for (int count : counts)
      to.push_back(given_.empty() ? missing : count / static_cast<double>(given_.size()));
  }

  /// Linear between the two values next to it.
  void append_quantiles(std::vector<double>& to) {
    std::sort(given_.begin(), given_.end());
    for (double level : quantiles()) {
      if (given_.empty()) {
        to.push_back(missing);
        continue;
      }
      const double at = level * static_cast<double>(given_.size() - 1);
      const auto below = static_cast<std::size_t>(at);
      const auto above = std::min(below + 1, given_.size() - 1);
      to.push_back(given_[below] + (at - static_cast<double>(below)) * (given_[above] - given_[below]));
    }
  }

 private:
  std::vector<double> given_;
};

}  // namespace

void Measures::declare_survey() {
  using sim::Type;
  std::vector<std::string> names;
  for (const auto& channel : frame_.channels)
    if (is_surveyed(channel)) names.push_back(channel.name);
  if (names.empty()) return;
  layout_.dimensions.push_back({"surveyed", names, {{"long_name", "gathering whose guests are surveyed"}}});
  layout_.dimensions.push_back(
      {"wave",
       std::vector<std::int32_t>{1, 2},
       {{"long_name", "of the survey: at the event, and years later"}, {"units", "1"}}});
  layout_.dimensions.push_back({"amount",
                                std::vector<std::string>(amounts.begin(), amounts.end()),
                                {{"long_name", "how much somebody says to have expected or learned"}}});
  layout_.dimensions.push_back(
      {"quantile",
       quantiles(),
       {{"long_name", "share of respondents whose answer is at most this"}, {"units", "1"}}});
  const std::string first =
                        "of those who attended early enough to see what was changed in time, once an "
                        "event",
                    second = "of those who attended early on and still hold their posts, one answer a person";
  const std::string scale = "1: as much as the sessions could teach where nothing stands in the way";
  for (const auto& variable : std::vector<sim::Variable>{
           {"survey_respondents", Type::int32, {"surveyed", "wave"}, "number of answers", "1", "", false},
           {"survey_expected",
            Type::float64,
            {"surveyed", "amount"},
            "share who expected to learn so much",
            "1",
            first,
            true},
           {"survey_learned",
            Type::float64,
            {"surveyed", "amount"},
            "share who learned so much",
            "1",
            first,
            true},
           {"survey_made_or_intends",
            Type::float64,
            {"surveyed"},
            "share who have made, or intend to make, a change",
            "1",
            first,
            true},
           {"survey_made", Type::float64, {"surveyed"}, "share who have made a change", "1", first, true},
           {"survey_attributable",
            Type::float64,
            {"surveyed"},
            "share who made a change attributable to the gathering",
            "1",
            second,
            true},
           {"survey_improved",
            Type::float64,
            {"surveyed"},
            "share who made such a change and try or apply the practice still",
            "1",
            second,
            true},
           {"survey_introduced",
            Type::float64,
            {"surveyed"},
            "share who made such a change and realise the practice's benefit",
            "1",
            second,
            true},
           {"survey_expected_quantile",
            Type::float64,
            {"surveyed", "quantile"},
            "how much respondents expected to learn",
            "1",
            scale,
            true},
           {"survey_learned_quantile",
            Type::float64,
            {"surveyed", "quantile"},
            "how much respondents learned",
            "1",
            scale,
            true}})
    layout_.variables.push_back(variable);
}

void Measures::survey_rows(const Run& run, sim::Rows& rows) const {
  const Survey& p = run.stages.survey;
  const int within = run.steps_lasting(p.made_within);
  std::vector<std::int32_t> respondents;
  std::vector<double> expected, learned, expected_at, learned_at, either, made, attributable, improved,
      introduced;
  for (const auto& channel : run.channels) {
    if (!channel->attendances()) continue;
    Attendances attendances = *channel->attendances();
    attendances.settle(run);  // what is due now that the run is over
    Amounts expectations, gains;
    int asked = 0, made_or_intend = 0, have_made = 0;
    for (const Attendance& attended : attendances.all()) {
      if (attended.step + within > run.step) continue;
      ++asked;
      have_made += attended.made != 0;
      made_or_intend += attended.made || attended.intends;
      const sim::Block luck =
          run.draws.block(attendances.answers(), static_cast<std::uint32_t>(attended.step), attended.person,
                          attended.meeting);
      const auto noise = [&](std::uint32_t word) {
        return sim::exp(p.noise * sim::normal_quantile(sim::unit(word)));
      };
      const double sessions = attended.sessions, doses = sessions * attended.dose16 / 65536;
      expectations.add(from_fixed(attended.expected) / sessions * noise(luck[0]));
      gains.add(doses > 0 ? from_fixed(attended.gained) / doses * noise(luck[1]) : 0);
    }
    const SecondWave& later = attendances.second_wave();
    const auto share = [](int of, int all) { return all ? static_cast<double>(of) / all : missing; };
    respondents.push_back(asked), respondents.push_back(later.asked);
    expectations.append_shares(p, expected), gains.append_shares(p, learned);
    expectations.append_quantiles(expected_at), gains.append_quantiles(learned_at);
    either.push_back(share(made_or_intend, asked)), made.push_back(share(have_made, asked));
    attributable.push_back(share(later.changed, later.asked));
    improved.push_back(share(later.improved, later.asked));
    introduced.push_back(share(later.introduced, later.asked));
  }
  if (respondents.empty()) return;
  rows.emplace_back(std::move(respondents));
  for (auto* shares : {&expected, &learned, &either, &made, &attributable, &improved, &introduced,
                       &expected_at, &learned_at})
    rows.emplace_back(std::move(*shares));
}

}  // namespace knowhow::public_services
