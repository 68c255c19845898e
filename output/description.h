#pragma once
// Everything about a study but its runs: what a journal begins with, so that it alone makes a results file.
#include <string>

#include "sim/results.h"

namespace knowhow::output {

struct Description {
  sim::Attributes identity;    ///< what a command must agree in to go on with a journal
  sim::Attributes attributes;  ///< of the results file
  sim::Attributes provenance;  ///< its texts
  sim::Layout layout;
  bool statistics =
      true;  ///< whether runs count alike, so that /summary and /difference say something of them
};

std::string to_json(const Description& description);

/// Throws std::invalid_argument if the text is not what to_json makes.
Description description_from(const std::string& json);

}  // namespace knowhow::output
