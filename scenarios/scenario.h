#pragma once
// From a scenario file to a Plan, strictly: every mistake is found at once, with its place and its cure.
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scenarios/reader/yaml.h"
#include "sim/model.h"
#include "sim/plan.h"

namespace knowhow::scenarios {

/// What the command line says on top of the file.
struct Overrides {
  std::vector<std::string> set;                 ///< `path.to.key=value`, as --set has it; the value is YAML
  std::optional<std::string> seed, replicates;  ///< as written; checked like the file's own
  std::vector<std::string> only;                ///< keep these scenarios (and the baseline)
  std::optional<YamlNode> uncertain = {};       ///< instead of what stands under `uncertain` by the same keys
  std::vector<std::string> attribute = {};      ///< add all parts of these scenarios (packages.h)
  bool without_barriers = false;                ///< add every scenario without each barrier (packages.h)
};

struct Scenario {
  sim::Plan plan;
  std::string resolved;  ///< YAML: the file, its bases and the overrides as one document, without `extends`
  std::map<std::string, std::string> files;  ///< every table read: its name in `resolved` -> its text
  std::vector<int> numbering = {};  ///< slots from which names follow, so that one plan has one value of them
};

/// Reads and checks a scenario file for one of the models. Throws sim::InvalidInput with all problems (exit
/// 3) or sim::FileTrouble (exit 4).
Scenario load(const std::filesystem::path& path, const Overrides& overrides,
              std::span<const sim::Model> models);

/// The same from texts in memory: `files` holds the tables that `resolved` names. For running a results file
/// again.
Scenario load_resolved(const std::string& resolved, const std::map<std::string, std::string>& files,
                       const Overrides& overrides, std::span<const sim::Model> models);

/// The JSON Schema (draft 7) of scenario files, from the same declarations.
std::string json_schema(std::span<const sim::Model> models);

}  // namespace knowhow::scenarios
