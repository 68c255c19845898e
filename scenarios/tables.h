#pragma once
// The CSV tables of a scenario: from the folder of the file that names them, or from texts in memory.
#include <map>
#include <optional>
#include <string>

#include "scenarios/names.h"
#include "scenarios/reader/csv.h"
#include "scenarios/written.h"
#include "sim/plan.h"

namespace knowhow::scenarios {

class Tables {
 public:
  /// With `texts`, those are all the files there are.
  explicit Tables(const std::map<std::string, std::string>* texts) : texts_(texts) {}

  /// Reads a table and adds the names that its columns define.
  void read(const sim::Declaration& declaration, const Written& written, Names& names);
  /// `{file: NAME.csv}` as a table of any columns; a complaint, and nothing, if it cannot be had.
  std::optional<CsvTable> parse(const Written& written);
  /// Complains about cells that name what is not there, and hands the columns over.
  void finish(const sim::Declaration& declaration, const Written& written, const Names& names,
              sim::Setting& setting);

  /// The name of the table's file in the resolved scenario, if this node is one.
  const std::string* name_of(const YamlNode& file) const;
  std::map<std::string, std::string> take_texts() { return std::move(read_); }

 private:
  /// The text of a file, and its name among the files read.
  std::optional<std::string> text_of(const Written& file);
  std::optional<std::string> text_on_disk(const Written& file);
  std::string name_for(const std::string& location, const std::string& text);

  const std::map<std::string, std::string>* texts_;
  std::map<std::string, std::string> read_;   ///< texts by name
  std::map<std::string, std::string> names_;  ///< by location
  std::map<const YamlNode*, std::string> name_of_node_;
  std::map<std::string, CsvTable> tables_;  ///< by path of the setting
};

}  // namespace knowhow::scenarios
