#include <sstream>

#include "app/completion.h"

namespace knowhow::app {

namespace {

std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += (c == '\'' || c == '\\' ? "\\" : "") + std::string(1, c);
  return result + "'";
}

std::string offer(const Expected& expected) {
  switch (expected.kind) {
    case Expected::Kind::word: {
      std::string words;
      for (const auto& word : expected.words) words += (words.empty() ? "" : " ") + word;
      return " -f -a " + quoted(words);
    }
    case Expected::Kind::file:
      return expected.extension.empty() ? " -F"
                                        : " -f -a " + quoted("(__knowhow_files " + expected.extension + ")");
    case Expected::Kind::anything:
      break;
  }
  return " -f";
}

}  // namespace

std::string fish_completion(const std::vector<CompletedCommand>& commands) {
  std::ostringstream script;
  script << R"(# fish completion for knowhow, made by `knowhow completion fish`

function __knowhow_command -d 'Whether this is the command'
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test $words[2] = $argv[1]
end

function __knowhow_files -d 'Files that end so, and the folders in which there may be more'
    __fish_complete_path (commandline -ct) | string match -r '^.*(?:/|\.'$argv[1]')(?=\t|$)'
end

complete -c knowhow -e
)";
  const std::string first = "complete -c knowhow -n 'test (count (commandline -opc)) -eq 1' -f";
  script << first << " -l help -d 'what the program does'\n"
         << first << " -l version -d 'which version this is'\n";
  for (const auto& command : commands)
    script << first << " -a " << command.name << " -d " << quoted(command.summary) << "\n";
  for (const auto& command : commands) {
    const std::string within = "complete -c knowhow -n '__knowhow_command " + command.name + "'";
    script << "\n" << within << offer(command.argument) << "\n";
    for (const auto& option : command.options) {
      script << within;
      for (const auto& name : option.names)
        script << (name[1] == '-' ? " -l " + name.substr(2) : " -s " + name.substr(1));
      script << " -d " << quoted(option.meaning);
      if (option.takes_value) script << " -r" << offer(option.value);
      script << "\n";
    }
  }
  return script.str();
}

}  // namespace knowhow::app
