#include <boost/algorithm/string/join.hpp>
#include <sstream>

#include "app/completion.h"

namespace knowhow::app {

namespace {

using boost::algorithm::join;

std::string offer(const Expected& expected) {
  switch (expected.kind) {
    case Expected::Kind::word:
      return "_knowhow_words '" + join(expected.words, " ") + "'";
    case Expected::Kind::file:
      return "_knowhow_files '" + expected.extension + "'";
    case Expected::Kind::anything:
      break;
  }
  return ":";
}

}  // namespace

std::string bash_completion(const std::vector<CompletedCommand>& commands) {
  std::ostringstream script;
  std::string names;
  for (const auto& command : commands) names += command.name + " ";
  script << R"(# bash completion for knowhow, made by `knowhow completion bash`

_knowhow_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current")
}

# Files that end so, and the folders in which there may be more.
_knowhow_files() {
  compopt -o filenames 2>/dev/null
  if [[ -z $1 ]]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  else
    mapfile -t COMPREPLY < <(compgen -d -- "$current"; compgen -f -X "!*.$1" -- "$current")
  fi
}

_knowhow() {
  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}
  COMPREPLY=()
  # bash cuts --option=value into three words.
  if [[ $current == = ]]; then
    current=
  elif [[ $before == = ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if ((COMP_CWORD == 1)); then
    _knowhow_words ')"
         << names << R"(--help --version'
    return
  fi
  case $command in
)";
  for (const auto& command : commands) {
    std::string options;
    script << "    " << command.name << ")\n      case $before in\n";
    for (const auto& option : command.options) {
      options += join(option.names, " ") + " ";
      if (option.takes_value)
        script << "        " << join(option.names, " | ") << ")\n          " << offer(option.value)
               << "\n          return\n          ;;\n";
    }
    options.pop_back();
    script << "      esac\n      if [[ $current == -* ]]; then\n        _knowhow_words '" << options
           << "'\n      else\n        " << offer(command.argument) << "\n      fi\n      ;;\n";
  }
  script << "  esac\n}\n\ncomplete -F _knowhow knowhow\n";
  return script.str();
}

}  // namespace knowhow::app
