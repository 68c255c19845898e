#include "app/vocabulary.h"

#include "models/catalogue.h"
#include "sim/problem.h"

namespace knowhow::app {

std::string vocabulary_names() {
  std::string names;
  for (const auto& model : models::catalogue())
    for (const auto& vocabulary : model.vocabularies) names += (names.empty() ? "" : "|") + vocabulary.name;
  return names;
}

const sim::Vocabulary& chosen_vocabulary(const po::variables_map& given, const sim::Model& model) {
  static const sim::Vocabulary own_names;
  if (!given.count("vocabulary")) return model.vocabularies.empty() ? own_names : model.vocabularies.front();
  const auto word = given["vocabulary"].as<std::string>();
  std::vector<std::string> names;
  for (const auto& vocabulary : model.vocabularies) {
    if (vocabulary.name == word) return vocabulary;
    names.push_back(vocabulary.name);
  }
  throw WrongUsage("--vocabulary: there is no '" + word + "'; " + sim::suggestion(word, names));
}

}  // namespace knowhow::app
