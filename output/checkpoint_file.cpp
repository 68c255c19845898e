#include "output/checkpoint_file.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "output/file_trouble.h"
#include "output/seal.h"
#include "output/temporary.h"
#include "sim/beginnings.h"
#include "sim/problem.h"

namespace knowhow::output {

namespace {

namespace fs = std::filesystem;

constexpr char magic[17] = "knowhow state 1\n";
constexpr std::size_t any_version = sizeof "knowhow state " - 1;

struct Head {
  char mark[16];
  std::uint64_t study;
  std::uint32_t scenario, replicate;
};
static_assert(sizeof(Head) == 32);

/// Small values are gathered, large ones pass through.
class Writer : public sim::Keeper {
 public:
  explicit Writer(Temporary& file) : file_(file) { buffer_.reserve(room); }
  bool puts_back() const override { return false; }
  void finish() {
    flush();
    file_.write(sealer_.seal());
  }
  void add(std::span<const std::byte> piece) {
    if (buffer_.size() + piece.size() > room) flush();
    if (piece.size() > room)
      pass(piece);
    else
      buffer_.insert(buffer_.end(), piece.begin(), piece.end());
  }

 private:
  static constexpr std::size_t room = 1 << 20;
  void bytes(void* place, std::size_t count) override { add({static_cast<const std::byte*>(place), count}); }
  void pass(std::span<const std::byte> piece) {
    sealer_.add(piece);
    file_.write(piece);
  }
  void flush() {
    pass(buffer_);
    buffer_.clear();
  }
  Temporary& file_;
  Sealer sealer_;
  std::vector<std::byte> buffer_;
};

class Reader : public sim::Keeper {
 public:
  Reader(std::ifstream& file, std::uint64_t left) : file_(file), left_(left) {}
  bool puts_back() const override { return true; }
  std::uint64_t left() const { return left_; }

 private:
  void bytes(void* place, std::size_t count) override {
    expect(count, 1);
    if (!file_.read(static_cast<char*>(place), static_cast<std::streamsize>(count)))
      throw std::runtime_error("it cannot be read");
    left_ -= count;
  }
  void expect(std::uint64_t elements, std::size_t of_bytes) const override {
    if (elements > left_ / of_bytes) throw std::runtime_error("there is less in it than was kept");
  }
  std::ifstream& file_;
  std::uint64_t left_;
};

CheckpointsThere::One look_at(const fs::path& path) {
  CheckpointsThere::One one{path, false, 0, 0, 0};
  std::error_code ignored;
  if (fs::symlink_status(path, ignored).type() != fs::file_type::regular) return one;  // nor waits for a pipe
  char bytes[sizeof(Head)] = {};
  std::ifstream file(path, std::ios::binary);
  if (!file) return one;
  file.read(bytes, sizeof bytes);
  const auto count = static_cast<std::size_t>(file.gcount());
  one.is_ours = std::string_view(bytes, std::min(count, any_version)) ==
                std::string_view(magic, std::min(count, any_version));
  Head head;
  std::memcpy(&head, bytes, sizeof head);
  if (count == sizeof head && std::memcmp(head.mark, magic, sizeof head.mark) == 0)
    one.study = head.study, one.scenario = head.scenario, one.replicate = head.replicate;
  return one;
}

}  // namespace

CheckpointFile::CheckpointFile(const fs::path& results, std::uint64_t study, std::uint32_t scenario,
                               std::uint32_t replicate)
    : path_(results.string() + ".run-" + std::to_string(scenario) + "-" + std::to_string(replicate) +
            ".checkpoint"),
      study_(study),
      scenario_(scenario),
      replicate_(replicate) {}

void CheckpointFile::write(const std::function<void(sim::Keeper&)>& keep) const {
  try {
    Temporary file(path_);
    Writer writer(file);
    Head head{{}, study_, scenario_, replicate_};
    std::memcpy(head.mark, magic, sizeof head.mark);
    writer.add(std::as_bytes(std::span(&head, 1)));
    keep(writer);
    writer.finish();
    file.sync_and_close();
    file.rename(path_);
  } catch (const std::system_error& trouble) {
    explain(path_, trouble.code().value(), sizeof(Head) + sim::bytes_of(keep) + sizeof(Seal));
  }
  if (const int error = sync_folder(path_)) explain(path_, error, std::nullopt);
}

Found CheckpointFile::read(const std::function<void(sim::Keeper&)>& keep) const {
  std::ifstream file(path_, std::ios::binary);
  if (!file) return Found::nothing;
  if (check_seal(path_) != Sealed::sound) return Found::damaged;
  file.seekg(0, std::ios::end);
  const auto length = static_cast<std::uint64_t>(file.tellg());
  file.seekg(0);
  Head head;
  if (length < sizeof head + sizeof(Seal) || !file.read(reinterpret_cast<char*>(&head), sizeof head) ||
      std::memcmp(head.mark, magic, sizeof head.mark) != 0 || head.study != study_ ||
      head.scenario != scenario_ || head.replicate != replicate_)
    return Found::damaged;
  Reader reader(file, length - sizeof head - sizeof(Seal));
  const auto misfit = [&](const std::string& what) {
    return sim::FileTrouble(path_.string() + ": this checkpoint does not fit the run (" + what +
                            "); remove it, or start over with --fresh");
  };
  try {
    keep(reader);
  } catch (const std::runtime_error& error) {
    throw misfit(error.what());
  }
  if (reader.left() != 0) throw misfit("there is more in it than was kept");
  return Found::put_back;
}

void CheckpointFile::remove() const {
  std::error_code ignored;
  fs::remove(path_, ignored);
}

std::uint64_t study_of(const Description& description) {
  Description told = description;
  told.attributes.clear();
  told.provenance.clear();
  const std::string text = to_json(told);
  const Seal seal = seal_of(std::as_bytes(std::span(text)));
  std::uint64_t study;
  std::memcpy(&study, seal.data() + seal.size() - sizeof study, sizeof study);
  return std::max<std::uint64_t>(1, study);
}

CheckpointsThere checkpoints_of(const fs::path& results) {
  const std::string before = results.filename().string() + ".run-", behind = ".checkpoint";
  CheckpointsThere there;
  std::error_code trouble;  // a folder that cannot be read shows when something is written there
  for (fs::directory_iterator entry(folder_of(results), trouble), end; !trouble && entry != end;
       entry.increment(trouble)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with("." + before) && name.ends_with(".tmp")) {
      const std::string of = name.substr(1, name.rfind(behind) + behind.size() - 1);
      if (Temporary::is_left_of(name, of)) there.leftovers.push_back(results.parent_path() / name);
    }
    if (name.starts_with(before) && name.ends_with(behind))
      there.complete.push_back(look_at(results.parent_path() / name));
  }
  return there;
}

}  // namespace knowhow::output
