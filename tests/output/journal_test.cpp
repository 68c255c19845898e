#include "output/journal.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include "output/journal_format.h"
#include "output/layout.h"
#include "sim/problem.h"
#include "tests/output/small_study.h"

namespace knowhow::output {

namespace {

using testing::add;
using testing::description;
using testing::Folder;
using testing::replicates;
using testing::run;

class JournalTest : public ::testing::Test {
 protected:
  Journal open(bool fresh = false) const { return {results, description(), fresh}; }

  /// A journal with this many runs.
  void write(std::size_t runs) const {
    Journal journal = open();
    for (std::size_t number = journal.finished(); number < runs; ++number) add(journal, number);
  }

  std::string content() const {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void put(const std::string& bytes) const {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }

  std::string trouble(bool fresh = false) const {
    try {
      open(fresh);
    } catch (const sim::FileTrouble& error) {
      return error.what();
    }
    return {};
  }

  const Folder folder;
  const std::filesystem::path results = folder.path / "x.h5", path = folder.path / "x.h5.journal";
};

bool has(const std::string& message, const std::string& part) { return message.find(part) != message.npos; }

/// Runs of a journal that are as they were computed; anything else fails.
std::size_t right_runs(const JournalReader& reader) {
  std::size_t found = 0;
  for (std::size_t s = 0; s < testing::scenarios; ++s)
    for (std::size_t r = 0; r < replicates; ++r) {
      if (!reader.has(s, r)) continue;
      const auto rows = reader.rows(s, r), expected = run(s, r);
      for (std::size_t v = 0; v < rows.size(); ++v) EXPECT_EQ(digest(rows[v]), digest(expected[v]));
      ++found;
    }
  EXPECT_EQ(found, reader.finished());
  return found;
}

TEST_F(JournalTest, GoesOnFromWhatWasFinished) {
  write(3);
  Journal journal = open();
  EXPECT_EQ(journal.finished(), 3u);
  const JournalReader reader = journal.reader();
  EXPECT_EQ(right_runs(reader), 3u);
  EXPECT_EQ(reader.damaged(), 0u);
  EXPECT_EQ(reader.tally().agent_steps, 3u);
  EXPECT_EQ(reader.tally().contacts, 0u + 1 + 2);
  EXPECT_TRUE(reader.has(0, 2));
  EXPECT_FALSE(reader.has(0, 3));
}

TEST_F(JournalTest, DescribesTheStudyItBelongsTo) {
  write(1);
  const Journal journal = open();
  EXPECT_EQ(to_json(journal.reader().description()), to_json(description()));
}

TEST_F(JournalTest, GoesAwayWithoutAFinishedRun) {
  write(0);
  EXPECT_TRUE(folder.names().empty());
  write(1);
  open(true);
  EXPECT_TRUE(folder.names().empty());
}

TEST_F(JournalTest, CutsOffATornRecordWhereverItEnds) {
  write(1);
  const std::string one = content();
  write(2);
  const std::string two = content();
  ASSERT_GT(two.size(), one.size() + sizeof(RecordHead));
  // Every byte of the head and of the table behind it, then here and there.
  for (std::size_t end = one.size(); end < two.size(); end += end < one.size() + 100 ? 1 : 97) {
    put(two.substr(0, end));
    Journal journal = open();
    EXPECT_EQ(journal.finished(), 1u) << end;
    EXPECT_EQ(journal.reader().damaged(), 0u);
    ASSERT_EQ(content(), one);
    add(journal, 1);
    ASSERT_EQ(content(), two);
  }
  put(two.substr(0, two.size() - 1));
  EXPECT_EQ(open().finished(), 1u);
}

TEST_F(JournalTest, DropsARecordWithAFlippedBitAndKeepsTheOthers) {
  write(1);
  const std::size_t begin = content().size();
  write(2);
  const std::size_t end = content().size();
  write(3);
  const std::string whole = content();
  for (std::size_t place = begin; place < end; place += place < begin + 100 ? 1 : 211) {
    std::string bytes = whole;
    bytes[place] = static_cast<char>(bytes[place] ^ (1 << place % 8));
    put(bytes);
    const Journal journal = open();
    const JournalReader reader = journal.reader();
    ASSERT_EQ(right_runs(reader), 2u) << place;
    EXPECT_EQ(reader.damaged(), 1u) << place;
    EXPECT_FALSE(reader.has(0, 1));
    ASSERT_EQ(content(), bytes) << "what is behind must not be cut off";
  }
}

TEST_F(JournalTest, RunsAgainWhatWasDamaged) {
  write(3);
  std::string bytes = content();
  bytes[bytes.size() / 2] ^= 1;
  put(bytes);
  {
    Journal journal = open();
    ASSERT_EQ(journal.finished(), 2u);
    const JournalReader reader = journal.reader();
    for (std::size_t number = 0; number < 3; ++number)
      if (!reader.has(0, number)) add(journal, number);
  }
  EXPECT_EQ(right_runs(open().reader()), 3u);
}

TEST_F(JournalTest, IsRefusedWhenItsBeginningIsDamaged) {
  write(1);
  const std::string whole = content();
  JournalHead head;
  std::memcpy(&head, whole.data(), sizeof head);
  for (std::size_t place = sizeof head.magic; place < sizeof head + head.length;
       place += place < sizeof head ? 3 : 101) {
    std::string bytes = whole;
    bytes[place] = static_cast<char>(bytes[place] ^ 16);
    put(bytes);
    EXPECT_TRUE(has(trouble(), "damaged at its beginning, so that nothing can be taken from it; --fresh"));
    ASSERT_EQ(content(), bytes);
  }
  EXPECT_EQ(trouble(true), "");
}

TEST_F(JournalTest, StartsOverWhatWasOnlyBegun) {
  write(1);
  const std::string whole = content();
  JournalHead head;
  std::memcpy(&head, whole.data(), sizeof head);
  for (std::size_t end = 0; end < sizeof head + head.length; end += end < sizeof head ? 1 : 101) {
    put(whole.substr(0, end));
    EXPECT_EQ(open().finished(), 0u) << end;
  }
}

TEST_F(JournalTest, StartsOverWhatAPowerCutTookAwayBeforeTheFirstRun) {
  write(1);
  const std::string whole = content();
  JournalHead head;
  std::memcpy(&head, whole.data(), sizeof head);
  const std::size_t begin = sizeof head + head.length;
  for (const std::size_t size : {std::size_t{1}, sizeof head - 1, sizeof head, begin, whole.size(),
                                 (std::size_t{1} << 20) + 1, std::size_t{2} << 20}) {
    put(std::string(size, '\0'));
    Journal journal = open();
    EXPECT_EQ(journal.finished(), 0u) << size;
    add(journal, 0);
    ASSERT_EQ(content(), whole) << size;
  }
  for (std::size_t at = sizeof head; at < begin; at += 101) {
    put((whole.substr(0, at) + std::string(begin - at, '\0')));
    Journal journal = open();
    EXPECT_EQ(journal.finished(), 0u) << at;
    add(journal, 0);
    ASSERT_EQ(content(), whole) << at;
  }
}

TEST_F(JournalTest, NeverTouchesZerosBeforeSomethingElse) {
  for (const std::size_t zeros :
       {std::size_t{1}, sizeof(JournalHead), std::size_t{1} << 20, std::size_t{3} << 20}) {
    const std::string bytes = std::string(zeros, '\0') + "precious";
    put(bytes);
    for (const bool fresh : {false, true})
      EXPECT_TRUE(has(trouble(fresh), "that is no journal; choose another"));
    ASSERT_EQ(content(), bytes);
  }
}

/// A head that says what it likes, with checksums as they should be.
template <class Head>
void seal(Head& head) {
  head.own_checksum = digest(&head, offsetof(Head, own_checksum));
}

TEST_F(JournalTest, BelievesNoWildLength) {
  write(2);
  const std::string whole = content();
  JournalHead head;
  std::memcpy(&head, whole.data(), sizeof head);
  RecordHead record;
  const std::size_t first = sizeof head + head.length;
  std::memcpy(&record, whole.data() + first, sizeof record);
  for (const std::uint64_t length : {std::uint64_t{1} << 40, std::uint64_t{1} << 63, ~std::uint64_t{0}}) {
    RecordHead wild = record;
    wild.length = length;
    seal(wild);
    std::string bytes = whole;
    std::memcpy(bytes.data() + first, &wild, sizeof wild);
    put(bytes);
    EXPECT_EQ(right_runs(open().reader()), 1u);

    JournalHead long_head = head;
    long_head.length = length;
    seal(long_head);
    bytes = whole;
    std::memcpy(bytes.data(), &long_head, sizeof long_head);
    put(bytes);
    EXPECT_EQ(open().finished(), 0u);
  }
  for (const auto& [scenario, replicate] : {std::pair{2u, 0u}, {0u, 37u}, {~0u, ~0u}}) {
    RecordHead wild = record;
    wild.scenario = scenario;
    wild.replicate = replicate;
    seal(wild);
    std::string bytes = whole;
    std::memcpy(bytes.data() + first, &wild, sizeof wild);
    put(bytes);
    EXPECT_EQ(right_runs(open().reader()), 1u);
  }
}

TEST_F(JournalTest, BelievesNoWildPart) {
  write(1);
  std::string bytes = content();
  JournalHead head;
  std::memcpy(&head, bytes.data(), sizeof head);
  const std::size_t first = sizeof head + head.length, payload = first + sizeof(RecordHead);
  RecordHead record;
  std::memcpy(&record, bytes.data() + first, sizeof record);
  const std::uint32_t wild = ~0u;
  std::memcpy(bytes.data() + payload, &wild, sizeof wild);
  record.checksum = digest(bytes.data() + payload, record.length);
  seal(record);
  std::memcpy(bytes.data() + first, &record, sizeof record);
  put(bytes);
  const Journal journal = open();
  EXPECT_THROW(journal.reader().rows(0, 0), std::runtime_error);
}

TEST_F(JournalTest, NeverTouchesWhatIsNoJournal) {
  for (const std::string bytes :
       {"x", "knowhow: 1\n", "knowhow journal?", "\x89HDF\r\n\x1a\n and more than a head is long, by far"}) {
    put(bytes);
    for (const bool fresh : {false, true})
      EXPECT_TRUE(has(trouble(fresh), "that is no journal; choose another"));
    EXPECT_EQ(content(), bytes);
  }
  std::filesystem::remove(path);
  std::filesystem::create_directory(path);
  for (const bool fresh : {false, true}) EXPECT_TRUE(has(trouble(fresh), "this is not an ordinary file"));
  std::filesystem::remove(path);
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_TRUE(has(trouble(), "this is not an ordinary file"));
  std::filesystem::remove(path);
  std::ofstream(folder.path / "elsewhere") << "precious";
  std::filesystem::create_symlink("elsewhere", path);
  for (const bool fresh : {false, true}) EXPECT_TRUE(has(trouble(fresh), "this is not an ordinary file"));
  EXPECT_EQ(std::filesystem::file_size(folder.path / "elsewhere"), 8u);
}

TEST_F(JournalTest, RefusesThatOfAnotherCommand) {
  write(2);
  const std::string whole = content();
  const auto told = [&](const Description& other) {
    try {
      Journal(results, other, false);
    } catch (const sim::FileTrouble& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  Description other = description();
  other.identity[0].second = "6";
  EXPECT_TRUE(has(told(other), "holds 2 finished runs of another command: its seed is 5, not 6; go on with"));
  EXPECT_TRUE(has(told(other), "--fresh"));
  other = description();
  other.identity[1].second += std::string(100, '#');
  EXPECT_TRUE(has(told(other), "its scenario file differs"));
  other = description();
  other.layout.variables[0].units = "GBP";
  EXPECT_TRUE(has(told(other), "its variables differ"));
  EXPECT_EQ(content(), whole);
  other = description();
  other.attributes[0].second = "made at another time";
  other.provenance[0].second = "on more threads";
  EXPECT_EQ(told(other), "");
}

TEST_F(JournalTest, BelongsToOneAtATime) {
  {
    Journal first = open();
    for (const bool fresh : {false, true})
      EXPECT_TRUE(has(trouble(fresh), "another process is at work on it"));
    add(first, 0);
  }
  EXPECT_EQ(open().finished(), 1u);
}

TEST_F(JournalTest, StartsOverWhenItIsToldTo) {
  write(3);
  {
    Journal journal = open(true);
    EXPECT_EQ(journal.finished(), 0u);
    add(journal, 5);
  }
  EXPECT_EQ(right_runs(open().reader()), 1u);
}

TEST_F(JournalTest, IsGoneOnceItsWorkIsDone) {
  write(1);
  {
    Journal journal = open();
    journal.remove();
    EXPECT_TRUE(folder.names().empty());
    write(2);
  }
  EXPECT_EQ(open().finished(), 2u) << "the journal of another, by then";
}

TEST_F(JournalTest, OfAnotherVersionIsLeftAlone) {
  write(1);
  const std::string whole = content();
  JournalHead head;
  std::memcpy(&head, whole.data(), sizeof head);
  const auto bytes_with = [&](JournalHead changed, std::string description) {
    changed.length = description.size();
    changed.checksum = digest(description.data(), description.size());
    seal(changed);
    return std::string(reinterpret_cast<const char*>(&changed), sizeof changed) + description +
           whole.substr(sizeof head + head.length);
  };
  const std::string description = whole.substr(sizeof head, head.length);
  put(bytes_with(head, description));
  ASSERT_EQ(trouble(), "");
  JournalHead other = head;
  ++other.format;
  std::string renamed = description;
  renamed.replace(renamed.find("float32"), 7, "float16");
  for (const auto& bytes :
       {bytes_with(other, description), bytes_with(head, renamed), bytes_with(head, "{}")}) {
    put(bytes);
    EXPECT_TRUE(has(trouble(), "the journal was written by another version, so that nothing can be taken"));
    EXPECT_EQ(content(), bytes);
  }
}

TEST_F(JournalTest, KeepsTheFirstReplicates) {
  {
    Journal journal = open();
    testing::add_all(journal);
  }
  const Journal journal = open();
  JournalReader reader = journal.reader();
  EXPECT_THROW(reader.keep_first(0, {}), std::logic_error);
  EXPECT_THROW(reader.keep_first(replicates + 1, {}), std::logic_error);
  reader.keep_first(5, {{"scenario_file", "run: {replicates: 5}"}, {"no such text", "x"}});
  EXPECT_EQ(reader.replicates(), 5u);
  EXPECT_EQ(reader.description().provenance, (sim::Attributes{{"scenario_file", "run: {replicates: 5}"}}));
  EXPECT_EQ(right_runs(reader), 5 * testing::scenarios);
}

}  // namespace

}  // namespace knowhow::output
