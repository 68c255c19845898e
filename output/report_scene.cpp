#include <stdexcept>

#include "output/report_parts.h"

namespace knowhow::output {

bool ReportScene::has(const std::string& variable, const std::vector<std::string>& dimensions) const {
  return file.has(variable) && file.variable(variable).dimensions == dimensions;
}

std::vector<double> ReportScene::means(const std::string& variable, std::vector<Stretch> stretches) const {
  stretches.push_back({"statistic", 0, 1});  // the mean is the first
  return file.read(variable, std::move(stretches), Group::summary);
}

const std::vector<std::string>& words_of(const sim::Dimension& dimension) {
  const auto* words = std::get_if<std::vector<std::string>>(&dimension.coordinate);
  if (!words) throw std::logic_error("'" + dimension.name + "' holds numbers");
  return *words;
}

std::vector<bool> counted_practices(const ResultsValues& file) {
  const auto& practice = file.dimension("practice");
  std::vector<bool> counted(practice.size(), true);
  for (const auto& labels : practice.labels)
    if (labels.name == "practice_type")
      for (std::size_t p = 0; p < counted.size(); ++p) counted[p] = labels.of_elements[p] == "practice";
  return counted;
}

}  // namespace knowhow::output
