// knowhow report: a results file as one page of HTML that can be forwarded.
#include "output/report.h"

#include <iostream>

#include "app/command.h"
#include "app/report_posterior.h"
#include "app/report_sweep.h"
#include "app/results_input.h"
#include "app/scenario_words.h"
#include "knowhow_version.h"
#include "output/publish.h"
#include "output/results_values.h"

namespace knowhow::app {

namespace {

po::options_description options() {
  po::options_description options("Options");
  options.add_options()("output,o", po::value<std::string>()->value_name("FILE"),
                        "where to write the page; by default RESULTS.html in the folder of RESULTS.h5")(
      "where", po::value<std::string>()->value_name("OUTCOME<NUMBER"),
      "of a sweep: which outcomes to look for, as `knowhow discover` does; by default the lowest quarter")(
      "quiet", "do not tell where the page is")("help,h", "this text");
  return options;
}

std::string ensemble_page(const std::string& file, const std::string& program) {
  const auto input = load_results(file);
  output::ReportNotes notes;
  notes.question = input->scenario.plan.question;
  notes.headlines = input->model->headlines;
  notes.vocabularies = input->model->vocabularies;
  notes.primary = "final_applied";
  notes.phrases = {{"final_applied",
                    {"of 100 organisations that could apply a good practice, {value} do by the end",
                     "{value} of 100 apply a good practice"}},
                   {"net_present_value_with_running_benefits",
                    {"", "Net present value, counting on the benefits that run at the end: {value}"}}};
  notes.notes = notes_of(input->scenario.plan);
  notes.program = program;
  return output::report_page(output::ResultsValues(input->results), notes);
}

int report(const po::variables_map& given, const std::vector<std::string>& arguments) {
  const std::string& file = arguments[0];
  std::filesystem::path page = file;
  if (given.count("output"))
    page = given["output"].as<std::string>();
  else
    page.replace_extension(".html");
  if (page == file)
    throw WrongUsage("--output: '" + page.string() +
                     "' is the results file itself; name another, as report.html");
  const std::string kind = output::kind_of(file);
  const bool sweep = kind == "sweep" || kind == "sweep part";
  const std::string where = given.count("where") ? given["where"].as<std::string>() : "";
  if (!where.empty() && !sweep)
    throw WrongUsage("--where is for sweeps, and " + file + " is none; leave it out");
  const std::string program = std::string("knowhow ") + KNOWHOW_VERSION + " (" + KNOWHOW_COMMIT + ")";
  const std::string html = sweep                 ? sweep_page(file, where, program)
                           : kind == "posterior" ? posterior_page(file, program)
                                                 : ensemble_page(file, program);
  output::publish_file(std::as_bytes(std::span(html.data(), html.size())), page);
  if (!wants(given, "quiet")) std::cout << page.string() << "\n";
  return done;
}

}  // namespace

Command report_command() {
  return {
      "report",
      "RESULTS.h5",
      "one page that tells what came out, with pictures and their numbers; needs no network",
      "The page is a single HTML file: answers in sentences, effects with intervals, curves, where learning\n"
      "was lost, money, what was assumed, and how to run it again. It can be mailed, printed and "
      "archived.\n\n"
      "  knowhow report results.h5 -o report.html\n"
      "  knowhow report results/what_matters/sweep.h5 --where \"apply it < 30\"\n",
      options,
      report};
}

}  // namespace knowhow::app
