// YAML from a tree.
#include <algorithm>
#include <string>

#include "scenarios/reader/yaml.h"

namespace knowhow::scenarios {

namespace {

std::string in_quotes(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string quoted = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned char byte = text[i];
    if (byte == '"' || byte == '\\') {
      quoted += {'\\', text[i]};
    } else if (byte == '\n') {
      quoted += "\\n";
    } else if (byte < 0x20 || byte == 0x7F) {
      quoted += {'\\', 'x', digits[byte >> 4], digits[byte & 0xF]};
    } else if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      const unsigned char control = text[++i];
      quoted += {'\\', 'x', digits[control >> 4], digits[control & 0xF]};
    } else if (text.substr(i).starts_with("\xEF\xBB\xBF")) {
      quoted += "\\uFEFF";
      i += 2;
    } else if (text.substr(i).starts_with("\xEF\xBF\xBE") || text.substr(i).starts_with("\xEF\xBF\xBF")) {
      quoted += text[i + 2] == '\xBE' ? "\\uFFFE" : "\\uFFFF";
      i += 2;
    } else {
      quoted += text[i];
    }
  }
  return quoted + '"';
}

bool simple(std::string_view text) {
  const auto letter = [](char c) { return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || c == '_'; };
  const auto digit = [](char c) { return '0' <= c && c <= '9'; };
  return !text.empty() && (letter(text[0]) || digit(text[0])) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return letter(c) || digit(c) || c == '.' || c == '-'; }) &&
         text != "null" && text != "Null" && text != "NULL";
}

/// A line end inside a plain text is written as an empty line.
std::string unfolded(std::string_view text, const std::string& margin) {
  std::string lines;
  for (std::size_t i = 0; i < text.size(); ++i) {
    lines += text[i];
    if (text[i] == '\n' && (i + 1 == text.size() || text[i + 1] != '\n')) lines += '\n' + margin;
  }
  return lines;
}

/// Whether the text, written plain, is read as the same plain text.
bool fits_plain(std::string_view text) {
  if (simple(text)) return true;
  sim::Problems problems;
  const YamlNode list = parse_yaml("- " + unfolded(text, "  "), "", problems);
  return problems.empty() && list.items.size() == 1 && list.items[0].kind == YamlNode::Kind::scalar &&
         !list.items[0].quoted && list.items[0].text == text;
}

void write(const YamlNode& node, const std::string& margin, std::string& yaml);

/// Behind a colon or a dash.
void write_value(const YamlNode& value, const std::string& margin, std::string& yaml) {
  const bool block = !value.items.empty() || !value.members.empty();
  yaml += block ? "\n" : " ";
  write(value, margin + "  ", yaml);
}

void write(const YamlNode& node, const std::string& margin, std::string& yaml) {
  switch (node.kind) {
    case YamlNode::Kind::nothing:
      yaml += "~\n";
      return;
    case YamlNode::Kind::scalar:
      yaml += !node.quoted && fits_plain(node.text) ? unfolded(node.text, margin) : in_quotes(node.text);
      yaml += '\n';
      return;
    case YamlNode::Kind::list:
      if (node.items.empty()) yaml += "[]\n";
      for (const YamlNode& item : node.items) {
        yaml += margin + "-";
        write_value(item, margin, yaml);
      }
      return;
    case YamlNode::Kind::map:
      if (node.members.empty()) yaml += "{}\n";
      for (const YamlMember& member : node.members) {
        yaml += margin + (simple(member.key) ? member.key : in_quotes(member.key)) + ":";
        write_value(member.value, margin, yaml);
      }
      return;
  }
}

}  // namespace

std::string to_yaml(const YamlNode& node) {
  std::string yaml;
  if (node.kind == YamlNode::Kind::scalar) {
    yaml = "---";
    write_value(node, "", yaml);
  } else {
    write(node, "", yaml);
  }
  return yaml;
}

}  // namespace knowhow::scenarios
