// knowhow merge: the parts of a sweep as one file.
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/progress.h"
#include "output/publish.h"
#include "sim/problem.h"
#include "studies/parts.h"

namespace knowhow::app {

namespace {

namespace fs = std::filesystem;

int merge(const po::variables_map& given, const std::vector<std::string>& arguments) {
  std::vector<fs::path> parts;
  for (const auto& name : arguments) {
    if (!fs::is_directory(name)) {
      parts.emplace_back(name);
      continue;
    }
    const auto found = studies::parts_in(name);
    if (found.files.empty())
      throw sim::FileTrouble(name + ": there are no finished parts in this folder" +
                             (found.journals.empty()
                                  ? std::string("; `knowhow sweep` makes them")
                                  : ", only journals of unfinished ones; the same commands go on"));
    parts.insert(parts.end(), found.files.begin(), found.files.end());
  }
  const fs::path target = given.count("output")            ? fs::path(given["output"].as<std::string>())
                          : fs::is_directory(arguments[0]) ? fs::path(arguments[0]) / "sweep.h5"
                                                           : fs::path("sweep.h5");
  output::check_destination(target);
  const auto merged =
      studies::merge_parts(parts, target, wants(given, "partial"),
                           wants(given, "virtual") ? studies::Merging::show : studies::Merging::copy);
  if (wants(given, "json"))
    std::cout << nlohmann::ordered_json{{"file", target.string()},         {"bytes", merged.bytes},
                                        {"parts", parts.size()},           {"points", merged.points},
                                        {"replicates", merged.replicates}, {"failed", merged.failed},
                                        {"missing", merged.missing},       {"digest", merged.digest}}
                     .dump(2)
              << "\n";
  else if (!wants(given, "quiet"))
    std::cout << parts.size() << (parts.size() == 1 ? " part: " : " parts: ") << merged.points << " points x "
              << merged.replicates << (merged.replicates == 1 ? " replicate" : " replicates")
              << (merged.failed ? ", " + std::to_string(merged.failed) + " failed" : "")
              << (merged.missing ? ", " + std::to_string(merged.missing) + " missing" : "") << "; digest "
              << merged.digest << "\nResults: " << target.string() << " ("
              << bytes(static_cast<double>(merged.bytes)) << ")"
              << (wants(given, "virtual") ? "; it shows what is in the parts, which must stay where they are"
                                          : "")
              << "\n";
  return merged.failed > 0 ? failed : done;
}

po::options_description options() {
  po::options_description all("Options");
  all.add_options()("output,o", po::value<std::string>()->value_name("FILE"),
                    "the file; by default sweep.h5 in the folder of the parts")(
      "virtual", "leave the outcomes in the parts, and show them from there")(
      "partial", "take what is there, and leave what is missing empty")(
      "json", "print what was done as JSON")("quiet", "print nothing")("help,h", "this text");
  return all;
}

}  // namespace

Command merge_command() {
  return {"merge",
          "PARTS...",
          "join the parts of a sweep to one file",
          "Names a folder of parts, or the part files themselves. However many parts there are, the file is "
          "the same, "
          "byte for byte.\nWith --virtual the outcomes stay in the parts, which must then stay where they "
          "are.\nParts of different sweeps, and parts that contradict each other, are refused.\n\n"
          "  knowhow merge results/what_matters\n"
          "  knowhow merge results/what_matters/part-*.h5 -o sweep.h5\n",
          options,
          merge};
}

}  // namespace knowhow::app
