#include "output/journal_format.h"

#include <zstd.h>

#include <bit>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>

#include "output/layout.h"

namespace knowhow::output {

namespace {

static_assert(std::endian::native == std::endian::little, "a journal is little-endian");

constexpr int level = 1;  // a tenth smaller at level 6, but three times slower
constexpr std::size_t longest_text = 64 * 1024;

template <class Head>
std::uint64_t own_checksum_of(const Head& head) {
  return digest(&head, offsetof(Head, own_checksum));
}

struct Free {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

void append_part(std::vector<std::byte>& record, const sim::Values& values) {
  thread_local const std::unique_ptr<ZSTD_CCtx, Free> context(ZSTD_createCCtx());
  if (!context) throw std::bad_alloc();
  if (const auto* text = std::get_if<std::string>(&values)) {
    if (text->size() > longest_text) throw std::logic_error("journal: a text is too long");
    const auto bytes = std::as_bytes(std::span(*text));
    record.insert(record.end(), bytes.begin(), bytes.end());
    return;
  }
  const auto bytes =
      std::visit([](const auto& some) { return std::as_bytes(std::span(some.data(), some.size())); }, values);
  const std::size_t begin = record.size();
  record.resize(begin + ZSTD_compressBound(bytes.size()));
  const std::size_t size = ZSTD_compressCCtx(context.get(), record.data() + begin, record.size() - begin,
                                             bytes.data(), bytes.size(), level);
  if (ZSTD_isError(size)) throw std::runtime_error(std::string("zstd: ") + ZSTD_getErrorName(size));
  record.resize(begin + size);
}

}  // namespace

bool sound(const JournalHead& head) {
  return std::memcmp(head.magic, journal_magic, sizeof head.magic) == 0 &&
         head.own_checksum == own_checksum_of(head);
}

bool sound(const RecordHead& head) {
  return std::memcmp(head.magic, record_magic, sizeof head.magic) == 0 &&
         head.own_checksum == own_checksum_of(head);
}

std::vector<std::byte> encode_head(const std::string& description) {
  JournalHead head{};
  std::memcpy(head.magic, journal_magic, sizeof head.magic);
  head.format = journal_format;
  head.length = description.size();
  head.checksum = digest(description.data(), description.size());
  head.own_checksum = own_checksum_of(head);
  std::vector<std::byte> bytes(sizeof head + description.size());
  std::memcpy(bytes.data(), &head, sizeof head);
  std::memcpy(bytes.data() + sizeof head, description.data(), description.size());
  return bytes;
}

std::vector<std::byte> encode_run(const sim::Layout& layout, std::size_t scenario, std::size_t replicate,
                                  const sim::Rows& rows, const sim::Tally& tally) {
  check(layout, rows);
  const std::size_t payload = sizeof(RecordHead);
  std::vector<std::byte> record(payload + rows.size() * sizeof(std::uint32_t));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t begin = record.size();
    append_part(record, rows[i]);
    const auto size = static_cast<std::uint32_t>(record.size() - begin);
    if (size != record.size() - begin) throw std::logic_error("journal: a variable is too large");
    std::memcpy(record.data() + payload + i * sizeof size, &size, sizeof size);
  }
  RecordHead head{};
  std::memcpy(head.magic, record_magic, sizeof head.magic);
  head.length = record.size() - payload;
  head.scenario = static_cast<std::uint32_t>(scenario);
  head.replicate = static_cast<std::uint32_t>(replicate);
  head.agent_steps = tally.agent_steps;
  head.contacts = tally.contacts;
  head.checksum = digest(record.data() + payload, record.size() - payload);
  head.own_checksum = own_checksum_of(head);
  std::memcpy(record.data(), &head, sizeof head);
  return record;
}

std::uint64_t largest_payload(const sim::Layout& layout) {
  std::uint64_t most = layout.variables.size() * sizeof(std::uint32_t);
  for (const auto& variable : layout.variables)
    most +=
        variable.type == sim::Type::text ? longest_text : ZSTD_compressBound(place(layout, variable).bytes());
  return most;
}

void decode_numbers(std::span<const std::byte> part, std::span<std::byte> values) {
  thread_local const std::unique_ptr<ZSTD_DCtx, Free> context(ZSTD_createDCtx());
  if (!context) throw std::bad_alloc();
  const std::size_t size =
      ZSTD_decompressDCtx(context.get(), values.data(), values.size(), part.data(), part.size());
  if (ZSTD_isError(size) || size != values.size())
    throw std::runtime_error("a part of the journal is not what its variable needs");
}

}  // namespace knowhow::output
