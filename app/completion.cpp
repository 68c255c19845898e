// knowhow completion: a script for a shell, made from the table of commands and their options.
#include "app/completion.h"

#include <algorithm>
#include <iostream>
#include <sstream>

#include "sim/problem.h"

namespace knowhow::app {

namespace {

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
  return parts;
}

/// What `FILE`, `RESULTS.h5`, `bash|zsh` or `NAME`, as help shows them, can be.
Expected expected_of(std::string shown) {
  shown.erase(std::remove_if(shown.begin(), shown.end(), [](char c) { return c == '[' || c == ']'; }),
              shown.end());
  shown = shown.substr(0, shown.find(' '));  // of several arguments the others are like the first
  if (shown.find('|') != std::string::npos) return {Expected::Kind::word, split(shown, '|'), {}};
  const auto dot = shown.rfind('.');
  if (dot != std::string::npos) return {Expected::Kind::file, {}, shown.substr(dot + 1)};
  if (shown == "FILE") return {Expected::Kind::file, {}, {}};
  return {};
}

CompletedOption completed(const po::option_description& declared) {
  CompletedOption option;
  const auto [names, count] = declared.long_names();
  for (std::size_t i = 0; i < count; ++i) option.names.push_back("--" + names[i]);
  const std::string shortest = declared.canonical_display_name(po::command_line_style::allow_dash_for_short);
  if (shortest.size() == 2 && shortest[0] == '-' && shortest[1] != '-') option.names.push_back(shortest);
  option.meaning = declared.description();
  option.takes_value = declared.semantic()->max_tokens() > 0;
  // Without a value the name of the value says nothing.
  if (option.takes_value) option.value = expected_of(declared.semantic()->name());
  option.repeats = declared.semantic()->is_composing();
  return option;
}

int completion(const po::variables_map&, const std::vector<std::string>& arguments) {
  const auto table = completed_commands();
  const std::string& shell = arguments[0];
  const std::vector<std::pair<std::string, std::string (*)(const std::vector<CompletedCommand>&)>> shells{
      {"bash", bash_completion}, {"zsh", zsh_completion}, {"fish", fish_completion}};
  std::vector<std::string> names;
  for (const auto& [name, script] : shells) {
    if (name == shell) {
      std::cout << script(table);
      return done;
    }
    names.push_back(name);
  }
  throw WrongUsage("completion: no script for '" + shell + "'; " + sim::suggestion(shell, names));
}

}  // namespace

std::vector<CompletedCommand> completed_commands() {
  std::vector<CompletedCommand> all;
  for (const auto& command : commands()) {
    if (command.summary.empty()) continue;
    CompletedCommand one{
        command.name, command.summary, {}, expected_of(command.argument), takes_several(command)};
    if (command.names) one.argument = {Expected::Kind::word, command.names(), {}};
    const auto options = command.options();
    for (const auto& option : options.options()) one.options.push_back(completed(*option));
    all.push_back(std::move(one));
  }
  return all;
}

Command completion_command() {
  return {"completion",
          "bash|zsh|fish",
          "print a script that completes commands, options and files in a shell",
          "The script knows this version's commands and options. For bash, in ~/.bashrc:\n\n"
          "  source <(knowhow completion bash)\n\n"
          "For zsh, into a folder of $fpath:\n\n"
          "  knowhow completion zsh > ~/.zsh/completions/_knowhow\n\n"
          "For fish:\n\n"
          "  knowhow completion fish > ~/.config/fish/completions/knowhow.fish\n",
          [] {
            po::options_description options("Options");
            options.add_options()("help,h", "this text");
            return options;
          },
          completion};
}

}  // namespace knowhow::app
