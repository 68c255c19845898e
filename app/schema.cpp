// knowhow schema: the JSON Schema of scenario files, for completion in an editor.
#include <iostream>

#include "app/command.h"
#include "models/catalogue.h"
#include "scenarios/scenario.h"

namespace knowhow::app {

Command schema_command() {
  return {"schema",
          "",
          "print the JSON Schema of scenario files, for an editor",
          "  knowhow schema > knowhow.schema.json\n\nThe first line of a scenario then names it:\n"
          "  # yaml-language-server: $schema=knowhow.schema.json\n",
          [] {
            po::options_description options("Options");
            options.add_options()("help,h", "this text");
            return options;
          },
          [](const po::variables_map&, const std::vector<std::string>&) -> int {
            std::cout << scenarios::json_schema(models::catalogue()) << "\n";
            return done;
          }};
}

}  // namespace knowhow::app
