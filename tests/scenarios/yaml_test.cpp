#include "scenarios/reader/yaml.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <vector>

#include "tests/scenarios/problems_found.h"

namespace knowhow::scenarios {
namespace {

using Kind = YamlNode::Kind;

/// The tree in one line: `~`, plain, 'quoted', [list], {key: value}.
std::string shown(const YamlNode& node) {
  std::string text;
  switch (node.kind) {
    case Kind::nothing:
      return "~";
    case Kind::scalar:
      return node.quoted ? "'" + node.text + "'" : node.text;
    case Kind::list:
      for (const auto& item : node.items) text += (text.empty() ? "" : ", ") + shown(item);
      return "[" + text + "]";
    case Kind::map:
      for (const auto& member : node.members)
        text += (text.empty() ? "" : ", ") + member.key + ": " + shown(member.value);
      return "{" + text + "}";
  }
  return text;
}

/// Reads a text that must be in order.
YamlNode read(const std::string& text) {
  sim::Problems problems;
  YamlNode root = parse_yaml(text, "a.yaml", problems);
  for (const auto& problem : found(problems)) ADD_FAILURE() << text << "\n" << sim::to_string(problem);
  return root;
}

struct Read {
  std::string text, tree;
};

const Read valid[] = {
    {"", "~"},
    {"# nothing but a comment\n", "~"},
    {"---\n", "~"},
    {"...\n", "~"},
    {"~\n", "~"},
    {"\xEF\xBB\xBF"
     "a: 1\n",
     "{a: 1}"},
    {"a: 1\n", "{a: 1}"},
    {"a: 1", "{a: 1}"},
    {"a: 1\r\nb:\r\n  - c\r\n  - \"d\r\n    e\"\r\n", "{a: 1, b: [c, 'd e']}"},
    {"a:\n  b: 1\n  c: [1, 2, {d: e}]\nf: {g: h, i: [j]}\n",
     "{a: {b: 1, c: [1, 2, {d: e}]}, f: {g: h, i: [j]}}"},
    {"- a\n-\n  - b\n- - c\n  - d\n- e: f\n  g: h\n", "[a, [b], [c, d], {e: f, g: h}]"},
    {"a:\n- b\n- c\nd: e\n", "{a: [b, c], d: e}"},
    {"- - - a\n    - b\n  - c\n", "[[[a, b], c]]"},
    {"a:\n  - b: 1\n    c:\n    - d\n    - e\n  - f\n", "{a: [{b: 1, c: [d, e]}, f]}"},
    {"a:\nb: ~\nc: null\nd: Null\ne: NULL\nf: \"\"\ng: 'null'\n",
     "{a: ~, b: ~, c: ~, d: ~, e: ~, f: '', g: 'null'}"},
    {"-\n- \n- - -\n", "[~, ~, [[~]]]"},
    {"a: [1, 2, ]\nb: {c, d: , e: 1,}\n", "{a: [1, 2], b: {c: ~, d: ~, e: 1}}"},
    {"{\"a\":1,\"b\":[1,{\"c\":null}],\"d\":\"x\\\"y\"}\n", "{a: 1, b: [1, {c: ~}], d: 'x\"y'}"},
    {"[a: 1, \"b\":2, [c], 'd' : 3]\n", "[{a: 1}, {b: 2}, [c], {d: 3}]"},
    {"[\n a,\n b # comment\n , c\n]\n", "[a, b, c]"},
    {"a: [\n  1, 2\n  ]\nb: {\n  c: 1,\n  # comment\n  d:\n    2\n }\n", "{a: [1, 2], b: {c: 1, d: 2}}"},
    {"a: [x y,\n  several\n  lines]\n", "{a: [x y, several lines]}"},
    {"[]\n", "[]"},
    {"a: []\nb: {}\n", "{a: [], b: {}}"},
    {"a: >\n  folded\n  text\n\n  more\n", "{a: 'folded text\nmore\n'}"},
    {"a: |-\n  literal\n   lines\nb: |2\n    two\n", "{a: 'literal\n lines', b: '  two\n'}"},
    {"a: |+\n  kept\n\nb: 1\n", "{a: 'kept\n\n', b: 1}"},
    {"a: |\n  # no comment\n  b: [\nc: | # comment\n  d\n", "{a: '# no comment\nb: [\n', c: 'd\n'}"},
    {"a: |\n\nb: >-\n\n  x\n", "{a: '', b: '\nx'}"},
    {"a: |\n \t\nb: 1\n", "{a: '\t\n', b: 1}"},
    {"- |1-\n  a\n- >-2\n  b\n", "[' a', 'b']"},
    {"a: 'it''s'\nb: 'two\n  lines\n\n  more'\n", "{a: 'it's', b: 'two lines\nmore'}"},
    {"a: \"\\t\\\"\\\\\\u00e9\\U0001F600\\x41\\/ \\\n  joined\"\n", "{a: '\t\"\\é😀A/ joined'}"},
    {"a: \"\\a\\b\\e\\f\\n\\r\\v\\ \\L\\P\"\n", "{a: '\a\b\x1B\f\n\r\v \xE2\x80\xA8\xE2\x80\xA9'}"},
    {"a: \"b\"   # comment\nc: [1] # comment\nd: 'e' \n", "{a: 'b', c: [1], d: 'e'}"},
    {"a: one\n  two\n\n  three\nb: c\n", "{a: one two\nthree, b: c}"},
    {"a:\n\n  b\n\nc: 1\n", "{a: b, c: 1}"},
    {"a: b\n  - c\n", "{a: b - c}"},
    {"# comment\na: 1 # comment\n\n  # comment\nb: 2\n   # comment\n", "{a: 1, b: 2}"},
    {"- # comment\n  a\n- # comment\n  - b\n", "[a, [b]]"},
    {"a:\n  # comment\n  b: 1\n # odd comment\n  c: 2\n", "{a: {b: 1, c: 2}}"},
    {"---\na: 1\n...\n# comment\n...\n", "{a: 1}"},
    {"--- text\n", "text"},
    {"--- |\n  text\n", "'text\n'"},
    {"several\nlines\n", "several lines"},
    {"[a,\n---b]\n", "[a, ---b]"},
    {"why? because\n", "why? because"},
    {"http://x.y/z\n", "http://x.y/z"},
    {"\"a:1\"\n", "'a:1'"},
    {"a: ---\nb: \"...\"\n", "{a: ---, b: '...'}"},
    {"a b c: d e f\n\"g h\": i\n'j: k': l\n", "{a b c: d e f, g h: i, j: k: l}"},
    {"a: -1\nb: -x\nc: ?x\nd: :x\ne: x:y:z\nf: 12:30\n", "{a: -1, b: -x, c: ?x, d: :x, e: x:y:z, f: 12:30}"},
    {"a: http://x.y/z?q=1#f\nb: [c#d, e:f]\n", "{a: http://x.y/z?q=1#f, b: [c#d, e:f]}"},
    {"{a: http://x, http://y, c: d:e}\n", "{a: http://x, http://y: ~, c: d:e}"},
    {"start: 2014-04-01\ncost: {a_year: 150 000 GBP, share: 30 %}\n",
     "{start: 2014-04-01, cost: {a_year: 150 000 GBP, share: 30 %}}"},
    {"yes: no\non: off\ntrue: 010\n", "{yes: no, on: off, true: 010}"},
    {"\"<<\": <<\n\"null\": 1\n", "{<<: <<, null: 1}"},
    {"é: ü\n日本: 語\n", "{é: ü, 日本: 語}"},
    {"a:\tb\nc: d\t# comment\n", "{a: b, c: d}"},
    {"a:\n \tb\nc: \"d\n  \te\"\n-1: f\n", "{a: b, c: 'd e', -1: f}"},
    {"-\t-1\n- [\n\t\n a\n ]\n", "[-1, [a]]"},
    {"a: 1\n\t\nb: 2\n", "{a: 1, b: 2}"},
    {"{a\n b: 1, c # d\n }\n", "{a b: 1, c: ~}"},
    {"{a\n : 1, \"b\"\n :2}\n", "{a: 1, b: 2}"},
    {"k: [\n# comment\n  a,\n# comment\n  b ]\n", "{k: [a, b]}"},
    {"|\ntext\n", "'text\n'"},
    {">\nfolded\ntext\n", "'folded text\n'"},
    {"a: |\n  no line end", "{a: 'no line end\n'}"},
    {"? a\n: b\n? c\nd: e\n", "{a: b, c: ~, d: e}"},
    {"? |\n  a\n  b\n: - c\n  - d\n", "{a\nb\n: [c, d]}"},
    {"?\n  a\n:\n- b\n- c\n", "{a: [b, c]}"},
    {"- ? a\n  : b\n  ? c\n", "[{a: b, c: ~}]"},
    {"[? a : b, ? c, d]\n", "[{a: b}, {c: ~}, d]"},
    {"{? a : b, ? c\n : d}\n", "{a: b, c: d}"},
    {"[?a, b?, why? because, http://x?y=1]\n", "[?a, b?, why? because, http://x?y=1]"},
    {"%YAML 1.2\n---\na: 1\n", "{a: 1}"},
    {"# comment\n%YAML 1.1 # comment\n%RESERVED directive\n# comment\n--- # comment\na: 1\n", "{a: 1}"},
    {"a: \"\\N\\_\\ud83d\\ude00\"\n", "{a: '\xC2\x85\xC2\xA0😀'}"},
    {"a: \"b  \n  c\\\n\n  d\\ \n  e\"\n", "{a: 'b c\nd  e'}"},
    {"a: '  b  \n\n\n  c  '\n", "{a: '  b\n\nc  '}"},
    {"a: >\n\n  b\n  c\n\n   d\n  e\n\n\n  f\n\n", "{a: '\nb c\n\n d\ne\n\nf\n'}"},
    {"a: >+\n  b\n\n\nc: >-\n  d\n\n", "{a: 'b\n\n\n', c: 'd'}"},
};

TEST(Yaml, ReadsWhatIsInOrder) {
  for (const auto& [text, tree] : valid) EXPECT_EQ(shown(read(text)), tree) << text;
}

TEST(Yaml, IsWrittenAndReadBackTheSame) {
  for (const auto& [text, tree] : valid) {
    const std::string written = to_yaml(read(text));
    EXPECT_EQ(shown(read(written)), tree) << text << "\nwritten as\n" << written;
  }
}

TEST(Yaml, EveryNodeKnowsItsPlace) {
  const YamlNode root = read("é: ü\nlist:\n  - a\n  -\n  # between\n  - {ß: x, y: }\nmap:\nlast: ~\n");
  const auto at = [](const sim::Place& place) {
    return std::to_string(place.line) + ":" + std::to_string(place.column);
  };
  EXPECT_EQ(root.place.file, "a.yaml");
  EXPECT_EQ(at(root.place), "1:1");
  EXPECT_EQ(at(root.members[0].key_place), "1:1");
  EXPECT_EQ(at(root.members[0].value.place), "1:4");
  const YamlNode& list = root.find("list")->value;
  EXPECT_EQ(at(list.place), "3:3");
  EXPECT_EQ(at(list.items[0].place), "3:5");
  EXPECT_EQ(at(list.items[1].place), "4:3");
  EXPECT_EQ(at(list.items[2].place), "6:5");
  EXPECT_EQ(at(list.items[2].members[0].value.place), "6:9");
  EXPECT_EQ(at(list.items[2].members[1].key_place), "6:12");
  EXPECT_EQ(at(list.items[2].members[1].value.place), "6:12");
  EXPECT_EQ(at(root.find("map")->value.place), "7:1");
  EXPECT_EQ(at(root.find("last")->value.place), "8:7");
  EXPECT_EQ(root.find("nowhere"), nullptr);
}

YamlNode scalar(std::string text, bool quoted) {
  YamlNode node;
  node.kind = Kind::scalar;
  node.text = std::move(text);
  node.quoted = quoted;
  return node;
}

const std::string strange[] = {"",
                               " ",
                               "  leading",
                               "trailing ",
                               "a: b",
                               "a:",
                               ":",
                               ": a",
                               "#",
                               "a # b",
                               "# a",
                               "-",
                               "- a",
                               "---",
                               "...",
                               "?",
                               "? a",
                               "[",
                               "]",
                               "{a}",
                               "a, b",
                               "&a",
                               "*a",
                               "!a",
                               "|",
                               ">",
                               "%a",
                               "@a",
                               "`a`",
                               "'",
                               "''",
                               "\"",
                               "\\",
                               "\\n",
                               "it's",
                               "\"a\"",
                               "\n",
                               "a\n",
                               "\na",
                               "a\nb",
                               "a\n\n\nb\n\n",
                               "a\n b",
                               "a\n# b",
                               "a\n- b\n---\n...",
                               "\t",
                               "a\tb",
                               "\r",
                               "a\r\nb",
                               "é",
                               "日本語",
                               "😀",
                               "\x7F",
                               "\x1B[0m",
                               "\xC2\x85",
                               "\xC2\xA0",
                               "\xE2\x80\xA8",
                               "\xEF\xBB\xBF",
                               "\xEF\xBF\xBE",
                               "\xEF\xBF\xBF",
                               "1",
                               "-1",
                               "010",
                               "0x1F",
                               "1e3",
                               ".nan",
                               "1_000",
                               "12:30",
                               "2014-04-01",
                               "true",
                               "yes",
                               "no",
                               "null",
                               "Null",
                               "NULL",
                               "~",
                               "<<",
                               "=",
                               "a:1",
                               "http://x",
                               "C:\\x",
                               "30 %",
                               std::string(3000, 'x'),
                               "a\n" + std::string(2000, ' ') + "b"};

TEST(Yaml, StrangeTextsInQuotesAreReadBackAnywhere) {
  for (const auto& text : strange) {
    YamlNode map, list, outer;
    map.kind = outer.kind = Kind::map;
    list.kind = Kind::list;
    const std::string key = text.size() > 1000 ? text.substr(0, 1000) : text;
    map.members = {{key, {}, scalar(text, true)}, {key + "2", {}, {}}};
    list.items = {scalar(text, true), map, {}, scalar(text, true)};
    outer.members = {{"list", {}, list}, {key + "3", {}, map}, {"text", {}, scalar(text, true)}};
    for (const YamlNode& node : {scalar(text, true), map, list, outer})
      EXPECT_EQ(shown(read(to_yaml(node))), shown(node)) << to_yaml(node);
  }
}

TEST(Yaml, PlainTextsStayPlainWhereTheyCanAndAreQuotedWhereNot) {
  const std::string plain[] = {"1",    "-1",       "010",        "1e3",  "0x1F",        ".nan",    "true",
                               "yes",  "12:30",    "2014-04-01", "30 %", "150 000 GBP", "a b",     "it's",
                               "a#b",  "http://x", "-x",         "a, b", "a]",          "é",       "<<",
                               "a\nb", "a\n\n\nb", "a - b",      "---",  "C:\\x",       "£400 000"};
  for (const auto& text : plain) {
    YamlNode list;
    list.kind = Kind::list;
    list.items = {scalar(text, false), scalar(text, true)};
    EXPECT_EQ(shown(read(to_yaml(list))), "[" + text + ", '" + text + "']");
    EXPECT_EQ(shown(read(to_yaml(scalar(text, false)))), text);
  }
  for (const std::string text :
       {"", "~", "null", "a: b", "- a", "[a]", "# a", " a", "a ", "a\n", "'a'", "&a", "a\n # b"})
    EXPECT_EQ(shown(read(to_yaml(scalar(text, false)))), "'" + text + "'");
}

/// A file of its own, removed afterwards.
class File {
 public:
  explicit File(const std::string& content = "")
      : path_(std::filesystem::temp_directory_path() / ("knowhow_yaml_test_" + std::to_string(getpid()))) {
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~File() { std::filesystem::remove(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

void expect_trouble(const std::filesystem::path& path, const std::string& piece) {
  sim::Problems problems;
  try {
    read_text(path, 1000, problems);
    ADD_FAILURE() << path << " was read";
  } catch (const sim::FileTrouble& trouble) {
    const std::string message = trouble.what();
    EXPECT_TRUE(message.starts_with(path.string() + ": ")) << message;
    EXPECT_NE(message.find(piece), std::string::npos) << message;
    EXPECT_NE(message.find(';'), std::string::npos) << "no way out: " << message;
  }
  EXPECT_TRUE(problems.empty());
}

TEST(ReadText, TellsWhyAFileCannotBeRead) {
  expect_trouble("/nowhere/at/all.yaml", "no such file");
  expect_trouble("", "no such file");
  expect_trouble("/", "a folder");
  expect_trouble("/dev/null", "not a regular file");
  expect_trouble("/proc/self/mem", "Input/output error");
  const File file;
  expect_trouble(file.path() / "below.yaml", "no such file");
  std::filesystem::remove(file.path());
  ASSERT_EQ(mkfifo(file.path().c_str(), 0600), 0);
  expect_trouble(file.path(), "not a regular file");
}

TEST(ReadText, TellsThatPermissionIsMissing) {
  const File file("a: 1\n");
  ASSERT_EQ(chmod(file.path().c_str(), 0), 0);
  const bool root = geteuid() == 0;  // who may read everything
  if (root) {
    ASSERT_EQ(seteuid(65534), 0);
  }
  expect_trouble(file.path(), "Permission denied; ask its owner");
  if (root) {
    ASSERT_EQ(seteuid(0), 0);
  }
}

TEST(ReadText, ReadsAFileUpToTheLimit) {
  const std::string content = "a: é\r\n" + std::string(200'000, '#');
  const File file(content);
  sim::Problems problems;
  EXPECT_EQ(read_text(file.path(), content.size(), problems), content);
  EXPECT_TRUE(problems.empty());

  EXPECT_EQ(read_text(file.path(), content.size() - 1, problems), "");
  const auto all = found(problems);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].place.file, file.path().string());
  EXPECT_EQ(all[0].place.line, 0);
  EXPECT_NE(all[0].what.find("larger than 200006 bytes"), std::string::npos) << all[0].what;
}

TEST(ReadText, RefusesWhatIsNoText) {
  const File file("a: 1\nb: \xE9\n");
  sim::Problems problems;
  EXPECT_EQ(read_text(file.path(), 1000, problems), "");
  const auto all = found(problems);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].place.line, 2);
  EXPECT_EQ(all[0].place.column, 4);
  EXPECT_NE(all[0].what.find("not UTF-8"), std::string::npos);
}

}  // namespace
}  // namespace knowhow::scenarios
