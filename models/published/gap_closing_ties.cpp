#include "models/published/gap_closing_ties.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "models/published/lanes.h"

namespace knowhow::published {

namespace {

constexpr std::uint32_t purpose = sim::purpose("gap_closing open");
constexpr std::uint32_t each = 128;                          // ties a block
constexpr std::uint32_t at_once = each * sim::Draws::lanes;  // ties a call
constexpr std::uint32_t width = 64;                          // ties a word of open_

/// Four ties at once; compilers keep them in one register.
using Four [[gnu::vector_size(16)]] = std::uint32_t;
Four four(const std::uint32_t* from) {
  Four four;
  std::memcpy(&four, from, sizeof four);
  return four;
}

/// Of as many groups of ties as `undecided` has bits in, those that are open.
sim::Draws::Blocks open_ties(const sim::Draws& draws, std::uint32_t step, std::uint64_t threshold,
                             std::uint32_t group, sim::Draws::Blocks undecided) {
  sim::Draws::Blocks open{};
  auto rest = static_cast<std::uint32_t>(threshold);
  for (std::uint32_t digit = 0; rest; rest <<= 1, ++digit) {
    const sim::Draws::Blocks drawn = draws.blocks(purpose, step, group, 0, digit);
    const std::uint32_t is_one = rest >> 31 ? ~0u : 0u;
    std::uint32_t left = 0;
    for (std::uint32_t word = 0; word < 4; ++word) {
      for (std::uint32_t lane = 0; lane < sim::Draws::lanes; ++lane) {
        open[word][lane] |= undecided[word][lane] & ~drawn[word][lane] & is_one;
        undecided[word][lane] &= ~(drawn[word][lane] ^ is_one);
        left |= undecided[word][lane];
      }
    }
    if (!left) break;
  }
  return open;
}

}  // namespace

OpenTies::OpenTies(std::uint32_t most)
    // One call more than fill, as ties may begin anywhere in a group; and a word that is read and not meant.
    : open_((std::size_t{most} / at_once + 3) * (at_once / width) + 1), before_(open_.size()) {}

void OpenTies::draw(const sim::Draws& draws, std::uint32_t step, std::uint64_t threshold, std::uint32_t begin,
                    std::uint32_t end) {
  base_ = begin / each * each, begin_ = begin, end_ = end;
  const std::uint32_t groups = (end - 1) / each - base_ / each + 1;
  std::uint64_t* words = open_.data();
  for (std::uint32_t done = 0; done < groups; done += sim::Draws::lanes) {
    sim::Draws::Blocks undecided;
    for (std::uint32_t lane = 0; lane < sim::Draws::lanes; ++lane)
      for (auto& word : undecided) word[lane] = done + lane < groups ? ~0u : 0u;
    const sim::Draws::Blocks open = open_ties(draws, step, threshold, base_ / each + done, undecided);
    for (std::uint32_t lane = 0; lane < sim::Draws::lanes; ++lane) {
      *words++ = open[0][lane] | std::uint64_t{open[1][lane]} << 32;
      *words++ = open[2][lane] | std::uint64_t{open[3][lane]} << 32;
    }
  }
  // Those before the first and from the end on do not count.
  const std::uint32_t first = begin - base_, last = end - base_;
  std::fill_n(open_.begin(), first / width, 0);
  open_[first / width] &= ~first_lanes<std::uint64_t>(first % width);
  open_[last / width] &= first_lanes<std::uint64_t>(last % width);
  std::uint32_t sum = 0;
  for (std::uint32_t word = 0; word <= last / width; ++word) {
    before_[word] = sum;
    sum += static_cast<std::uint32_t>(count_lanes(open_[word]));
  }
  before_[last / width + 1] = sum;
}

std::uint32_t OpenTies::count() const { return before_[(end_ - base_) / width + 1]; }

void OpenTies::pack(const std::uint32_t* to, std::span<const std::uint32_t> starts, std::uint32_t* kept,
                    std::uint32_t* kept_starts) {
  for (std::size_t k = 0; k < starts.size(); ++k) {
    const std::uint32_t place = starts[k] - base_;
    const std::uint64_t here = open_[place / width] & first_lanes<std::uint64_t>(place % width);
    kept_starts[k] = before_[place / width] + static_cast<std::uint32_t>(count_lanes(here));
  }
  const std::uint32_t skipped = begin_ - base_;
  for (std::uint32_t word = 0; word <= (end_ - base_) / width; ++word)
    for_each_lane(open_[word], [&](std::uint32_t lane) { *kept++ = to[word * width + lane - skipped]; });
}

std::uint64_t OpenTies::window(std::uint32_t tie) const {
  const std::uint32_t word = (tie - base_) / width, bit = (tie - base_) % width;
  return bit == 0 ? open_[word] : open_[word] >> bit | open_[word + 1] << (width - bit);
}

void OpenTies::redirect(const std::uint32_t* to, const std::uint32_t* from, std::uint32_t* redirected) const {
  const std::uint32_t count = end_ - begin_;
  for (std::uint32_t done = 0; done < count; done += width) {
    std::uint64_t open = window(begin_ + done);
    const std::uint32_t here = std::min(width, count - done) & ~3u;
    for (std::uint32_t k = done; k < done + here; k += 4, open >>= 4) {
      const Four bits = (Four{} + static_cast<std::uint32_t>(open)) & Four{1, 2, 4, 8};
      const Four chosen = bits != 0 ? four(to + k) : four(from + k);
      std::memcpy(redirected + k, &chosen, sizeof chosen);
    }
    for (std::uint32_t k = done + here; k < count && k < done + width; ++k, open >>= 1)
      redirected[k] = open & 1 ? to[k] : from[k];
  }
}

}  // namespace knowhow::published
