// The page itself: sections around charts, notes, and everything that the browser needs, in one file.
#include "output/report_page.h"

#include <map>
#include <nlohmann/json.hpp>

#include "output/report_assets.h"

namespace knowhow::output {

namespace {

std::string section_of(const ReportChart& chart) {
  const std::string id = escaped(chart.id);
  return "<section id=\"" + id + "\" aria-labelledby=\"" + id + "-title\">\n<h2 id=\"" + id + "-title\">" +
         escaped(chart.title) + "</h2>\n<p class=\"lead\">" + escaped(chart.lead) +
         "</p>\n<div class=\"choices\"></div>\n<figure><div class=\"chart\" role=\"img\" aria-label=\"" +
         escaped(chart.description) +
         "\"></div></figure>\n<details class=\"numbers\"><summary>The numbers behind \u201c" +
         escaped(chart.title) + "\u201d</summary><div class=\"tables\"></div></details>\n</section>\n";
}

constexpr std::size_t most_rows = 24;  // of a note that are shown without being asked for

std::string notes_html(const std::vector<ReportNote>& notes) {
  std::string text;
  for (const auto& note : notes) {
    text += "<h3>" + escaped(note.heading) + "</h3>\n";
    if (!note.lead.empty()) text += "<p>" + escaped(note.lead) + "</p>\n";
    if (note.rows.empty()) continue;
    const bool many = note.rows.size() > most_rows;
    if (many) text += "<details><summary>All " + std::to_string(note.rows.size()) + "</summary>\n";
    text += "<dl>\n";
    for (const auto& [what, how] : note.rows)
      text += "<dt>" + escaped(what) + "</dt><dd>" + escaped(how) + "</dd>\n";
    text += many ? "</dl></details>\n" : "</dl>\n";
  }
  return text;
}

/// JSON for between script tags.
std::string for_script(const nlohmann::json& json) {
  const std::string plain = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  std::string safe;
  safe.reserve(plain.size());
  for (const char c : plain) {
    if (c == '<')
      safe += "\\u003c";
    else
      safe += c;
  }
  return safe;
}

nlohmann::json data_of(const ReportPage& page, const std::vector<ReportChart>& charts) {
  nlohmann::json specs = nlohmann::json::object();
  nlohmann::json all = nlohmann::json::array();
  for (const auto& chart : charts) {
    all.push_back(chart);
    all.back()["spec"] = chart.spec;
    if (!specs.contains(chart.spec)) specs[chart.spec] = nlohmann::json::parse(report_asset(chart.spec));
  }
  return {{"baseline", page.scenarios.empty() ? "" : page.scenarios[0]},
          {"chosen", page.chosen},
          {"scenarios", page.scenarios},
          {"charts", all},
          {"specs", specs}};
}

/// The template with each `{{name}}` replaced.
std::string filled_in(const std::map<std::string, std::string, std::less<>>& parts) {
  const std::string_view page = report_asset("page.html");
  std::string made;
  std::size_t at = 0;
  for (;;) {
    const auto open = page.find("{{", at);
    if (open == std::string_view::npos) break;
    const auto close = page.find("}}", open);
    made += page.substr(at, open - at);
    made += parts.find(page.substr(open + 2, close - open - 2))->second;
    at = close + 2;
  }
  made += page.substr(at);
  return made;
}

}  // namespace

std::string shell_word(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string page_of(const ReportPage& page, const std::vector<ReportChart>& charts) {
  std::string sections, contents;
  for (const auto& chart : charts) {
    sections += section_of(chart);
    contents += "<li><a href=\"#" + escaped(chart.id) + "\">" + escaped(chart.title) + "</a></li>\n";
  }
  return filled_in({{"title", escaped(page.title)},
                    {"question", escaped(page.question)},
                    {"answers", page.answers},
                    {"contents", contents},
                    {"sections", sections},
                    {"notes", notes_html(page.notes)},
                    {"provenance", page.provenance},
                    {"style", std::string(report_asset("style.css"))},
                    {"vega", std::string(report_asset("vega.min.js"))},
                    {"vega_lite", std::string(report_asset("vega-lite.min.js"))},
                    {"vega_embed", std::string(report_asset("vega-embed.min.js"))},
                    {"script", std::string(report_asset("page.js"))},
                    {"data", for_script(data_of(page, charts))}});
}

}  // namespace knowhow::output
