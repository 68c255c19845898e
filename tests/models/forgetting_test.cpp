// Forgetting takes of a whole row what `part` would of each practice, by registers of every width.
#include "models/public_services/forgetting.h"

#include <gtest/gtest.h>

#include "sim/random.h"

namespace knowhow::public_services {
namespace {

TEST(Forgetting, IsTheSameByEveryWidthAndPracticeByPractice) {
  const sim::Draws draws(5, 0);
  for (const std::size_t practices : {1, 4, 11, 12, 63, 64}) {
    WholeRow row{};
    ForgettingNumbers numbers;
    numbers.tells_from = one / 4, numbers.sure_from = one / 3;
    for (std::uint32_t k = 0; k < practices; ++k) {
      const sim::Block luck = draws.block(1, 0, k), more = draws.block(2, 0, k);
      if (k % 3 > 0)
        row[k] = {static_cast<std::int32_t>(luck[0] >> 2), static_cast<std::int32_t>(luck[1] >> 2)};
      if (k % 7 == 2) row[k] = {one, k % 2 ? one : 0};
      numbers.explicit_share[k] = k % 5 == 1 ? 0xffffffffu : luck[2];
      numbers.tacit_share[k] = k % 4 == 1 ? 0 : luck[3];
      numbers.tacit_weight[k] = more[0] >> 16, numbers.explicit_weight[k] = 65536 - (more[0] >> 16);
      numbers.explicit_taken[k] = k, numbers.written[k] = more[1] >> 2;
    }
    const std::uint64_t reads = 0x5b6d3a9c71e2f4a5u;
    numbers.read_share = 0x12345678;
    for (const ForgettingOfRow forget : forgetting_of_each_width()) {
      std::vector<Knowledge> left(practices + 1, Knowledge{1, 2});
      ForgettingNumbers after = numbers;
      const Marks marks = forget(row, left.data(), practices, reads, after);
      Marks expected;
      for (std::size_t k = 0; k < practices; ++k) {
        const auto share = [](std::uint64_t of) {
          return static_cast<std::int64_t>(of + (of == 0xffffffffu));
        };
        const std::int64_t gap = static_cast<std::int64_t>(numbers.written[k]) - row[k].e;
        const std::int32_t read =
            (reads >> k & 1) && gap > 0 ? part(gap, static_cast<std::int64_t>(numbers.read_share)) : 0;
        const std::int32_t e = part(row[k].e + read, share(numbers.explicit_share[k])),
                           t = part(row[k].t, share(numbers.tacit_share[k]));
        EXPECT_EQ(left[k], (Knowledge{row[k].e + read - e, row[k].t - t})) << practices << " " << k;
        EXPECT_EQ(after.explicit_taken[k], k + static_cast<std::uint64_t>(e));
        EXPECT_EQ(after.explicit_read[k], static_cast<std::uint64_t>(read));
        EXPECT_EQ(after.tacit_taken[k], static_cast<std::uint64_t>(t));
        const std::int64_t mastered =
            mastery(left[k].e, left[k].t, static_cast<std::int64_t>(numbers.tacit_weight[k]));
        const std::uint64_t bit = std::uint64_t{1} << k;
        if (left[k] != Knowledge{}) expected.holds |= bit;
        if (left[k] != Knowledge{} && mastered >= numbers.tells_from) expected.tells |= bit;
        if (mastered < numbers.sure_from) expected.unsure |= bit;
      }
      EXPECT_EQ(marks, expected) << practices;
      EXPECT_EQ(left[practices], (Knowledge{1, 2})) << "beyond the row";
    }
  }
}

}  // namespace
}  // namespace knowhow::public_services
