// knowhow status: what of a sweep is done, failed and missing.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/opened_file.h"
#include "app/progress.h"
#include "output/array_file.h"
#include "output/journal_reader.h"
#include "sim/problem.h"
#include "studies/parts.h"

namespace knowhow::app {

namespace {

namespace fs = std::filesystem;

struct Part {
  std::string name, state;
  std::size_t done = 0, failed = 0;
  double a_second = 0;  ///< of those at work
};

std::size_t number_in(const sim::Attributes& all, const std::string& name) {
  for (const auto& [key, text] : all)
    if (key == name && !text.empty() && text.find_first_not_of("0123456789") == std::string::npos)
      return std::stoull(text);
  throw sim::FileTrouble("a part does not say how many " + name + " there are; it is damaged");
}

std::string text_in(const sim::Attributes& all, const std::string& name) {
  for (const auto& [key, text] : all)
    if (key == name) return text;
  return {};
}

class Overview {
 public:
  explicit Overview(const fs::path& folder) {
    const auto found = studies::parts_in(folder);
    if (found.files.empty() && found.journals.empty())
      throw sim::FileTrouble(folder.string() + ": there are no parts of a sweep here");
    for (const auto& path : found.files) {
      const auto file = output::read_arrays(path, output::Reading::axes);
      begin(file.attributes, path);
      studies::Done own(done_->units());
      studies::note_file(path, digest_, own);
      studies::note_file(path, digest_, *done_);
      parts.push_back(
          {path.filename().string(), "finished", own.count(studies::finished), own.count(studies::failed)});
    }
    for (const auto& path : found.journals) journal(path);
  }

  const studies::Done& done() const { return *done_; }
  std::string title;
  std::vector<Part> parts;

 private:
  void begin(const sim::Attributes& attributes, const fs::path& path) {
    const std::string digest = text_in(attributes, "sweep_digest");
    if (!done_) {
      digest_ = digest;
      title = text_in(attributes, "title");
      done_.emplace(number_in(attributes, "points") * number_in(attributes, "replicates"));
    } else if (digest != digest_) {
      throw sim::FileTrouble(path.string() + ": is part of another sweep than those before it");
    }
  }

  void journal(const fs::path& path) {
    const OpenedFile opened(path);
    if (opened.file < 0) return;  // its part is there by now
    const bool in_use = opened.in_use();
    const auto begins = output::JournalReader::begins(opened.file, path);
    if (!begins) {
      parts.push_back({path.filename().string(), "beginning"});
      return;
    }
    begin(begins->attributes, path);
    const output::JournalReader reader(opened.file, path);
    studies::Done own(done_->units());
    studies::note_journal(reader, own);
    studies::note_journal(reader, *done_);
    Part part{path.filename().string(), in_use ? "at work" : "interrupted", own.count(studies::finished),
              own.count(studies::failed)};
    const std::string began = text_in(begins->provenance, "began");
    if (in_use && !began.empty()) {
      const double now =
          std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
      part.a_second = static_cast<double>(reader.finished()) / std::max(now - std::stod(began), 1e-3);
    }
    parts.push_back(std::move(part));
  }

  std::string digest_;
  std::optional<studies::Done> done_;
};

int status(const po::variables_map& given, const std::vector<std::string>& arguments) {
  if (!fs::is_directory(arguments[0]))
    throw sim::FileTrouble(arguments[0] + ": is no folder; name that of a sweep");
  const Overview overview(arguments[0]);
  const auto& all = overview.done();
  const std::size_t missing = all.count(studies::missing);
  double a_second = 0;
  for (const auto& part : overview.parts) a_second += part.a_second;
  if (wants(given, "json")) {
    nlohmann::ordered_json told{{"title", overview.title},
                                {"runs", all.units()},
                                {"done", all.count(studies::finished)},
                                {"failed", all.count(studies::failed)},
                                {"missing", missing},
                                {"a_second", a_second}};
    if (a_second > 0) told["seconds_left"] = static_cast<double>(missing) / a_second;
    told["parts"] = nlohmann::ordered_json::array();
    for (const auto& part : overview.parts)
      told["parts"].push_back(
          {{"name", part.name}, {"state", part.state}, {"done", part.done}, {"failed", part.failed}});
    std::cout << told.dump(2) << "\n";
    return done;
  }
  std::cout << overview.title << "\n  done      " << all.count(studies::finished) << " of " << all.units()
            << " runs\n  failed    " << all.count(studies::failed) << "\n  missing   " << missing << "\n";
  if (a_second > 0) {
    char rate[64];
    std::snprintf(rate, sizeof rate, "%.1f", a_second);
    std::cout << "  rate      " << rate << " a second\n  left      "
              << duration(static_cast<double>(missing) / a_second) << "\n";
  }
  for (const auto& part : overview.parts)
    std::cout << "  " << part.name << ": " << part.state << ", " << part.done << " done"
              << (part.failed ? ", " + std::to_string(part.failed) + " failed" : "") << "\n";
  return done;
}

}  // namespace

Command status_command() {
  return {
      "status",
      "DIR",
      "say what of a sweep is done, failed and missing",
      "Reads the parts and journals in the folder of a sweep, whether processes are at work on it or not.\n\n"
      "  knowhow status results/talks\n",
      [] {
        po::options_description options("Options");
        options.add_options()("json", "print it as JSON")("help,h", "this text");
        return options;
      },
      status};
}

}  // namespace knowhow::app
