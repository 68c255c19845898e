#include "output/publish.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "output/results_file.h"
#include "sim/problem.h"
#include "tests/output/small_study.h"

namespace {

// A disk that fails on demand: these stand before the C library's own.
std::atomic<int> syncs = 0;
int sync_that_fails = 0;
bool forgetful = false;

}  // namespace

extern "C" int fsync(int file) {
  if (++syncs != sync_that_fails) return static_cast<int>(::syscall(SYS_fsync, file));
  errno = EIO;
  return -1;
}

extern "C" off_t lseek(int file, off_t offset, int whence) noexcept {
  if (forgetful && whence == SEEK_SET && ::pwrite(file, "?", 1, 100) != 1) return -1;
  return ::syscall(SYS_lseek, file, offset, whence);
}

namespace knowhow::output {

namespace {

using testing::add_all;
using testing::Folder;

std::vector<std::byte> some_bytes(std::size_t count) {
  std::vector<std::byte> bytes(count);
  for (std::size_t i = 0; i < count; ++i) bytes[i] = static_cast<std::byte>(i * 7 + i / 251);
  return bytes;
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// As far as a name may be taken over, a results file is known by the signature it begins with.
const std::string old_content = "\x89HDF\r\n\x1a\n and what else is in a file of that kind";
void write_old(const std::filesystem::path& path) { std::ofstream(path, std::ios::binary) << old_content; }

/// The message of the sim::FileTrouble that `action` throws; empty if it throws none.
std::string trouble(const std::function<void()>& action) {
  try {
    action();
  } catch (const sim::FileTrouble& error) {
    return error.what();
  }
  return {};
}

/// The same in a process of its own, which may change its rights and limits.
std::string trouble_in_child(const std::function<void()>& action) {
  int ends[2];
  if (::pipe(ends) != 0) return "no pipe";
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      const std::string message = trouble(action);
      const bool told =
          ::write(ends[1], message.data(), message.size()) == static_cast<ssize_t>(message.size());
      ::_exit(told ? 0 : 1);
    } catch (...) {
      ::_exit(1);
    }
  }
  ::close(ends[1]);
  std::string message;
  char part[512];
  for (ssize_t count; (count = ::read(ends[0], part, sizeof part)) > 0;)
    message.append(part, static_cast<std::size_t>(count));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? message : "the child died; " + message;
}

void become_nobody() {
  constexpr uid_t nobody = 65534;
  if (::geteuid() == 0 && (::setegid(nobody) != 0 || ::seteuid(nobody) != 0)) ::_exit(2);
}

void publish(const std::filesystem::path& path, std::size_t size = 100'000) {
  publish_file(some_bytes(size), path);
}

::testing::AssertionResult has(const std::string& message, const std::string& part) {
  if (message.find(part) != std::string::npos) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "'" << part << "' is not in '" << message << "'";
}

TEST(Publish, WritesEveryByte) {
  const Folder folder;
  for (const std::size_t size : {0u, 1u, 100'000u, 3'000'001u}) {
    publish(folder.path / "x.h5", size);
    std::string expected;
    for (const std::byte byte : some_bytes(size)) expected += static_cast<char>(byte);
    EXPECT_TRUE(content(folder.path / "x.h5") == expected) << size;
  }
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x.h5"});
}

TEST(Publish, ReplacesByRenameOnly) {
  const Folder folder;
  write_old(folder.path / "x.h5");
  std::ifstream reader(folder.path / "x.h5");
  publish(folder.path / "x.h5");
  EXPECT_EQ((std::string{std::istreambuf_iterator<char>(reader), {}}), old_content);
  EXPECT_EQ(content(folder.path / "x.h5").size(), 100'000u);
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x.h5"});
}

TEST(Publish, ClearsAwayWhatAKilledProcessOfItsNumberLeft) {
  const Folder folder;
  write_old(folder.path / (".x.h5." + std::to_string(::getpid()) + ".tmp"));
  publish(folder.path / "x.h5");
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x.h5"});
}

TEST(Publish, ClearsAwayWhatOthersLeftAndNothingElse) {
  const Folder folder;
  for (const char* name : {".x.h5.123.tmp", ".x.h5.tmp", ".x.h5.12a.tmp", ".y.h5.123.tmp", "x.h5"})
    write_old(folder.path / name);
  clear_leftovers(folder.path / "x.h5");
  auto left = folder.names();
  std::sort(left.begin(), left.end());
  EXPECT_EQ(left, (std::vector<std::string>{".x.h5.12a.tmp", ".x.h5.tmp", ".y.h5.123.tmp", "x.h5"}));
}

TEST(Publish, GivesOthersTheRightsTheyUsuallyHave) {
  const Folder folder;
  const mode_t earlier = ::umask(027);
  publish(folder.path / "x.h5");
  ::umask(earlier);
  struct stat status;
  ASSERT_EQ(::stat((folder.path / "x.h5").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
}

TEST(Publish, NamesAFolderThatIsNotThere) {
  const Folder folder;
  const auto path = folder.path / "results" / "x.h5";
  for (const auto& message : {trouble([&] { check_destination(path); }), trouble([&] { publish(path); })})
    EXPECT_EQ(message, path.string() + ": cannot write: there is no folder " +
                           (folder.path / "results").string() +
                           "; create it or choose another place with -o");
}

TEST(Publish, RefusesWhatIsNoFile) {
  const Folder folder;
  EXPECT_TRUE(has(trouble([&] { check_destination(folder.path); }), "this is a folder; name a file in it"));
  EXPECT_TRUE(has(trouble([&] { check_destination(folder.path / ""); }), "this is a folder"));
  EXPECT_TRUE(has(trouble([&] { check_destination(""); }), "this is a folder"));
  EXPECT_TRUE(has(trouble([&] { publish(folder.path); }), "this is a folder"));
  EXPECT_TRUE(has(trouble([] { check_destination("/dev/null"); }), "this is not an ordinary file"));
  EXPECT_TRUE(has(trouble([] { publish("/dev/null"); }), "this is not an ordinary file"));
  write_old(folder.path / "old");
  EXPECT_TRUE(has(trouble([&] { check_destination(folder.path / "old" / "x.h5"); }), "old is not a folder"));
  EXPECT_EQ(folder.names(), std::vector<std::string>{"old"});
}

TEST(Publish, RefusesANameThatIsTooLong) {
  const Folder folder;
  EXPECT_TRUE(
      has(trouble([&] { check_destination(folder.path / std::string(255, 'x')); }), "choose a shorter name"));
  EXPECT_TRUE(has(trouble([] { check_destination("/proc/x.h5"); }), "/proc"));
}

TEST(Publish, ChecksADestinationWithoutATrace) {
  const Folder folder;
  write_old(folder.path / "x.h5");
  EXPECT_EQ(trouble([&] { check_destination(folder.path / "x.h5"); }), "");
  EXPECT_EQ(content(folder.path / "x.h5"), old_content);
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x.h5"});
  std::filesystem::remove(folder.path / "x.h5");
  EXPECT_EQ(trouble([&] { check_destination(folder.path / "x.h5"); }), "");
  EXPECT_TRUE(folder.names().empty());
}

TEST(Publish, TakesThePlaceOfResultsOnly) {
  const Folder folder;
  std::ofstream(folder.path / "scenario.yaml") << "knowhow: 1\n";
  EXPECT_NE(trouble([&] { check_destination(folder.path / "scenario.yaml"); }).find("no results file"),
            std::string::npos);
  EXPECT_EQ(content(folder.path / "scenario.yaml"), "knowhow: 1\n");
  EXPECT_EQ(folder.names(), std::vector<std::string>{"scenario.yaml"});
}

TEST(Publish, WritesToTheFolderItIsIn) {
  const Folder folder;
  EXPECT_EQ(trouble_in_child([&] {
              std::filesystem::current_path(folder.path);
              check_destination("x.h5");
              publish("x.h5");
            }),
            "");
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x.h5"});
}

TEST(Publish, SaysThatItMayNotWrite) {
  const Folder folder;
  const auto path = folder.path / "x.h5";
  write_old(path);
  std::filesystem::permissions(folder.path, std::filesystem::perms(0555));
  for (const auto& action :
       std::vector<std::function<void()>>{[&] { check_destination(path); }, [&] { publish(path); }})
    EXPECT_EQ(trouble_in_child([&] {
                become_nobody();
                action();
              }),
              path.string() + ": cannot write: Permission denied (in folder " + folder.path.string() +
                  "); choose another place with -o");
  EXPECT_EQ(content(path), old_content);
}

/// A limit on the size of files is met like the end of a disk, and needs no rights to set.
void limit_files_to(rlim_t bytes) {
  ::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{bytes, bytes};
  if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(2);
}

TEST(Publish, LeavesNothingBehindWhereAFileMayNotGrow) {
  const Folder folder;
  write_old(folder.path / "x.h5");
  const std::string message = trouble_in_child([&] {
    limit_files_to(64 * 1024);
    publish(folder.path / "x.h5");
  });
  EXPECT_TRUE(
      has(message, "x.h5: cannot write: File too large (needs 100.0 kB); raise the limit (ulimit -f)"));
  EXPECT_EQ(content(folder.path / "x.h5"), old_content);
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x.h5"});
}

TEST(Publish, LeavesNothingBehindOnAFullDisk) {
  const Folder folder;
  const std::string message = trouble_in_child([&] {
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("none", folder.path.c_str(), "tmpfs", 0, "size=64k") != 0)
      throw sim::FileTrouble("no right to mount");
    write_old(folder.path / "x.h5");
    const std::string said = trouble([&] { publish(folder.path / "x.h5", 1'234'567); });
    if (content(folder.path / "x.h5") != old_content) throw sim::FileTrouble("the old file changed");
    if (folder.names().size() != 1) throw sim::FileTrouble("something was left behind");
    throw sim::FileTrouble(said);
  });
  if (message == "no right to mount") GTEST_SKIP() << message;
  EXPECT_EQ(message, (folder.path / "x.h5").string() +
                         ": cannot write: No space left on device (needs 1.2 MB, 61.4 kB free in " +
                         folder.path.string() + "); free space or choose another place with -o");
}

TEST(Publish, NeverSyncsAgainWhatFailedToSync) {
  const Folder folder;
  write_old(folder.path / "x.h5");
  syncs = 0;
  sync_that_fails = 1;
  const std::string message = trouble([&] { publish(folder.path / "x.h5"); });
  sync_that_fails = 0;
  EXPECT_TRUE(has(message, "cannot write: Input/output error"));
  EXPECT_EQ(syncs, 1);
  EXPECT_EQ(content(folder.path / "x.h5"), old_content);
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x.h5"});
}

TEST(Publish, SaysThatAFileMayNotSurviveAPowerCut) {
  const Folder folder;
  syncs = 0;
  sync_that_fails = 2;
  const std::string message = trouble([&] { publish(folder.path / "x.h5"); });
  sync_that_fails = 0;
  EXPECT_TRUE(has(message, "x.h5: complete, but may not survive a power cut"));
  EXPECT_TRUE(has(message, "Input/output error"));
  EXPECT_EQ(syncs, 2);
  EXPECT_EQ(content(folder.path / "x.h5").size(), 100'000u);
}

TEST(Publish, NoticesADiskThatForgets) {
  const Folder folder;
  write_old(folder.path / "x.h5");
  forgetful = true;
  const std::string message = trouble([&] { publish(folder.path / "x.h5"); });
  forgetful = false;
  EXPECT_TRUE(has(message, "reads back differently"));
  EXPECT_EQ(content(folder.path / "x.h5"), old_content);
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x.h5"});
}

TEST(Publish, AResultsFileIsAbsentAfterTrouble) {
  const Folder folder;
  Journal journal(folder.path / "x.h5", testing::description(), false);
  add_all(journal);
  const std::string message = trouble_in_child([&] {
    limit_files_to(4096);
    testing::publish(journal, folder.path / "x.h5");
  });
  EXPECT_TRUE(has(message, "File too large"));
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x.h5.journal"});
}

}  // namespace

}  // namespace knowhow::output
