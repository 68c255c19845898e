#include "output/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <span>
#include <utility>

#include "output/file_trouble.h"
#include "output/journal_format.h"
#include "sim/problem.h"

namespace knowhow::output {

namespace {

constexpr std::chrono::seconds between_syncs{2};
constexpr std::size_t longest_shown = 40;

void write_at(int file, std::uint64_t place, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(place));
    if (count < 0 && errno == EINTR) continue;
    bytes = bytes.subspan(static_cast<std::size_t>(checked(count)));
    place += static_cast<std::uint64_t>(count);
  }
}

/// Where two commands differ first, in words; empty if nowhere.
std::string difference(const Description& there, const Description& here) {
  for (const auto& [name, text] : here.identity)
    for (const auto& [other_name, other] : there.identity)
      if (name == other_name && text != other)
        return text.size() + other.size() > longest_shown ? "its " + name + " differs"
                                                          : "its " + name + " is " + other + ", not " + text;
  const auto rest = [](Description description) {
    description.attributes.clear();
    description.provenance.clear();
    return to_json(description);
  };
  return rest(there) == rest(here) ? "" : "its variables differ";
}

}  // namespace

Journal::Journal(const std::filesystem::path& results, const Description& description, bool fresh)
    : path_(results.string() + ".journal"),
      layout_(description.layout),
      runs_(layout_.dimensions[0].size() * layout_.dimensions[1].size()) {
  try {
    open();
    std::optional<Description> there;
    try {
      there = JournalReader::begins(file_, path_);
    } catch (const sim::FileTrouble&) {
      // What is ours and damaged may be started over; what is not ours never.
      char magic[sizeof journal_magic - 1] = {};
      if (!fresh || ::pread(file_, magic, sizeof magic, 0) != sizeof magic ||
          std::string_view(magic, sizeof magic) != journal_magic)
        throw;
    }
    if (!there || fresh) {
      begin(description);
    } else {
      const JournalReader found = reader();
      if (const auto differs = difference(there.value(), description); !differs.empty())
        throw sim::FileTrouble(path_.string() + ": this journal holds " + std::to_string(found.finished()) +
                               " finished runs of another command: " + differs +
                               "; go on with that command, choose another name with -o, or give these runs "
                               "up with --fresh");
      finished_ = found.finished();
      end_ = found.end();
      first_ = found.begin();
      checked(::ftruncate(file_, static_cast<off_t>(end_)));
    }
    syncer_ = std::jthread([this](std::stop_token stop) { sync_now_and_then(std::move(stop)); });
  } catch (const std::system_error& trouble) {
    if (file_ >= 0) ::close(file_);
    explain(path_, trouble.code().value(), std::nullopt);
  } catch (...) {
    if (file_ >= 0) ::close(file_);
    throw;
  }
}

Journal::~Journal() {
  if (syncer_.joinable()) {
    syncer_.request_stop();
    syncer_.join();
  }
  if (finished_ == 0 && !removed_) ::unlink(path_.c_str());
  ::close(file_);
}

void Journal::open() {
  for (;;) {
    // Without O_NONBLOCK a pipe of this name would keep us waiting.
    file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW, 0666);
    if (file_ < 0 && (errno == EISDIR || errno == ELOOP || errno == ENXIO))
      refuse(path_, "this is not an ordinary file", elsewhere);
    checked(file_);
    struct stat ours, there;
    checked(::fstat(file_, &ours));
    if (!S_ISREG(ours.st_mode)) refuse(path_, "this is not an ordinary file", elsewhere);
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
      if (errno == EWOULDBLOCK)
        refuse(path_, "another process is at work on it",
               std::string("wait until it has ended, or ") + elsewhere);
      refuse(path_, "it cannot be locked here (" + std::generic_category().message(errno) + ")", elsewhere);
    }
    // Whoever had it may have removed it while we came.
    if (::lstat(path_.c_str(), &there) == 0 && there.st_ino == ours.st_ino && there.st_dev == ours.st_dev)
      return;
    ::close(std::exchange(file_, -1));
  }
}

void Journal::begin(const Description& description) {
  const auto head = encode_head(to_json(description));
  try {
    checked(::ftruncate(file_, 0));
    write_at(file_, 0, head);
    checked(::fsync(file_));
    errno = sync_folder(path_);
    checked(errno ? -1 : 0);
  } catch (const std::system_error& trouble) {
    ::unlink(path_.c_str());
    explain(path_, trouble.code().value(), head.size());
  }
  first_ = end_ = head.size();
}

void Journal::append(std::size_t scenario, std::size_t replicate, const sim::Rows& rows,
                     const sim::Tally& tally) {
  const auto record = encode_run(layout_, scenario, replicate, rows, tally);
  const std::lock_guard lock(mutex_);
  if (sync_error_) fail(sync_error_, record.size());
  try {
    write_at(file_, end_, record);
  } catch (const std::system_error& trouble) {
    // What was half written is of no use and takes room; if it cannot be cut off, the next command will.
    [[maybe_unused]] const int cut = ::ftruncate(file_, static_cast<off_t>(end_));
    fail(trouble.code().value(), record.size());
  }
  end_ += record.size();
  ++finished_;
  unsynced_ = true;
}

void Journal::fail(int error, std::uint64_t record) const {
  const std::string safe = path_.string() + ": " + std::generic_category().message(error) + "; " +
                           std::to_string(finished_) + " of " + std::to_string(runs_) +
                           " runs are finished and safe there";
  if (!out_of_space(error))
    throw sim::FileTrouble(safe + ", and the same command goes on once the disk is sound");
  // The results file takes about as much again as all runs in the journal.
  const std::uint64_t needed = record * (runs_ - finished_) + record * runs_;
  throw sim::OutOfSpace(safe + room(folder_of(path_), error, needed) + "; " +
                        (error == EFBIG ? "raise the limit (ulimit -f)" : "free space") +
                        ", and the same command goes on");
}

void Journal::sync_now_and_then(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    wake_.wait_for(lock, stop, between_syncs, [] { return false; });
    if (!std::exchange(unsynced_, false)) continue;
    lock.unlock();
    const int error = ::fdatasync(file_) == 0 ? 0 : errno;
    lock.lock();
    if (error) sync_error_ = error;
  }
}

void Journal::sync() {
  const std::lock_guard lock(mutex_);
  // Once a sync has failed, a second one would succeed without having written anything.
  if (!sync_error_ && ::fdatasync(file_) != 0) sync_error_ = errno;
  if (sync_error_) fail(sync_error_, finished_ ? (end_ - first_) / finished_ : 0);
  unsynced_ = false;
}

void Journal::remove() {
  removed_ = true;
  ::unlink(path_.c_str());
}

}  // namespace knowhow::output
