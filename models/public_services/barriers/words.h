#pragma once
// The vocabularies in which the ledger can be told. Why each barrier has its words: docs/model.md.
#include <algorithm>
#include <array>
#include <string_view>

namespace knowhow::public_services {

/// A barrier's word in each vocabulary.
struct Words {
  std::string_view report, odell_grayson, institute_for_government;
};

struct Vocabulary {
  std::string_view name, source, meaning;
  std::string_view Words::*word;
  std::array<std::string_view, 5> words;  ///< in the order of the source; fewer leave the last ones empty
};

constexpr std::array<Vocabulary, 3> vocabularies{
    {{"report",
      "report",
      "the five barriers of Downe, A Shared Responsibility",
      &Words::report,
      {"mechanisms", "awareness", "responsibility", "incentives", "relationships"}},
     {"odell_grayson",
      "O'Dell and Grayson",
      "the four barriers of O'Dell and Grayson 1998",
      &Words::odell_grayson,
      {"ignorance", "capacity", "relationships", "motivation"}},
     {"institute_for_government",
      "Institute for Government",
      "the four problems of the Institute for Government",
      &Words::institute_for_government,
      {"information", "coordination", "capacity", "adaptation"}}}};

/// Whether there is a word in each vocabulary, and one that the vocabulary has.
constexpr bool complete(const Words& words) {
  for (const Vocabulary& vocabulary : vocabularies) {
    const std::string_view word = words.*vocabulary.word;
    if (word.empty() ||
        std::find(vocabulary.words.begin(), vocabulary.words.end(), word) == vocabulary.words.end())
      return false;
  }
  return true;
}

/// No barrier: nobody met. In the absence of any organised structure learning is lost (the report); neither
/// knows of the other (O'Dell and Grayson); the information does not exist where it is needed.
constexpr Words never_met_words{"mechanisms", "ignorance", "information"};
static_assert(complete(never_met_words));

}  // namespace knowhow::public_services
