// knowhow schema: the JSON Schema of scenario files, for completion in an editor.
#include <iostream>

#include "app/command.h"
#include "models/catalogue.h"
#include "scenarios/scenario.h"
#include "studies/sweep.h"

namespace knowhow::app {

Command schema_command() {
  return {"schema",
          "",
          "print the JSON Schema of scenario files, for an editor",
          "  knowhow schema > knowhow.schema.json\n  knowhow schema --sweep > "
          "knowhow.sweep.schema.json\n\nThe first line of a scenario then names it:\n"
          "  # yaml-language-server: $schema=knowhow.schema.json\n",
          [] {
            po::options_description options("Options");
            options.add_options()("sweep", "of sweep files instead")("help,h", "this text");
            return options;
          },
          [](const po::variables_map& given, const std::vector<std::string>&) -> int {
            std::cout << (wants(given, "sweep") ? studies::sweep_schema()
                                                : scenarios::json_schema(models::catalogue()))
                      << "\n";
            return done;
          }};
}

}  // namespace knowhow::app
