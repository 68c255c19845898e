#pragma once
// What there is in March's organisation: its numbers, beliefs, and the state before the first step.
#include <array>
#include <vector>

#include "models/published/lanes.h"
#include "sim/declaration.h"

namespace knowhow::published {

struct Reality {
  double dimensions, turbulence;
  static constexpr auto parameters() {
    return std::array{sim::Parameter{&Reality::dimensions,
                                     "dimensions",
                                     30,
                                     {1, 64},
                                     {30, 30},
                                     sim::Unit::count,
                                     sim::When::at_start,
                                     "March 1991",
                                     "things about which one can be right or wrong"},
                      sim::Parameter{&Reality::turbulence,
                                     "turbulence",
                                     0,
                                     {0, 1},
                                     {0, .1},
                                     sim::Unit::share,
                                     sim::When::any_time,
                                     "March 1991",
                                     "probability that a dimension of reality turns round, per step (p4)"}};
  }
};

struct People {
  double number, socialisation, second_share, second_socialisation, turnover;
  static constexpr auto parameters() {
    return std::array{
        sim::Parameter{&People::number,
                       "number",
                       50,
                       {1, 1e6},
                       {50, 50},
                       sim::Unit::count,
                       sim::When::at_start,
                       "March 1991",
                       "how many people there are"},
        sim::Parameter{
            &People::socialisation,
            "socialisation",
            .1,
            {0, 1},
            {.1, .9},
            sim::Unit::share,
            sim::When::any_time,
            "March 1991",
            "probability that a person learns a belief of the code that is not theirs, per step (p1)"},
        sim::Parameter{&People::second_share,
                       "second_share",
                       0,
                       {0, 1},
                       {0, 1},
                       sim::Unit::share,
                       sim::When::any_time,
                       "March 1991",
                       "share of people who learn at the rate `second_socialisation` instead"},
        sim::Parameter{&People::second_socialisation,
                       "second_socialisation",
                       .9,
                       {0, 1},
                       {.1, .9},
                       sim::Unit::share,
                       sim::When::any_time,
                       "March 1991",
                       "socialisation of that share of people"},
        sim::Parameter{&People::turnover,
                       "turnover",
                       0,
                       {0, 1},
                       {0, .1},
                       sim::Unit::share,
                       sim::When::any_time,
                       "March 1991",
                       "probability that a person is replaced by a newcomer, per step (p3)"}};
  }
};

struct Code {
  double learning;
  static constexpr auto parameters() {
    return std::array{sim::Parameter{
        &Code::learning,
        "learning",
        .5,
        {0, 1},
        {.1, .9},
        sim::Unit::share,
        sim::When::any_time,
        "March 1991",
        "how readily the code learns (p2): it keeps a belief with probability (1 - p2)^s, where s "
        "is the majority, in people, against it among those who know more than it does"}};
  }
};

constexpr std::uint64_t one_third = 0x55555555;

/// Beliefs on all dimensions: the lanes in which they are +1 and those in which they are -1; 0 in neither.
template <class Lanes>
struct Beliefs {
  Lanes plus = 0, minus = 0;
};

/// Each dimension +1, 0 or -1, equally likely.
template <class Lanes>
Beliefs<Lanes> any_beliefs(Lanes all, Bits<Lanes> bits) {
  const Lanes sign = bits.next();
  const Lanes some = all & ~happens(all, one_third, bits);
  return {some & sign, some & ~sign};
}

/// As they are before the first step.
template <class Lanes>
struct Start {
  Lanes all = 0, reality = 0;
  std::vector<Lanes> plus, minus;  ///< of people
};

}  // namespace knowhow::published
