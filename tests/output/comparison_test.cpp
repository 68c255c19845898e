#include "output/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "output/comparison_text.h"
#include "sim/problem.h"
#include "tests/output/small_study.h"

namespace knowhow::output {

namespace {

using sim::Better;
using ::testing::ElementsAre;
using testing::Folder;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

Paired of(const std::vector<double>& own, const std::vector<double>& reference,
          Better better = Better::higher) {
  return paired(own, reference, better);
}

/// By scipy: stats.ttest_rel(own, reference).confidence_interval(), and numpy.var(..., ddof=1).
TEST(Paired, IsWhatScipySays) {
  const Paired found = of({3, 5, 9, 4}, {1, 4, 6, 5});
  EXPECT_EQ(found.pairs, 4u);
  EXPECT_DOUBLE_EQ(found.difference.mean, 1.25);
  EXPECT_NEAR(found.difference.half_width, 2.717533, 1e-5);
  EXPECT_EQ(found.better, 3u);
  EXPECT_EQ(found.worse, 1u);
  EXPECT_FALSE(found.exactly_nothing);
  EXPECT_NEAR(found.gain, 11.583333333 / 2.916666667, 1e-8);
}

TEST(Paired, CountsWhatIsBetterAsDeclared) {
  EXPECT_EQ(of({3, 5, 9, 4, 2}, {1, 4, 6, 5, 2}, Better::lower).better, 1u);
  EXPECT_EQ(of({3, 5, 9, 4, 2}, {1, 4, 6, 5, 2}, Better::lower).worse, 3u);
  EXPECT_EQ(of({3, 5, 9, 4, 2}, {1, 4, 6, 5, 2}, Better::unsaid).better, 3u);
}

TEST(Paired, LeavesOutPairsWithAMissingValue) {
  const Paired found = of({3, missing, 5, 9, 4}, {1, 2, 4, 6, 5});
  EXPECT_EQ(found.pairs, 4u);
  EXPECT_DOUBLE_EQ(found.difference.mean, 1.25);
  const Paired none = of({missing, 1}, {1, missing});
  EXPECT_EQ(none.pairs, 0u);
  EXPECT_TRUE(std::isnan(none.difference.mean));
  EXPECT_FALSE(none.exactly_nothing);
}

TEST(Paired, TellsNothingFromLittle) {
  EXPECT_TRUE(of({3, 5}, {3, 5}).exactly_nothing);
  EXPECT_FALSE(of({3, 5}, {3, 5 + 1e-12}).exactly_nothing);
  EXPECT_TRUE(std::isinf(of({3, 5}, {2, 4}).gain));
  EXPECT_TRUE(std::isnan(of({3, 3}, {2, 2}).gain));
  EXPECT_TRUE(std::isnan(of({3}, {2}).gain));
  EXPECT_TRUE(std::isnan(of({3}, {2}).difference.half_width));
}

const std::vector<sim::Headline> headlines{
    {"apply it", "%", "final_applied", 100, Better::higher},
    {"half", "steps", "half_at", 1, Better::lower},
    {"worth", "GBP m", "net_present_value", 1e-6, Better::higher, "npv"}};

Comparison three(std::size_t reference = 0) {
  return {{"baseline", "better, \"a lot\"", "worse"},
          {headlines[0], headlines[1]},
          {10, 20, 12, 23, 9, 18, 5, 6, 4, 5, missing, missing},
          reference};
}

TEST(Comparison, OfValuesOfAnotherShapeIsAMistakeOfTheProgram) {
  EXPECT_THROW(Comparison({"baseline", "b"}, {headlines[0]}, {1, 2, 3}), std::logic_error);
  EXPECT_THROW(Comparison({"baseline", "b"}, {headlines[0]}, {1, 2}, 2), std::logic_error);
}

TEST(Comparison, RanksTheBestFirst) {
  EXPECT_THAT(three().ranking(0), ElementsAre(1, 0, 2));
  EXPECT_THAT(three().ranking(1), ElementsAre(1, 0, 2));  // fewer steps are better; what has none is last
  EXPECT_THAT(three(2).ranking(0), ElementsAre(1, 0, 2));
  EXPECT_DOUBLE_EQ(three(2).against_reference(0, 0).difference.mean, 1.5);
  EXPECT_DOUBLE_EQ(three().mean(0, 1).mean, 17.5);
}

TEST(Comparison, FindsHeadlinesByAnyOfTheirNames) {
  EXPECT_EQ(find_headline(headlines, "applied"), 0u);
  EXPECT_EQ(find_headline(headlines, "final_applied"), 0u);
  EXPECT_EQ(find_headline(headlines, "apply it"), 0u);
  EXPECT_EQ(find_headline(headlines, "npv"), 2u);
  EXPECT_EQ(find_headline(headlines, "net_present_value"), 2u);
  EXPECT_EQ(find_headline(headlines, "half_at"), 1u);
  EXPECT_EQ(find_headline(headlines, "quality"), headlines.size());
  EXPECT_EQ(find_headline({{"peak", "%", "peak_infected"}, {"peak", "step", "peak_at"}}, "peak"), 2u);
}

TEST(Comparison, IsToldAsText) {
  const std::string text = comparison_text(three(), 0);
  EXPECT_THAT(text, HasSubstr("apply it (%)"));
  EXPECT_THAT(text, HasSubstr("+2.5 ± 6.4"));
  EXPECT_THAT(text, HasSubstr("2 of 2"));
  EXPECT_LT(text.find("better, \"a lot\""), text.find("\nbaseline"));
  EXPECT_THAT(comparison_markdown(three(), 0), HasSubstr("| +2.5 ± 6.4 | 2 of 2 | "));
  const std::string same = comparison_text({{"baseline", "placebo"}, {headlines[0]}, {10, 20, 10, 20}}, 0);
  EXPECT_THAT(same, HasSubstr("0 exactly"));
  EXPECT_THAT(same, HasSubstr("0 of 2"));
}

TEST(Comparison, IsToldToPrograms) {
  const std::string csv = comparison_csv(three(), 0);
  EXPECT_THAT(csv, HasSubstr("apply it,final_applied,%,1,\"better, \"\"a lot\"\"\",17.5,"));
  EXPECT_THAT(csv, HasSubstr("half,half_at,steps,3,worse,,,baseline,,,lower,0,0,0,\n"));
  const auto json = nlohmann::json::parse(comparison_json(three(), 0));
  EXPECT_EQ(json[0]["scenario"], "better, \"a lot\"");
  EXPECT_EQ(json[0]["measures"]["final_applied"]["difference"]["mean"], 2.5);
  EXPECT_EQ(json[0]["measures"]["final_applied"]["difference"]["better"], 2);
  EXPECT_FALSE(json[1]["measures"]["final_applied"].contains("difference"));
  EXPECT_TRUE(json[2]["measures"]["half_at"]["mean"].is_null());
}

/// Results files of studies that are, or are not, the same.
class Joining : public ::testing::Test {
 protected:
  struct Study {
    std::vector<std::string> scenarios = {"baseline", "visits"};
    std::string seed = "7", model = "public_services", commit = "abc";
    std::string settings = "world:\n  people:\n    least: 6\nrun:\n  seed: 7\n";
    std::size_t replicates = 3;
    double shift = 0;  ///< of the values of every run
    char digest = '0';
  };

  static double value(const std::string& scenario, std::size_t replicate) {
    return .01 * static_cast<double>(scenario.size() * (replicate + 1) % 17);
  }

  ResultsValues file(const std::string& name, const Study& study) const {
    std::vector<std::int32_t> numbers(study.replicates);
    for (std::size_t r = 0; r < numbers.size(); ++r) numbers[r] = static_cast<std::int32_t>(r);
    const sim::Layout layout{{{"scenario", study.scenarios, {}}, {"replicate", numbers, {}}},
                             {{"state_digest", sim::Type::text, {}, "digest", "", "", false},
                              {"final_applied", sim::Type::float64, {}, "share", "1", "", false}}};
    const std::string scenario_file =
        "title: " + name + "\n" + study.settings + "scenarios:\n  " + name + ":\n    - any\n";
    const std::string digest(31, 'a');
    const auto path = folder.path / (name + ".h5");
    Journal journal(path,
                    {{},
                     {{"knowhow_format", "1"}, {"model", study.model}, {"seed", study.seed}},
                     {{"scenario_file", scenario_file},
                      {"files", "{}"},
                      {"version", "1"},
                      {"commit", study.commit},
                      {"digest", digest + '0'}},
                     layout},
                    true);
    for (std::size_t s = 0; s < study.scenarios.size(); ++s)
      for (std::size_t r = 0; r < study.replicates; ++r)
        journal.append(
            s, r, {digest + study.digest, std::vector<double>{value(study.scenarios[s], r) + study.shift}},
            {});
    sim::Workers workers(1);
    write_results(journal.reader(), {}, path, workers, [] { return false; });
    journal.remove();
    return ResultsValues(ResultsReader(path));
  }

  std::string refusal(const Study& a, const Study& b) const {
    const std::vector<ResultsValues> files{file("a", a), file("b", b)};
    try {
      compared(files, headlines);
    } catch (const NotComparable& error) {
      return error.what();
    }
    return "";
  }

  Folder folder;
};

TEST_F(Joining, TakesEveryScenarioOnce) {
  const std::vector<ResultsValues> files{file("a", {}),
                                         file("b", {{"baseline", "mentoring", "visits", "x"}})};
  const Comparison all = compared(files, headlines);
  EXPECT_THAT(all.scenarios(), ElementsAre("baseline", "visits", "mentoring", "x"));
  ASSERT_EQ(all.headlines().size(), 1u);  // the others are not in the file
  ASSERT_EQ(all.replicates(), 3u);
  for (std::size_t s = 0; s < 4; ++s)
    for (std::size_t r = 0; r < 3; ++r)
      EXPECT_DOUBLE_EQ(all.values(0, s)[r], 100 * value(all.scenarios()[s], r)) << s << " " << r;
}

TEST_F(Joining, RefusesOtherStudiesWithTheReason) {
  const Study study;
  Study other = study;
  EXPECT_EQ(refusal(study, other), "");
  other.seed = "8";
  EXPECT_THAT(refusal(study, other), HasSubstr("the seed is 7 in one and 8 in the other"));
  other = study;
  other.model = "bass";
  EXPECT_THAT(refusal(study, other), HasSubstr("the model is public_services in one and bass in the other"));
  other = study;
  other.replicates = 4;
  EXPECT_THAT(refusal(study, other), HasSubstr("the number of replicates is 3 in one and 4 in the other"));
  other = study;
  other.settings = "world:\n  people:\n    least: 9\nrun:\n  seed: 7\n";
  EXPECT_THAT(refusal(study, other), HasSubstr("'world.people.least' is '6' in one and '9' in the other"));
  other.settings += "time:\n  step: 1 week\n";
  EXPECT_THAT(refusal(other, study), HasSubstr("world.people.least"));
  other.settings = study.settings + "time:\n  step: 1 week\n";
  EXPECT_THAT(refusal(study, other), HasSubstr("the setting 'time' is in the second only"));
  EXPECT_THAT(refusal(other, study), HasSubstr("the setting 'time' is in the first only"));
  other.settings = "time:\n  step: 1 week\n" + study.settings;
  EXPECT_THAT(refusal(study, other), HasSubstr("stand in the same place"));
}

TEST_F(Joining, RefusesScenariosOfOneNameThatDiffer) {
  const Study study;
  Study other = study;
  other.digest = '1';
  EXPECT_THAT(refusal(study, other), HasSubstr("'baseline' is in both, and not the same; run both"));
  other.commit = "def";
  EXPECT_THAT(refusal(study, other), HasSubstr("made by different programs (commit abc and def)"));
  other = study;
  other.shift = 1;  // the same states, and another reckoning
  EXPECT_THAT(refusal(study, other), HasSubstr("not the same"));
}

TEST_F(Joining, NeedsAMeasure) {
  const std::vector<ResultsValues> files{file("a", {})};
  EXPECT_THROW(compared(files, {headlines[1]}), NotComparable);
}

}  // namespace

}  // namespace knowhow::output
