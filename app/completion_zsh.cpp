#include <sstream>

#include "app/completion.h"

namespace knowhow::app {

namespace {

/// A text within single quotes, with a backslash before what would end its field.
std::string field(const std::string& text, const std::string& marks) {
  std::string result;
  for (const char c : text) {
    if (c == '\'')
      result += "'\\''";
    else if (marks.find(c) != std::string::npos)
      result += std::string("\\") + c;
    else
      result += c;
  }
  return result;
}

std::string offer(const Expected& expected) {
  switch (expected.kind) {
    case Expected::Kind::word: {
      std::string words;
      for (const auto& word : expected.words) words += (words.empty() ? "" : " ") + word;
      return "(" + words + ")";
    }
    case Expected::Kind::file:
      return expected.extension.empty() ? "_files" : "_files -g \"*." + expected.extension + "\"";
    case Expected::Kind::anything:
      break;
  }
  return " ";
}

/// One specification a name: `'(--quiet)--quiet[print no progress]'`.
void specify(std::ostream& script, const CompletedOption& option) {
  std::string all;
  for (const auto& name : option.names) all += (all.empty() ? "" : " ") + name;
  for (const auto& name : option.names) {
    script << " \\\n        '" << (option.repeats ? "*" : "(" + all + ")") << name;
    if (option.takes_value) script << (name[1] == '-' ? "=" : "+");
    script << "[" << field(option.meaning, "[]:\\") << "]";
    if (option.takes_value) script << ":value:" << offer(option.value);
    script << "'";
  }
}

}  // namespace

std::string zsh_completion(const std::vector<CompletedCommand>& commands) {
  std::ostringstream script;
  script << R"(#compdef knowhow
# zsh completion for knowhow, made by `knowhow completion zsh`

_knowhow() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C '(- *)--help[what the program does]' '(- *)--version[which version this is]' \
    '1: :->command' '*:: :->rest' && return
  case $state in
    command)
      local -a commands
      commands=()";
  for (const auto& command : commands)
    script << "\n        '" << command.name << ":" << field(command.summary, ":\\") << "'";
  script << R"(
      )
      _describe command commands
      return
      ;;
  esac
  case $line[1] in
)";
  for (const auto& command : commands) {
    script << "    " << command.name << ")\n      _arguments -s";
    for (const auto& option : command.options) specify(script, option);
    if (command.argument.kind != Expected::Kind::anything)
      script << " \\\n        '" << (command.takes_several ? "*" : "1")
             << ":argument:" << offer(command.argument) << "'";
    script << "\n      ;;\n";
  }
  script << R"(  esac
}

# Sourced, the script registers itself; found in $fpath, it is the function's body.
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _knowhow "$@"
else
  compdef _knowhow knowhow
fi
)";
  return script.str();
}

}  // namespace knowhow::app
