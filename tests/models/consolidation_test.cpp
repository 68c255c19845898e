// Consolidation takes of whole rows what rules R7 and "Forgetting" take practice by practice, by registers of
// every width; and it sums and marks what is left.
#include "models/public_services/consolidation.h"

#include <gtest/gtest.h>

#include "sim/random.h"

namespace knowhow::public_services {
namespace {

constexpr std::size_t people = 5;

struct Case {
  explicit Case(std::size_t of) : practices(of) {
    const sim::Draws draws(5, 0);
    ConsolidationNumbers& n = numbers;
    n.read_share = 0x12345678, n.ceiling = one / 3;
    n.doing_from = one / 8, n.tells_from = one / 4, n.sure_from = one / 3, n.dt = 7 / 365.25;
    for (std::uint32_t k = 0; k < practices; ++k) {
      const sim::Block luck = draws.block(1, 0, k), more = draws.block(2, 0, k);
      n.explicit_share[k] = k % 5 == 1 ? 0xffffffffu : luck[2];
      n.tacit_share[k] = k % 4 == 1 ? 0 : luck[3];
      n.tacit_weight[k] = more[0] >> 16, n.explicit_weight[k] = 65536 - (more[0] >> 16);
      n.written[k] = more[1] >> 2, n.near_team[k] = k % 6 == 5 ? 0 : more[2] >> 3;
      n.plainness[k] = sim::unit(more[3]);
      n.explicit_taken[k] = k, n.field_knowing[k] = 3;
    }
    rows.resize(people * practices);
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      const sim::Block luck = draws.block(3, 0, i);
      if (i % 3 > 0)
        rows[i] = {static_cast<std::int32_t>(luck[0] >> 2), static_cast<std::int32_t>(luck[1] >> 2)};
      if (i % 7 == 2) rows[i] = {one, i % 2 ? one : 0};
    }
    // The last does so fast that a step closes all of the gap.
    for (std::uint32_t p = 0; p < people; ++p)
      who.push_back({rows.data() + p * practices, nullptr, 0xa5b6d3a9c71e2f4au << p, 0x5b6d3a9c71e2f4a5u >> p,
                     p == 1 ? 0 : 0x3c96f05a1b7d2e84u << p, p + 1 == people ? 500. : 2.5 * p});
  }

  std::size_t practices;
  ConsolidationNumbers numbers;
  std::vector<Knowledge> rows;
  std::vector<Consolidated> who;
};

/// What is to come of one practice of one person, by the rules themselves.
struct Expected {
  Expected(const ConsolidationNumbers& n, const Consolidated& person, std::size_t k) : left(person.row[k]) {
    const auto share = [](std::uint64_t of) { return static_cast<std::int64_t>(of + (of == 0xffffffffu)); };
    const auto tacit16 = static_cast<std::int64_t>(n.tacit_weight[k]);
    if ((person.reads >> k & 1) && n.written[k] > static_cast<std::uint64_t>(left.e))
      read = part(static_cast<std::int64_t>(n.written[k]) - left.e, static_cast<std::int64_t>(n.read_share));
    left.e += read;
    if ((person.does >> k & 1) && mastery(left.e, left.t, tacit16) >= n.doing_from) {
      const std::int64_t closed = share32(std::min(1.0, person.doing * n.plainness[k] * n.dt));
      done_e = part(std::max<std::int64_t>(0, static_cast<std::int64_t>(n.ceiling) - left.e), closed);
      done_t = part(std::max<std::int64_t>(0, std::int64_t{left.e} - left.t), closed);
      left.e += done_e, left.t += done_t;
    }
    taken_e = part(left.e, share(n.explicit_share[k])), taken_t = part(left.t, share(n.tacit_share[k]));
    left.e -= taken_e, left.t -= taken_t;
    mastered = mastery(left.e, left.t, tacit16);
  }
  Knowledge left;
  std::int32_t read = 0, done_e = 0, done_t = 0, taken_e = 0, taken_t = 0;
  std::int64_t mastered = 0;
};

TEST(Consolidation, IsTheSameByEveryWidthAndPracticeByPractice) {
  for (const std::size_t practices : {1, 4, 7, 8, 11, 12, 63, 64}) {
    Case given(practices);
    for (const Consolidate consolidate : consolidation_of_each_width()) {
      SCOPED_TRACE(practices);
      std::vector<Knowledge> left(people * practices + 1, Knowledge{1, 2});
      for (std::size_t p = 0; p < people; ++p) given.who[p].left = left.data() + p * practices;
      ConsolidationNumbers after = given.numbers;
      std::vector<Marks> marks(people, Marks{7, 7, 7, 7});
      consolidate(given.who.data(), people, practices, after, marks.data());

      std::vector<Marks> expected(people);
      std::uint64_t something_done = 0;
      for (std::size_t k = 0; k < practices; ++k) {
        ConsolidationNumbers sums = given.numbers;
        for (std::size_t p = 0; p < people; ++p) {
          const Expected of(given.numbers, given.who[p], k);
          EXPECT_EQ(left[p * practices + k], of.left) << p << " " << k;
          const auto add = [k](auto& sum, std::int64_t more) { sum[k] += static_cast<std::uint64_t>(more); };
          add(sums.explicit_read, of.read), add(sums.explicit_done, of.done_e);
          add(sums.tacit_done, of.done_t), add(sums.explicit_taken, of.taken_e);
          add(sums.tacit_taken, of.taken_t);
          something_done += static_cast<std::uint64_t>(of.done_t);
          const std::uint64_t bit = std::uint64_t{1} << k;
          const bool in_field = given.who[p].in_field & bit, holds = of.left != Knowledge{};
          if (holds) expected[p].holds |= bit;
          if (holds && of.mastered >= given.numbers.tells_from) expected[p].tells |= bit;
          if (of.mastered < given.numbers.sure_from) expected[p].unsure |= bit;
          if (!in_field) continue;
          add(sums.field_mastery, of.mastered), add(sums.field_knowing, of.mastered > 0);
          if (of.mastered > 0 && of.mastered >= static_cast<std::int64_t>(given.numbers.near_team[k]))
            expected[p].near_team |= bit;
        }
        EXPECT_EQ(after.explicit_read[k], sums.explicit_read[k]);
        EXPECT_EQ(after.explicit_done[k], sums.explicit_done[k]);
        EXPECT_EQ(after.tacit_done[k], sums.tacit_done[k]);
        EXPECT_EQ(after.explicit_taken[k], sums.explicit_taken[k]);
        EXPECT_EQ(after.tacit_taken[k], sums.tacit_taken[k]);
        EXPECT_EQ(after.field_mastery[k], sums.field_mastery[k]);
        EXPECT_EQ(after.field_knowing[k], sums.field_knowing[k]);
      }
      EXPECT_EQ(marks, expected);
      EXPECT_EQ(left.back(), (Knowledge{1, 2})) << "beyond the last row";
      if (practices > 12) {
        EXPECT_GT(something_done, 0u) << "nobody learns by doing, so that nothing is tested";
      }
    }
  }
}

}  // namespace
}  // namespace knowhow::public_services
