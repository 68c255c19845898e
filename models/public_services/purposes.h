#pragma once
// The names of all purposes that draws are keyed by. Two with the same hash would share their luck unseen, so
// Frame refuses a scenario in which they do; a test checks that no purpose is missing here.
#include <array>
#include <string_view>

namespace knowhow::public_services {

constexpr std::array<std::string_view, 16> fixed_purposes{
    "person's traits", "seeded",        "awareness fades", "leaving",
    "newcomer",        "trial outcome", "application",     "start",
    "trial",           "abandon",       "champion named",  "invention",
    "mandate",         "refusal",       "moves",           "uncertain posterior"};

/// What a channel's draws are for, behind its name.
constexpr std::array<std::string_view, 24> channel_purposes{
    "",         " talks",   " visits",  " visit",     " visitor",  " written", " posted",     " cascade",
    " names",   " named",   " trust",   " network",   " joins",    " rhythm",  " agenda",     " presenter",
    " attends", " follows", " visited", " consulted", " proposed", " matched", " introduced", " answers"};

/// What a lever's draws are for, behind its name.
constexpr std::array<std::string_view, 5> lever_purposes{"", " applies", " finished", " liaises", " links"};

}  // namespace knowhow::public_services
