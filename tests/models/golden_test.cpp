// Golden numbers of Wales: named, readable in a diff, one set for any number of threads. A commit that
// changes one says why under "Changed results" in the changelog. To write them anew: KNOWHOW_WRITE_GOLDEN=1
// tests_models --gtest_filter=Golden.*
#include <cstdlib>
#include <fstream>
#include <map>

#include "tests/models/laboratory.h"

namespace knowhow::public_services {
namespace {

std::map<std::string, double> numbers_of(const std::string& scenario, const Laboratory& laboratory,
                                         const sim::Rows& rows) {
  std::map<std::string, double> numbers;
  for (const char* name :
       {"final_applied", "final_acquired", "final_aware", "final_improvement", "net_present_value"})
    numbers[scenario + "," + name] = laboratory.of(rows, name)[0];
  for (const char* name : {"contacts", "ledger_potential", "ledger_gained"}) {
    const auto& values = laboratory.of(rows, name);
    const auto& channels = laboratory.world().frame.channels;
    for (std::size_t i = 0; i < values.size(); ++i)
      numbers[scenario + "," + name + " by " + channels[i % channels.size()].name] += values[i];
  }
  const auto& lost = laboratory.of(rows, "ledger_lost");
  for (std::size_t i = 0; i < lost.size(); ++i)
    numbers[scenario + ",ledger_lost at barrier " + std::to_string(i % contact_barriers + 1)] += lost[i];
  for (const char* name :
       {"never_met", "application_potential", "application_lost", "adaptation_potential", "adaptation_lost"})
    for (double value : laboratory.of(rows, name)) numbers[scenario + "," + name] += value;
  return numbers;
}

TEST(Golden, Wales) {
  const std::string path = KNOWHOW_SOURCE "/tests/golden/wales.csv";
  std::map<std::string, double> numbers;
  const auto laboratory = Laboratory::of_file("invest_to_save.yaml");
  for (const char* name : {"baseline", "mandate", "all together"}) {
    std::size_t scenario = 0;
    while (laboratory->plan().scenarios.at(scenario).name != name) ++scenario;
    numbers.merge(numbers_of(name, *laboratory, laboratory->run(scenario, nullptr, {}, 2)));
  }
  if (std::getenv("KNOWHOW_WRITE_GOLDEN")) {
    std::ofstream file(path);
    file.precision(17);
    file << "scenario,number,value\n";
    for (const auto& [name, value] : numbers) file << name << "," << value << "\n";
  }
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  std::size_t compared = 0;
  while (std::getline(file, line)) {
    const auto comma = line.rfind(',');
    const std::string name = line.substr(0, comma);
    ASSERT_TRUE(numbers.count(name)) << name;
    EXPECT_EQ(numbers[name], std::stod(line.substr(comma + 1))) << name;
    ++compared;
  }
  EXPECT_EQ(compared, numbers.size());
  EXPECT_GT(compared, 50u);
}

}  // namespace
}  // namespace knowhow::public_services
