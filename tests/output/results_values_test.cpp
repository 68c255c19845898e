#include "output/results_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "output/seal.h"
#include "output/statistics.h"
#include "sim/problem.h"
#include "tests/output/changed_file.h"
#include "tests/output/small_study.h"

namespace knowhow::output {

namespace {

using testing::Folder;
using ::testing::HasSubstr;
using testing::replicates;
using testing::scenarios;

const std::string digest_text = "00112233445566778899aabbccddeeff";

/// The small study, with what every results file has besides.
class Values : public ::testing::Test {
 protected:
  Values() : path(folder.path / "results.h5") {
    auto layout = testing::small_study();
    layout.variables.pop_back();
    layout.variables.insert(layout.variables.begin(),
                            {"state_digest", sim::Type::text, {}, "digest", "", "", false});
    layout.variables[1].labels = {{"breadth", "several"}};
    Journal journal(path, {{}, {{"knowhow_format", "1"}}, {{"digest", digest_text}}, layout}, true);
    for (std::size_t s = 0; s < scenarios; ++s)
      for (std::size_t r = 0; r < replicates; ++r) {
        auto rows = testing::run(s, r);
        rows.pop_back();
        rows.insert(rows.begin(), digest_text);
        journal.append(s, r, rows, {});
      }
    sim::Workers workers(1);
    write_results(journal.reader(), {}, path, workers, [] { return false; });
    journal.remove();
    written = layout;
  }

  ResultsValues open() const { return ResultsValues(ResultsReader(path)); }

  Folder folder;
  std::filesystem::path path;
  sim::Layout written;
};

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

TEST_F(Values, FindTheLayoutThatWasWritten) {
  const ResultsValues values = open();
  const auto& layout = values.layout();
  ASSERT_EQ(layout.dimensions.size(), written.dimensions.size());
  for (std::size_t i = 0; i < layout.dimensions.size(); ++i) {
    EXPECT_EQ(layout.dimensions[i].name, written.dimensions[i].name);
    EXPECT_EQ(layout.dimensions[i].coordinate, written.dimensions[i].coordinate);
    EXPECT_EQ(layout.dimensions[i].attributes, written.dimensions[i].attributes);
    ASSERT_EQ(layout.dimensions[i].labels.size(), written.dimensions[i].labels.size());
    for (std::size_t l = 0; l < written.dimensions[i].labels.size(); ++l)
      EXPECT_EQ(layout.dimensions[i].labels[l].of_elements, written.dimensions[i].labels[l].of_elements);
  }
  ASSERT_EQ(layout.variables.size(), written.variables.size());
  for (std::size_t i = 0; i < layout.variables.size(); ++i) {
    EXPECT_EQ(layout.variables[i].name, written.variables[i].name);
    EXPECT_EQ(layout.variables[i].type, written.variables[i].type);
    EXPECT_EQ(layout.variables[i].dimensions, written.variables[i].dimensions);
    EXPECT_EQ(layout.variables[i].units, written.variables[i].units);
    EXPECT_EQ(layout.variables[i].long_name, written.variables[i].long_name);
    EXPECT_EQ(layout.variables[i].may_be_missing, written.variables[i].may_be_missing);
    EXPECT_EQ(layout.variables[i].labels, written.variables[i].labels);
  }
  EXPECT_TRUE(values.has("wide"));
  EXPECT_FALSE(values.has("time"));
  EXPECT_THROW(values.variable("absent"), sim::FileTrouble);
  EXPECT_THROW(values.dimension("absent"), sim::FileTrouble);
}

TEST_F(Values, AreThoseThatWereWritten) {
  const auto read = open().read({{"wide"}, {"narrow"}, {"single"}});
  for (std::size_t s = 0; s < scenarios; ++s)
    for (std::size_t r = 0; r < replicates; ++r) {
      const auto rows = testing::run(s, r);
      const auto& wide = std::get<std::vector<float>>(rows[0]);
      for (std::size_t i = 0; i < wide.size(); ++i)
        ASSERT_PRED2(same, read[0][(s * replicates + r) * wide.size() + i], wide[i])
            << s << " " << r << " " << i;
      const auto& narrow = std::get<std::vector<double>>(rows[1]);
      for (std::size_t i = 0; i < narrow.size(); ++i)
        ASSERT_EQ(read[1][(s * replicates + r) * narrow.size() + i], narrow[i]);
      EXPECT_EQ(read[2][s * replicates + r], std::get<std::vector<std::int32_t>>(rows[2])[0]);
    }
}

TEST_F(Values, OfAPartAreThatPartOfTheWhole) {
  const ResultsValues values = open();
  const auto part =
      values.read("wide", {{"scenario", 1, 1}, {"practice", 4, 3}, {"replicate", 35, 2}, {"group", 2}});
  ASSERT_EQ(part.size(), 2u * 150 * 3);
  std::size_t at = 0;
  for (std::size_t r = 35; r < 37; ++r) {
    const auto rows = testing::run(1, r);
    const auto& wide = std::get<std::vector<float>>(rows[0]);
    for (std::size_t t = 0; t < 150; ++t)
      for (std::size_t p = 4; p < 7; ++p, ++at) ASSERT_PRED2(same, part[at], wide[(t * 3 + 2) * 10 + p]);
  }
}

TEST_F(Values, OfGroupsAreStatistics) {
  const auto read = open().read({{"single", {}, Group::summary}, {"single", {}, Group::difference}});
  ASSERT_EQ(read[0].size(), scenarios * statistic_names.size());
  EXPECT_EQ(read[0][0], 18 - 50);
  EXPECT_EQ(read[1][0], 0);
  EXPECT_EQ(read[1][statistic_names.size()], 100);
}

TEST_F(Values, ThatCannotBeThereAreAMistakeOfTheProgram) {
  const ResultsValues values = open();
  EXPECT_THROW(values.read("wide", {{"stage", 0, 1}}), std::logic_error);
  EXPECT_THROW(values.read("wide", {{"group", 3, 1}}), std::logic_error);
  EXPECT_THROW(values.read("wide", {{"group", 1, 3}}), std::logic_error);
  EXPECT_THROW(values.read("wide", {{"group", 1, 0}}), std::logic_error);
  EXPECT_THROW(values.read("wide", {{"replicate", 0, 1}}, Group::summary), std::logic_error);
  EXPECT_THROW(values.read("absent"), sim::FileTrouble);
  EXPECT_THROW(values.read("state_digest"), std::logic_error);
}

TEST_F(Values, OfADatasetThatIsNoVariableAreRefusedByName) {
  std::filesystem::copy(path, folder.path / "sound.h5");
  const struct {
    hid_t type;
    std::vector<hsize_t> extent;
    const char* told;
  } strangers[] = {{H5T_STD_REF_OBJ, {2, 37}, "'odd' holds neither numbers nor texts"},
                   {H5T_NATIVE_INT32, {2}, "'odd' has no axis"},
                   {H5T_NATIVE_INT32, {}, "'odd' has too few axes"}};
  for (const auto& stranger : strangers) {
    std::filesystem::copy(folder.path / "sound.h5", path, std::filesystem::copy_options::overwrite_existing);
    testing::change_file(
        path, [&](hid_t file) { testing::add_dataset(file, "odd", stranger.type, stranger.extent); });
    try {
      open();
      ADD_FAILURE() << stranger.told;
    } catch (const sim::FileTrouble& trouble) {
      EXPECT_THAT(trouble.what(), HasSubstr(stranger.told));
    }
  }
}

TEST_F(Values, OfAnotherShapeThanTheirAxesAreRefused) {
  testing::change_file(path, [](hid_t file) {
    testing::remove_from(file, "single");
    testing::add_dataset(file, "single", H5T_NATIVE_INT32, {2, 36});
  });
  const ResultsValues values = open();
  EXPECT_EQ(values.read("narrow").size(), scenarios * replicates * 450);
  try {
    values.read("single");
    ADD_FAILURE();
  } catch (const sim::FileTrouble& trouble) {
    EXPECT_THAT(trouble.what(), HasSubstr("'single' has not the shape of its axes"));
  }
}

/// What is handed over is what was written, or else the damage is told: a number is never silently another,
/// even where the seal behind it all was made to fit.
TEST_F(Values, AreNeverWrongInADamagedFile) {
  const auto sound = open().read({{"wide"}, {"narrow"}, {"single"}});
  std::string whole = testing::bytes_of(path);
  whole.resize(whole.size() - sizeof(Seal));
  std::mt19937 draws(11);
  int told = 0;
  for (int attempt = 0; attempt < 150; ++attempt) {
    std::string damaged = whole;
    if (attempt % 2)
      damaged[draws() % whole.size()] ^= static_cast<char>(1u << draws() % 8);
    else
      for (std::size_t at = draws() % (whole.size() - 8), i = 0; i < 8; ++i) damaged[at + i] = '\xff';
    testing::write_sealed(path, damaged);
    try {
      const auto read = open().read({{"wide"}, {"narrow"}, {"single"}});
      for (std::size_t v = 0; v < sound.size(); ++v)
        ASSERT_TRUE(std::equal(read[v].begin(), read[v].end(), sound[v].begin(), sound[v].end(), same))
            << "attempt " << attempt << ", variable " << v;
    } catch (const sim::FileTrouble& trouble) {
      EXPECT_THAT(trouble.what(), HasSubstr("results.h5: "));
      ++told;
    }
  }
  EXPECT_GT(told, 10);
}

}  // namespace

}  // namespace knowhow::output
