#include "output/journal_reader.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "output/file_trouble.h"
#include "output/journal_format.h"
#include "output/layout.h"
#include "sim/problem.h"

namespace knowhow::output {

namespace {

constexpr const char* start_over = "--fresh starts over";

std::uint64_t size_of(int file) {
  struct stat status;
  checked(::fstat(file, &status));
  return static_cast<std::uint64_t>(status.st_size);
}

/// Fills `bytes` from a place on; false if the file ends before.
bool read_at(int file, std::uint64_t place, std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::pread(file, bytes.data(), bytes.size(), static_cast<off_t>(place));
    if (count < 0 && errno == EINTR) continue;
    if (checked(count) == 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    place += static_cast<std::uint64_t>(count);
  }
  return true;
}

/// What a power cut leaves of a file whose length was kept and whose content was not.
bool only_zeros(int file, std::uint64_t size) {
  std::vector<std::byte> part(std::min<std::uint64_t>(size, 1 << 20));
  for (std::uint64_t place = 0; place < size; place += part.size()) {
    const auto some = std::span(part).first(std::min<std::uint64_t>(part.size(), size - place));
    if (!read_at(file, place, some)) return false;
    if (std::any_of(some.begin(), some.end(), [](std::byte byte) { return byte != std::byte{0}; }))
      return false;
  }
  return size > 0;
}

template <class Head>
bool read_head(int file, std::uint64_t place, Head& head) {
  return read_at(file, place, std::as_writable_bytes(std::span(&head, 1)));
}

}  // namespace

std::optional<Description> JournalReader::begins(int file, const std::filesystem::path& path) {
  const std::uint64_t size = size_of(file);
  JournalHead head{};
  const std::size_t there = std::min<std::uint64_t>(size, sizeof head);
  read_at(file, 0, std::as_writable_bytes(std::span(&head, 1)).first(there));
  if (there > 0 && head.magic[0] == 0 && only_zeros(file, size)) return std::nullopt;
  if (std::memcmp(head.magic, journal_magic, std::min(there, sizeof head.magic)) != 0)
    throw sim::FileTrouble(path.string() + ": there is a file of this name that is no journal; " + elsewhere);
  if (there < sizeof head) return std::nullopt;
  const auto damaged = [&](const char* what) {
    return sim::FileTrouble(path.string() + ": " + what + ", so that nothing can be taken from it; " +
                            start_over);
  };
  if (!sound(head)) throw damaged("the journal is damaged at its beginning");
  if (head.format != journal_format) throw damaged("the journal was written by another version");
  if (head.length > size - sizeof head) return std::nullopt;
  std::string text(head.length, '\0');
  if (!read_at(file, sizeof head, std::as_writable_bytes(std::span(text))) ||
      digest(text.data(), text.size()) != head.checksum) {
    // No run follows, as nothing does before the beginning is synced: nothing is lost by beginning anew.
    if (size == sizeof head + head.length) return std::nullopt;
    throw damaged("the journal is damaged at its beginning");
  }
  try {
    Description description = description_from(text);
    check(description.layout);
    return description;
  } catch (const std::logic_error&) {
    throw damaged("the journal was written by another version");
  }
}

JournalReader::JournalReader(int file, const std::filesystem::path& path) : file_(file), path_(path) {
  auto description = begins(file, path);
  if (!description)
    throw sim::FileTrouble(path.string() + ": the journal ends before its description; " + start_over);
  description_ = std::move(*description);
  size_ = size_of(file);
  JournalHead head;
  read_head(file, 0, head);
  begin_ = sizeof head + head.length;
  scan();
}

void JournalReader::scan() {
  const std::uint64_t most = largest_payload(description_.layout);
  std::vector<std::byte> payload;
  end_ = begin_;
  bool lost = false;  // something between two sound records
  for (std::uint64_t at = begin_; at < size_;) {
    RecordHead head;
    const bool readable = read_head(file_, at, head);
    if (!readable || !sound(head) || head.length > most || head.scenario >= scenarios() ||
        head.replicate >= replicates()) {
      lost = true;
      at = next_head(at + 1);
      continue;
    }
    if (head.length > size_ - at - sizeof head) break;  // torn
    payload.resize(head.length);
    if (!read_at(file_, at + sizeof head, payload)) break;
    if (digest(payload.data(), payload.size()) != head.checksum) {
      ++damaged_;
    } else {
      if (std::exchange(lost, false)) ++damaged_;
      records_.push_back({head.replicate * scenarios() + head.scenario, at + sizeof head, head.length});
      tally_.agent_steps += head.agent_steps;
      tally_.contacts += head.contacts;
      end_ = at + sizeof head + head.length;
    }
    at += sizeof head + head.length;
  }
  leave_out_repetitions();
}

void JournalReader::leave_out_repetitions() {
  std::ranges::stable_sort(records_, {}, &Record::run);
  const auto repeated = [this](std::size_t i) { return i > 0 && records_[i].run == records_[i - 1].run; };
  for (std::size_t i = 0; i < records_.size(); ++i) {
    RecordHead head;
    if (!repeated(i) || !read_head(file_, records_[i].payload - sizeof head, head)) continue;
    tally_.agent_steps -= head.agent_steps;
    tally_.contacts -= head.contacts;
  }
  const auto same = [](const Record& a, const Record& b) { return a.run == b.run; };
  records_.erase(std::unique(records_.begin(), records_.end(), same), records_.end());
  records_.shrink_to_fit();
}

const JournalReader::Record* JournalReader::record(std::size_t scenario, std::size_t replicate) const {
  const std::uint64_t run = replicate * scenarios() + scenario;
  const auto found = std::ranges::lower_bound(records_, run, {}, &Record::run);
  return found != records_.end() && found->run == run ? &*found : nullptr;
}

std::uint64_t JournalReader::next_head(std::uint64_t from) const {
  constexpr std::size_t step = 1 << 20;
  const std::string_view magic(record_magic, sizeof RecordHead::magic);
  std::string window;
  for (; from < size_; from += step) {
    window.resize(std::min<std::uint64_t>(step + magic.size() - 1, size_ - from));
    if (!read_at(file_, from, std::as_writable_bytes(std::span(window)))) break;
    if (const auto found = window.find(magic); found != std::string::npos) return from + found;
  }
  return size_;
}

JournalReader::Part JournalReader::part(std::size_t scenario, std::size_t replicate,
                                        std::size_t variable) const {
  const Record* found = record(scenario, replicate);
  if (!found) throw std::logic_error("journal: a run that is not there");
  const Record& from = *found;
  std::vector<std::uint32_t> sizes(description_.layout.variables.size());
  const std::uint64_t table = sizes.size() * sizeof(std::uint32_t);
  Part part{from.payload + table, 0};
  if (table <= from.length && read_at(file_, from.payload, std::as_writable_bytes(std::span(sizes)))) {
    for (std::size_t i = 0; i < variable; ++i) part.begin += sizes[i];
    part.length = sizes[variable];
    if (part.begin + part.length <= from.payload + from.length) return part;
  }
  throw std::runtime_error(path_.string() + ": a run is not as long as it says");
}

std::vector<std::byte> JournalReader::bytes(const Part& part) const {
  std::vector<std::byte> bytes(part.length);
  if (!read_at(file_, part.begin, bytes)) throw std::runtime_error(path_.string() + ": became shorter");
  return bytes;
}

void JournalReader::numbers(std::size_t scenario, std::size_t replicate, std::size_t variable,
                            std::span<std::byte> values) const {
  decode_numbers(bytes(part(scenario, replicate, variable)), values);
}

std::string JournalReader::text(std::size_t scenario, std::size_t replicate, std::size_t variable) const {
  const auto found = bytes(part(scenario, replicate, variable));
  return {reinterpret_cast<const char*>(found.data()), found.size()};
}

sim::Rows JournalReader::rows(std::size_t scenario, std::size_t replicate) const {
  sim::Rows rows;
  const sim::Layout& layout = description_.layout;
  for (std::size_t i = 0; i < layout.variables.size(); ++i) {
    const std::size_t elements = place(layout, layout.variables[i]).elements;
    const auto read = [&](auto values) {
      numbers(scenario, replicate, i, std::as_writable_bytes(std::span(values)));
      rows.emplace_back(std::move(values));
    };
    switch (layout.variables[i].type) {
      case sim::Type::float32:
        read(std::vector<float>(elements));
        break;
      case sim::Type::float64:
        read(std::vector<double>(elements));
        break;
      case sim::Type::int32:
        read(std::vector<std::int32_t>(elements));
        break;
      case sim::Type::text:
        rows.emplace_back(text(scenario, replicate, i));
        break;
    }
  }
  return rows;
}

void JournalReader::keep_first(std::size_t replicates, const sim::Attributes& provenance) {
  if (replicates == 0 || replicates > this->replicates())
    throw std::logic_error("journal: it has not so many replicates to keep");
  auto& numbers = std::get<std::vector<std::int32_t>>(description_.layout.dimensions[1].coordinate);
  numbers.resize(replicates);
  std::erase_if(records_, [&](const Record& record) { return record.run >= replicates * scenarios(); });
  for (const auto& [name, text] : provenance)
    for (auto& [known, value] : description_.provenance)
      if (known == name) value = text;
}

}  // namespace knowhow::output
