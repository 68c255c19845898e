// Documents that are no YAML, or use what scenarios do without.
#include <gtest/gtest.h>

#include "scenarios/reader/yaml.h"
#include "tests/scenarios/problems_found.h"

namespace knowhow::scenarios {
namespace {

const Refused refused[] = {
    {"foo:\n  bar\ninvalid\n", 3, 1, "a key and its colon are missing"},
    {"top1:\n  key1: val1\ntop2\n", 3, 1, "a key and its colon are missing"},
    {"key:\n - item1\n - item2\ninvalid\n", 4, 1, "a key and its colon are missing"},
    {"a\\nb: 1\nc\n d: 1\n", 2, 1, "a key and its colon are missing"},
    {"key: value\nthis is #not a: key\n", 2, 1, "a key and its colon are missing"},
    {"this\n is\n  invalid: x\n", 3, 3, "a key inside the text"},
    {"k1: v1\n k2: v2\n", 2, 2, "a key inside the text"},
    {"key:\n  word1 word2\n  no: key\n", 3, 3, "a key inside the text"},
    {"a: b\n  c: d\n", 2, 3, "a key inside the text"},
    {"a: x\n - y: 1\n", 2, 2, "a key inside the text"},
    {"--- |0\n", 1, 6, "there is text behind '"},
    {"--- |10\n", 1, 7, "there is text behind '"},
    {"---\nfolded: > first line\n  second line\n", 2, 11, "there is text behind '"},
    {"block: ># comment\n  scalar\n", 1, 9, "there is text behind '"},
    {"a: |+-\n x\n", 1, 6, "there is text behind '"},
    {"a: >2x\n  y\n", 1, 6, "there is text behind '"},
    {"a: | text\n", 1, 6, "there is text behind '"},
    {"---\nkey: value\n... invalid\n", 3, 5, "there is text behind the closing '...'"},
    {"---\na:\n\tb:\n\t\tc: value\n", 3, 1, "tab is used for indentation"},
    {"foo:\n  a: 1\n  \tb: 2\n", 3, 3, "tab is used for indentation"},
    {"foo: |\n\t\nbar: 1\n", 2, 1, "tab is used for indentation"},
    {"- [\n\tfoo,\n foo\n ]\n", 2, 1, "tab is used for indentation"},
    {"-\t-\n", 1, 2, "tab is used for indentation"},
    {"- \t-\n", 1, 3, "tab is used for indentation"},
    {"\ta: 1\n", 1, 1, "tab is used for indentation"},
    {"a: 1\n\tb: 2\n", 2, 1, "tab is used for indentation"},
    {"a: |\n\ttext\n", 2, 1, "tab is used for indentation"},
    {"key:\n   - ok\n   - also ok\n  - wrong\n", 4, 3, "indented differently from the lines"},
    {"key:\n  ok: 1\n wrong: 2\n", 3, 2, "indented differently from the lines"},
    {"map:\n  key1: \"quoted1\"\n key2: \"bad indentation\"\n", 3, 2, "indented differently from the lines"},
    {"map:\n  key1: \"quoted1\"\n   key2: \"bad indentation\"\n", 3, 4,
     "indented differently from the lines"},
    {"a:\n    b: 1\n   c: 2\n", 3, 4, "indented differently from the lines"},
    {"a: |4\n  text\n", 2, 3, "indented differently from the lines"},
    {"a:\n  - b\n - c\n", 3, 2, "indented differently from the lines"},
    {"---\n\"\\.\"\n", 2, 2, "unknown to YAML"},
    {"---\ndouble: \"quoted \\' scalar\"\n", 2, 17, "unknown to YAML"},
    {"block scalar: >\n \n  \n   \n invalid\n", 5, 2, "indented less than an empty line"},
    {"empty block scalar: >\n \n  \n   \n # comment\n", 5, 2, "indented less than an empty line"},
    {"---\nblock scalar: |\n     \n  more spaces at the beginning\n  are invalid\n", 4, 3,
     "indented less than an empty line"},
    {"---\n\"\n---\n\"\n", 2, 1, "not closed before the document ends"},
    {"--- \"a\n... x\nb\"\n", 1, 5, "not closed before the document ends"},
    {"---\n'\n...\n'\n", 2, 1, "not closed before the document ends"},
    {"key: - a\n     - b\n", 1, 6, "list cannot begin on this line"},
    {"---\nx: { y: z }in: valid\n", 2, 12, "there is text behind the closing bracket"},
    {"---\n- { y: z }- invalid\n", 2, 11, "there is text behind the closing bracket"},
    {"[a, b]]\n", 1, 7, "there is text behind the closing bracket"},
    {"{a: 1}}\n", 1, 7, "there is text behind the closing bracket"},
    {"a: {b: 1} {c: 2}\n", 1, 11, "there is text behind the closing bracket"},
    {"a: [1] 2\n", 1, 8, "there is text behind the closing bracket"},
    {"---\n[ [ a, b, c ]\n", 2, 1, "is never closed"},
    {"a: [1, 2\n", 1, 4, "is never closed"},
    {"a: {b: 1, b: 2\n", 1, 4, "is never closed"},
    {"é: [ü\n", 1, 4, "is never closed"},
    {"key:\n - bar\n - baz\n invalid\n", 4, 2, "no item of the list"},
    {"- item1\n- item2\ninvalid: x\n", 3, 1, "no item of the list"},
    {"- item1\n- item2\ninvalid\n", 3, 1, "no item of the list"},
    {"- a\n-b\n", 2, 1, "no item of the list"},
    {"a:\n  - b\n  c: d\n", 3, 3, "no item of the list"},
    {"- a\nb: c\n", 2, 1, "no item of the list"},
    {"\"a\\nb\": 1\n\"c\n d\": 1\n", 2, 1, "a key must stand on one line"},
    {"'a\nb': 1\n", 1, 1, "a key must stand on one line"},
    {"---\n[ key\n  : value ]\n", 2, 3, "a key must stand on one line"},
    {"a: [1\n  b: 2]\n", 1, 5, "a key must stand on one line"},
    {"key: word1\n#  xxx\n  word2\n", 3, 3, "a comment stands between"},
    {"---\nplain: a\n       b # end of scalar\n       c\n", 4, 8, "a comment stands between"},
    {"word1  # comment\nword2\n", 2, 1, "a comment stands between"},
    {"---\nflow: [a,\nb,\nc]\n", 3, 1, "but is not indented"},
    {"key: [ word1\n#  xxx\n  word2 ]\n", 3, 3, "a comma is missing"},
    {"k: {\nk\n:\nv\n}\n", 2, 1, "but is not indented"},
    {"a: {b: 1\nc: 2\n", 2, 1, "but is not indented"},
    {"a: [1\nb: [2\n", 2, 1, "but is not indented"},
    {"---\n[ a, b, c, ]#invalid\n", 2, 13, "without a space before '#'"},
    {"---\n[ a, b, c,#invalid\n]\n", 2, 11, "without a space before '#'"},
    {"key: \"value\"# invalid comment\n", 1, 13, "without a space before '#'"},
    {"a: [#b\n c]\n", 1, 5, "without a space before '#'"},
    {"--- key1: value1\n    key2: value2\n", 1, 9, "a second colon"},
    {"a: b: c: d\n", 1, 5, "a second colon"},
    {"---\na: 'b': c\n", 2, 7, "a second colon"},
    {"a: 1, b: 2\n", 1, 8, "a second colon"},
    {"a: b: c\n", 1, 5, "a second colon"},
    {"- a: b: c\n", 1, 7, "a second colon"},
    {"a: é, ü: x\n", 1, 8, "a second colon"},
    {"---\n[ , a, b, c ]\n", 2, 3, "nothing stands before this comma"},
    {"---\n[ a, b, c, , ]\n", 2, 12, "nothing stands before this comma"},
    {"a: [1,, 2]\n", 1, 7, "nothing stands before this comma"},
    {"{a: 1,, b: 2}\n", 1, 7, "nothing stands before this comma"},
    {"[,]\n", 1, 2, "nothing stands before this comma"},
    {"{,}\n", 1, 2, "nothing stands before this comma"},
    {"[23\n]: 42\n", 1, 1, "a key cannot be a list or a map"},
    {"[a]: 1\n", 1, 1, "a key cannot be a list or a map"},
    {"{[a]: 1}\n", 1, 2, "a key cannot be a list or a map"},
    {"[{a: 1}: 2]\n", 1, 2, "a key cannot be a list or a map"},
    {"---\nkey: \"missing closing quote\n", 2, 6, "this quote is not closed"},
    {"a: 'x\n", 1, 4, "this quote is not closed"},
    {"a: [x, \"y]\n", 1, 8, "this quote is not closed"},
    {"a: {b: \"x}\n", 1, 8, "this quote is not closed"},
    {"\"a: 1\n", 1, 1, "this quote is not closed"},
    {"foo: \"bar\n\tbaz\"\n", 1, 6, "is not indented as its continuation"},
    {"- - \"bar\nbar\": x\n", 1, 5, "is not indented as its continuation"},
    {"---\nquoted: \"a\nb\nc\"\n", 2, 9, "is not indented as its continuation"},
    {"a: 'x\nb: 1\n", 1, 4, "is not indented as its continuation"},
    {"a: \"x\n  y\nb: 1\n", 1, 4, "is not indented as its continuation"},
    {"---\n- [-, -]\n", 2, 4, "list of dashes cannot stand in brackets"},
    {"[-]\n", 1, 2, "list of dashes cannot stand in brackets"},
    {"key1: \"quoted1\"\nkey2: \"quoted2\" no key: nor value\nkey3: \"quoted3\"\n", 2, 17,
     "there is text behind the closing quote"},
    {"key1: \"quoted1\"\nkey2: \"quoted2\" trailing content\n", 2, 17,
     "there is text behind the closing quote"},
    {"a: \"x\" \"y\"\n", 1, 8, "there is text behind the closing quote"},
    {"a: \"b\" c\n", 1, 8, "there is text behind the closing quote"},
    {"\"a\" b: c\n", 1, 5, "there is text behind the closing quote"},
    {"a: 1\n'b' 2\n", 2, 5, "there is text behind the closing quote"},
    {"---\n[\nsequence item\n]\ninvalid item\n", 5, 1, "there is text behind the end"},
    {"a: 1\n...\nb: 1\n", 3, 1, "there is text behind the end"},
    {"a: 1\n...\n...\nb\n", 4, 1, "there is text behind the end"},
    {"[\n--- ,\n...\n]\n", 2, 1, "ends inside the brackets"},
    {"---\n{\n foo: 1\n bar: 2 }\n", 4, 5, "a comma is missing"},
    {"[ \"key\"\n  :value ]\n", 2, 3, "a comma is missing"},
    {"{a: b: c}\n", 1, 6, "a comma is missing"},
    {"[a: b: c]\n", 1, 6, "a comma is missing"},
    {"a: [1 # x\n  2]\n", 2, 3, "a comma is missing"},
    {"[ 'a' 'b' ]\n", 1, 7, "a comma is missing"},
    {"a: {b: 1\n  c: 2}\n", 2, 4, "a comma is missing"},
    {"{a: 1 b: 2}\n", 1, 8, "a comma is missing"},
    {"{\"a\" \"b\"}\n", 1, 6, "a comma is missing"},
    {"{\"a\": 1 \"b\": 2}\n", 1, 12, "a comma is missing"},
    {"[\"a\" b]\n", 1, 6, "a comma is missing"},
    {"[a: 1 : 2]\n", 1, 7, "a comma is missing"},
    {"?\t-\n", 1, 2, "tab is used for indentation"},
    {"? -\n:\t-\n", 1, 1, "a key cannot be a list or a map"},
    {"?\tkey:\n", 1, 2, "tab is used for indentation"},
    {"? key:\n:\tkey:\n", 1, 1, "a key cannot be a list or a map"},
    {"? a\n:\tb:\n", 2, 2, "tab is used for indentation"},
    {"a: ? b\n", 1, 4, "a key marked by '?' cannot begin here"},
    {"? \n: b\n", 1, 1, "not nothing"},
    {"{\"a\"\n", 1, 1, "is never closed"},
    {"{[a]}\n", 1, 2, "a key cannot be a list or a map"},
    {"{\n {a: b}}\n", 2, 2, "a key cannot be a list or a map"},
    {"- key: value\n - item1\n", 2, 2, "indented differently from the items"},
    {"%YAML 1.2\na: 1\n", 1, 1, "need a line '---'"},
    {"%YAML 1.2\n", 1, 1, "need a line '---'"},
    {"%YAML 1.2\n%YAML 1.2\n---\n", 2, 1, "a second %YAML"},
    {"%YAML 1.2 x\n---\n", 1, 11, "text behind the version"},
    {"%YAML 1.2#x\n---\n", 1, 7, "version of YAML is missing"},
    {"%YAML\n---\n", 1, 6, "version of YAML is missing"},
    {"%YAML 2.0\n---\n", 1, 7, "not read here"},
    {"%TAG ! tag:x,2000:\n---\na: 1\n", 1, 1, "tags"},
    {"% x\n---\n", 1, 1, "a directive"},
    {"a: 1\n%YAML 1.2\n---\nb: 1\n", 2, 1, "a directive"},
    {"---\n%TAG ! x\n", 2, 1, "a directive"},
    {"a:1\n", 1, 2, "space behind the colon is missing"},
    {"a:1\nb:2\n", 1, 2, "space behind the colon is missing"},
    {"a: 1\nb:2\n", 2, 2, "space behind the colon is missing"},
    {"{a:1}\n", 1, 3, "space behind the colon is missing"},
    {"\"a\":1\n", 1, 4, "space behind the colon is missing"},
    {"\"a\":\n  \"b\":1\n", 2, 6, "space behind the colon is missing"},
    {"a: 1\n\"b\":2\n", 2, 4, "space behind the colon is missing"},
    {"a: 1\né:2\n", 2, 2, "space behind the colon is missing"},
    {",\n", 1, 1, "cannot begin with a comma"},
    {": 1\n", 1, 1, "no key before this colon"},
    {"{: 1}\n", 1, 2, "no key before this colon"},
    {"~: 1\n", 1, 1, "not nothing"},
    {"null: 1\n", 1, 1, "not nothing"},
    {"{~: 1}\n", 1, 2, "not nothing"},
    {"a: 1\n---\nb: 1\n", 2, 1, "a second document"},
    {"a: 1\n---\n", 2, 1, "a second document"},
    {"---\n---\n", 2, 1, "a second document"},
    {"--- a\n--- b\n", 2, 1, "a second document"},
    {"a: 'it's'\n", 1, 8, "there is text behind the closing '"},
    {"a: 'x' # ok\nb: 'y'z\n", 2, 7, "there is text behind the closing '"},
    {"a: @b\n", 1, 4, "cannot begin with '"},
    {"a: `b`\n", 1, 4, "cannot begin with '"},
    {"a: %b\n", 1, 4, "cannot begin with '"},
    {"a: \"C:\\Users\\x\"\n", 1, 7, "hexadecimal digits"},
    {"a: \"\\u12\"\n", 1, 5, "hexadecimal digits"},
    {"a: \"\\x0g\"\n", 1, 5, "hexadecimal digits"},
    {"a: \"\\ud83d\\u0041\"\n", 1, 5, "no such character"},
    {"a: \"\\U00110000\"\n", 1, 5, "no such character"},
    {"a: \"\\0\"\n", 1, 5, "NUL"},
    {"a: \"\\x00\"\n", 1, 5, "NUL"},
    {"a: ]\n", 1, 4, "no opening bracket"},
    {"a: }\n", 1, 4, "no opening bracket"},
    {"a: [1}\n", 1, 6, "does not close"},
    {"a: [1, 2}\n", 1, 9, "does not close"},
    {"a: {b: 1]\n", 1, 9, "does not close"},
    {"a: 1]\nb: [}\n", 2, 5, "does not close"},
    {"a:\n  b: 1\n  - c\n", 3, 3, "item of a list where a key belongs"},
    {"- a: 1\n  - b\n", 2, 3, "item of a list where a key belongs"},
    {"a: 1\n- b\n", 2, 1, "item of a list where a key belongs"},
    {"a:\n - b\n- c\n", 3, 1, "item of a list where a key belongs"},
    {"a: *\n", 1, 4, "aliases"},
    {"*a : 1\n", 1, 1, "aliases"},
    {"a: &\n", 1, 4, "anchors"},
    {"&x\na: 1\n", 1, 1, "anchors"},
    {"[ a, | ]\n", 1, 6, "text block"},
    {"a: {b: |}\n", 1, 8, "text block"},
    {"a: 1\n[b]\n", 2, 1, "a bracket where a key belongs"},
    {"a: 1\n{b: 2}\n", 2, 1, "a bracket where a key belongs"},
    {"- <<: 1\n", 1, 3, "merge keys"},
    {"a: 1\n\"a\": 2\n", 2, 1, "is there already, in line 1"},
    {"- {a: 1}\n- {a: 1, b: 2,\n  a: 3}\n", 3, 3, "is there already, in line 2"},
};

TEST(YamlRefused, SaysWhereAndWhatAndTheWayOut) {
  for (const auto& [text, line, column, piece] : refused) {
    SCOPED_TRACE(text);
    sim::Problems problems;
    parse_yaml(text, "a.yaml", problems);
    const auto all = found(problems);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].place.file, "a.yaml");
    EXPECT_EQ(all[0].place.line, line);
    EXPECT_EQ(all[0].place.column, column);
    EXPECT_NE(sim::to_string(all[0]).find(piece), std::string::npos) << sim::to_string(all[0]);
    EXPECT_FALSE(all[0].cure.empty());
  }
}

TEST(YamlRefused, WithTheLineEndsOfWindowsInTheSamePlace) {
  for (const auto& [text, line, column, piece] : refused) {
    SCOPED_TRACE(text);
    std::string windows;
    for (const char c : text) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
    sim::Problems problems;
    parse_yaml(windows, "a.yaml", problems);
    const auto all = found(problems);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].place.line, line);
    EXPECT_EQ(all[0].place.column, column);
    EXPECT_NE(sim::to_string(all[0]).find(piece), std::string::npos) << sim::to_string(all[0]);
  }
}

TEST(YamlRefused, TellsEveryAnchorAliasTagMergeKeyAndRepeatedKeyAtOnce) {
  sim::Problems problems;
  const YamlNode root =
      parse_yaml("a: &x 1\nb: *x\nc: [!t 2, *x]\n*x : 3\n<<: *x\na: 4\nlast: 5\n", "a.yaml", problems);
  const auto all = found(problems);
  const Refused expected[] = {{"", 1, 4, "anchors"}, {"", 2, 4, "aliases"},
                              {"", 3, 5, "tags"},    {"", 3, 11, "aliases"},
                              {"", 4, 1, "aliases"}, {"", 5, 1, "merge keys"},
                              {"", 5, 5, "aliases"}, {"", 6, 1, "already, in line 1"}};
  ASSERT_EQ(all.size(), std::size(expected));
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].place.line, expected[i].line) << i;
    EXPECT_EQ(all[i].place.column, expected[i].column) << i;
    EXPECT_NE(all[i].what.find(expected[i].piece), std::string::npos) << all[i].what;
  }
  ASSERT_EQ(root.members.size(), 5u);
  EXPECT_EQ(root.find("a")->value.text, "1");
  EXPECT_EQ(root.find("last")->value.text, "5");
}

TEST(YamlRefused, AnAliasWithoutItsAnchorIsToldOnce) {
  for (const std::string text : {"a: *x\n", "a: *\n", "a: &\n"}) {
    sim::Problems problems;
    parse_yaml(text, "a.yaml", problems);
    EXPECT_EQ(found(problems).size(), 1u) << text;
  }
}

TEST(YamlRefused, ATabThatIndentsAnEmptyLineInsideAText) {
  for (const std::string text : {"a:\n  b: c\n\t\n    d\n", "a:\n  b: 'c\n\t\n    d'\n"}) {
    sim::Problems problems;
    parse_yaml(text, "a.yaml", problems);
    const auto all = found(problems);
    ASSERT_EQ(all.size(), 1u) << text;
    EXPECT_EQ(all[0].place.line, 3);
    EXPECT_EQ(all[0].place.column, 1);
    EXPECT_NE(all[0].what.find("a tab"), std::string::npos) << all[0].what;
  }
}

/// What YAML allows and no scenario needs: refused in a scenario with its place and cure, read where any YAML
/// is.
TEST(YamlRefused, WhatIsYamlButNoScenarioIsReadAsYaml) {
  const std::string yaml[] = {"[a]: 1\n",
                              "{[a]: 1}\n",
                              "[{a: 1}: 2]\n",
                              "{[a]}\n",
                              "{\n {a: b}}\n",
                              "a:1\n",
                              "{a:1}\n",
                              ": 1\n",
                              "{: 1}\n",
                              "~: 1\n",
                              "{~: 1}\n",
                              "a: \"\\0\"\n",
                              "? - a\n: b\n",
                              "? {a: b}\n",
                              "? \n: b\n",
                              "a: {? : b}\n",
                              "? |\n  a\n: ~\n[b]: c\n"};
  for (const auto& text : yaml) {
    sim::Problems any, scenario;
    parse_yaml(text, "a.yaml", any, YamlUse::any);
    EXPECT_TRUE(any.empty()) << text << sim::to_string(found(any).front());
    parse_yaml(text, "a.yaml", scenario);
    const auto all = found(scenario);
    ASSERT_EQ(all.size(), 1u) << text;
    EXPECT_GT(all[0].place.line, 0);
    EXPECT_FALSE(all[0].cure.empty());
  }
}

TEST(YamlRefused, ASecondEmptyKeyIsARepeatedKey) {
  sim::Problems problems;
  parse_yaml(": a\n: b\n", "a.yaml", problems, YamlUse::any);
  const auto all = found(problems);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].place.line, 2);
}

TEST(YamlRefused, EverythingElseIsRefusedWhereAnyYamlIsReadToo) {
  std::size_t refused_too = 0;
  for (const auto& [text, line, column, piece] : refused) {
    sim::Problems problems;
    parse_yaml(text, "a.yaml", problems, YamlUse::any);
    refused_too += !problems.empty();
  }
  EXPECT_EQ(refused_too, std::size(refused) - 16) << "of which 16 are YAML";
}

TEST(YamlRefused, CharactersThatNoTextFileHolds) {
  using namespace std::string_literals;
  const Refused characters[] = {{"a: b\nc: \xE9t\xE9\n", 2, 4, "not UTF-8"},
                                {"a: \xC3", 1, 4, "not UTF-8"},
                                {"a: \xC0\xAF", 1, 4, "not UTF-8"},
                                {"a: \xE0\x80\xAF", 1, 4, "not UTF-8"},
                                {"a: \xED\xA0\x80", 1, 4, "not UTF-8"},
                                {"a: \xF4\x90\x80\x80", 1, 4, "not UTF-8"},
                                {"a: \xF5\x80\x80\x80", 1, 4, "not UTF-8"},
                                {"a: \x80", 1, 4, "not UTF-8"},
                                {"a: \xE2\x82", 1, 4, "not UTF-8"},
                                {"é: a\0b"s, 1, 5, "NUL"},
                                {"a: \x1B[0m", 1, 4, "U+001B"},
                                {"a: \x7F", 1, 4, "U+007F"},
                                {"a: \xC2\x85", 1, 4, "U+0085"},
                                {"a: \xEF\xBB\xBF", 1, 4, "U+FEFF"},
                                {"a: \xEF\xBF\xBE", 1, 4, "U+FFFE"},
                                {"a: 1\rb: 2\r", 1, 5, "carriage return"},
                                {"\xFF\xFE"s + "a\0:\0"s, 1, 1, "UTF-16"},
                                {"\xFE\xFF"s + "\0a\0:"s, 1, 1, "UTF-16"},
                                {"a\0:\0 \0b\0"s, 1, 1, "UTF-16"},
                                {"\0a\0:\0 \0b"s, 1, 1, "UTF-16"}};
  for (const auto& [text, line, column, piece] : characters) {
    SCOPED_TRACE(text);
    sim::Problems problems;
    EXPECT_EQ(parse_yaml(text, "a.yaml", problems).kind, YamlNode::Kind::nothing);
    const auto all = found(problems);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].place.line, line);
    EXPECT_EQ(all[0].place.column, column);
    EXPECT_NE(all[0].what.find(piece), std::string::npos) << all[0].what;
  }
}

std::string repeated(const std::string& piece, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

TEST(YamlRefused, WhatIsTooDeepTooManyOrTooLong) {
  const Refused beyond[] = {{repeated("[", 33) + repeated("]", 33), 1, 33, "32 levels"},
                            {repeated("[", 100'000), 1, 33, "32 levels"},
                            {repeated("- ", 33) + "a", 1, 65, "32 levels"},
                            {repeated("{a: ", 33) + repeated("}", 33), 1, 129, "32 levels"},
                            {"[" + repeated("a,", 100'000) + "]", 1, 200'000, "100000 values"},
                            {repeated("- a\n", 100'000), 100'000, 2, "100000 values"},
                            {repeated("k", 1025) + ": a", 1, 1, "1024 characters"}};
  for (const auto& [text, line, column, piece] : beyond) {
    sim::Problems problems;
    parse_yaml(text, "a.yaml", problems);
    const auto all = found(problems);
    ASSERT_EQ(all.size(), 1u) << piece;
    EXPECT_EQ(all[0].place.line, line);
    EXPECT_EQ(all[0].place.column, column);
    EXPECT_NE(all[0].what.find(piece), std::string::npos) << all[0].what;
  }
  const std::string within[] = {repeated("[", 32) + repeated("]", 32), repeated("- ", 32) + "a",
                                "[" + repeated("a,", 99'999) + "]", repeated("- a\n", 99'999),
                                repeated("k", 1024) + ": a"};
  for (const auto& text : within) {
    sim::Problems problems;
    parse_yaml(text, "a.yaml", problems);
    EXPECT_TRUE(problems.empty()) << text.substr(0, 100);
  }
}

}  // namespace
}  // namespace knowhow::scenarios
