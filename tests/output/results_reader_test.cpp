#include "output/results_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "output/hdf5.h"
#include "output/results_file.h"
#include "output/seal.h"
#include "sim/problem.h"
#include "tests/output/changed_file.h"
#include "tests/output/small_study.h"

namespace knowhow::output {

namespace {

using testing::Folder;
using ::testing::HasSubstr;

const std::string whole_digest = "00112233445566778899aabbccddeeff";

std::string digest_for(std::size_t scenario, std::size_t replicate) {
  std::string digest(32, 'a');
  digest[0] = static_cast<char>('0' + scenario);
  digest[31] = static_cast<char>('0' + replicate);
  return digest;
}

/// Texts as long as those of a real file, so that damage meets them.
const std::string scenario_text = [] {
  std::string text = "knowhow: 1\n";
  for (int line = 0; line < 400; ++line)
    text += "key_" + std::to_string(line) + ": ŷ " + std::string(20, 'x') + "\n";
  return text;
}();

class Reading : public ::testing::Test {
 protected:
  Reading() : path(folder.path / "results.h5") { write({{"knowhow_format", "1"}, {"title", title}}); }

  void write(const sim::Attributes& attributes) const {
    sim::Layout layout{{{"scenario", std::vector<std::string>{"baseline", "peer mentoring"}, {}},
                        {"replicate", std::vector<std::int32_t>{0, 1, 2}, {}}},
                       {{"state_digest", sim::Type::text, {}, "digest", "", "", false},
                        {"number", sim::Type::float64, {}, "a number", "1", "", false}}};
    Journal journal(
        path, {{}, attributes, {{"scenario_file", scenario_text}, {"digest", whole_digest}}, layout}, true);
    for (std::size_t scenario = 0; scenario < 2; ++scenario)
      for (std::size_t replicate = 0; replicate < 3; ++replicate)
        journal.append(scenario, replicate, {digest_for(scenario, replicate), std::vector<double>{1.5}}, {});
    sim::Workers workers(1);
    write_results(journal.reader(), {}, path, workers, [] { return false; });
    journal.remove();
  }

  std::string bytes() const { return testing::bytes_of(path); }
  void overwrite(const std::string& all) const {
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(all.data(), static_cast<std::streamsize>(all.size()));
  }

  std::string refusal() const {
    try {
      const ResultsReader reader(path);
    } catch (const sim::FileTrouble& trouble) {
      return trouble.what();
    }
    return "";
  }

  const std::string title = std::string(300, 't') + "ŷ";  // too long for an attribute of fixed length
  Folder folder;
  std::filesystem::path path;
};

TEST_F(Reading, FindsWhatWasWritten) {
  const ResultsReader reader(path);
  EXPECT_EQ(reader.scenarios(), (std::vector<std::string>{"baseline", "peer mentoring"}));
  ASSERT_EQ(reader.replicates(), 3u);
  for (std::size_t scenario = 0; scenario < 2; ++scenario)
    for (std::size_t replicate = 0; replicate < 3; ++replicate)
      EXPECT_EQ(reader.digest(scenario, replicate), digest_for(scenario, replicate));
  EXPECT_EQ(reader.attribute("knowhow_format"), "1");
  EXPECT_EQ(reader.attribute("title"), title);
  EXPECT_EQ(reader.provenance("scenario_file"), scenario_text);
  EXPECT_THROW(reader.provenance("nothing"), sim::FileTrouble);
  EXPECT_THROW(reader.attribute("nothing"), sim::FileTrouble);
}

TEST_F(Reading, RefusesWhatIsNoFile) {
  path = folder.path / "absent.h5";
  EXPECT_THAT(refusal(), HasSubstr("absent.h5: cannot be read (No such file"));
  path = folder.path;
  EXPECT_THAT(refusal(), HasSubstr("this is a folder"));
  path = "/dev/zero";
  EXPECT_THAT(refusal(), HasSubstr("not an ordinary file"));
}

TEST_F(Reading, RefusesWhatIsNotHdf5) {
  for (const char* text : {"", "knowhow: 1\n", "\x89HDF"}) {
    overwrite(text);
    EXPECT_THAT(refusal(), HasSubstr("is no results file (it is not HDF5)"));
  }
}

TEST_F(Reading, RefusesAnotherHdf5File) {
  {
    const hdf5::Session session;
    const hdf5::Handle other{H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose,
                             "create"};
    hdf5::write_attribute(other.id(), "title", "climate");
  }
  EXPECT_THAT(refusal(), HasSubstr("no attribute `knowhow_format`"));
}

TEST_F(Reading, RefusesANewerFormatAndNoFormatAtAll) {
  write({{"knowhow_format", "2"}});
  EXPECT_THAT(refusal(), HasSubstr("format 2, made by a newer version of knowhow; this one reads format 1"));
  for (const char* format : {"0", "-1", "1.5", "new"}) {
    write({{"knowhow_format", format}});
    EXPECT_THAT(refusal(), HasSubstr("is damaged"));
  }
}

TEST_F(Reading, RefusesATruncatedFile) {
  const std::string whole = bytes();
  for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 60) {
    overwrite(whole.substr(0, size));
    EXPECT_NE(refusal(), "") << size << " of " << whole.size();
  }
}

TEST_F(Reading, NoticesEveryFlippedBitAndEveryCut) {
  const std::string whole = bytes();
  for (std::size_t bit = 0; bit < 8 * whole.size(); bit += 1 + whole.size() / 400) {
    std::string damaged = whole;
    damaged[bit / 8] ^= static_cast<char>(1u << bit % 8);
    overwrite(damaged);
    EXPECT_NE(refusal(), "") << "bit " << bit;
  }
  for (std::size_t cut = 1; cut < 80; ++cut) {
    overwrite(whole.substr(0, whole.size() - cut));
    EXPECT_NE(refusal(), "") << cut << " bytes";
  }
  overwrite(whole + "x");
  EXPECT_NE(refusal(), "");
  overwrite(whole);
  EXPECT_EQ(refusal(), "");
}

TEST_F(Reading, RefusesAFileWithoutItsSeal) {
  const std::string whole = bytes();
  overwrite(whole.substr(0, whole.size() - sizeof(Seal)));
  EXPECT_THAT(refusal(), HasSubstr("has lost its seal"));
}

TEST_F(Reading, RefusesWhatIsNotAsAResultsFileHasIt) {
  const struct {
    const char* name;
    bool text;
    std::vector<hsize_t> extent;
    const char* told;
  } strangers[] = {{"scenario", false, {2}, "'scenario' does not hold texts"},
                   {"state_digest", true, {6}, "'state_digest' is not one text a run"},
                   {"state_digest", true, {2, 3}, "the digests of its runs are not digests"},
                   {"provenance/digest", true, {2}, "'provenance/digest' is no text"}};
  const std::string whole = bytes();
  for (const auto& stranger : strangers) {
    overwrite(whole);
    testing::change_file(path, [&](hid_t file) {
      testing::remove_from(file, stranger.name);
      testing::add_dataset(file, stranger.name, stranger.text ? hdf5::text_type().id() : H5T_NATIVE_INT32,
                           stranger.extent);
    });
    EXPECT_THAT(refusal(), HasSubstr("results.h5: is damaged"));
    EXPECT_THAT(refusal(), HasSubstr(stranger.told));
  }
}

TEST_F(Reading, TellsTheKindOfAFileAndNothingOfAStranger) {
  EXPECT_EQ(kind_of(path), "");
  write({{"knowhow_format", "1"}, {"knowhow_kind", "sweep"}});
  EXPECT_EQ(kind_of(path), "sweep");
  EXPECT_EQ(kind_of(folder.path / "absent.h5"), "");
  overwrite("knowhow: 1\n");
  EXPECT_EQ(kind_of(path), "");
}

/// A seal keeps out accidents, not malice: HDF5 does not survive every one of these; whoever reads must. What
/// lies in a text cannot show.
TEST_F(Reading, SurvivesDamageAnywhereUnderASealThatFits) {
  std::string whole = bytes();
  whole.resize(whole.size() - sizeof(Seal));
  std::mt19937 draws(7);
  int refused = 0, told = 0;
  constexpr int tries = 500;
  for (int attempt = 0; attempt < tries; ++attempt) {
    std::string damaged = whole;
    if (attempt % 2)
      damaged[draws() % whole.size()] ^= static_cast<char>(1u << draws() % 8);
    else  // sizes and references that point far away
      for (std::size_t at = draws() % (whole.size() - 8), i = 0; i < 8; ++i) damaged[at + i] = '\xff';
    testing::write_sealed(path, damaged);
    try {
      const ResultsReader reader(path);
      ++told;
      EXPECT_EQ(reader.scenarios().size(), 2u);
      EXPECT_EQ(reader.replicates(), 3u);
      EXPECT_EQ(reader.digest(1, 2).size(), 32u);
    } catch (const sim::FileTrouble& trouble) {
      ++refused;
      EXPECT_THAT(trouble.what(), HasSubstr("results.h5: "));
    }
  }
  EXPECT_GT(refused, tries / 20);
  EXPECT_GT(told, 0);
}

}  // namespace

}  // namespace knowhow::output
