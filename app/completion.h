#pragma once
// What can follow on the command line, as the shells' scripts need it.
#include <string>
#include <vector>

#include "app/command.h"

namespace knowhow::app {

/// What a value or an argument can be.
struct Expected {
  enum class Kind { anything, word, file };
  Kind kind = Kind::anything;
  std::vector<std::string> words = {};
  std::string extension = {};  ///< of a file; none: any file
};

struct CompletedOption {
  std::vector<std::string> names;  ///< with their dashes, the long one first
  std::string meaning;
  bool takes_value = false;
  bool repeats = false;
  Expected value = {};
};

struct CompletedCommand {
  std::string name, summary;
  std::vector<CompletedOption> options;
  Expected argument = {};
  bool takes_several = false;  ///< arguments like that
};

std::vector<CompletedCommand> completed_commands();

std::string bash_completion(const std::vector<CompletedCommand>& commands);
std::string zsh_completion(const std::vector<CompletedCommand>& commands);
std::string fish_completion(const std::vector<CompletedCommand>& commands);

}  // namespace knowhow::app
