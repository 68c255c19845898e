// What text and JSON of a trace have in common, and the JSON.
#include "app/trace_view.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <utility>

namespace knowhow::app {

namespace {

std::vector<Source> by_amount(const std::map<std::pair<int, std::string>, Source>& found) {
  std::vector<Source> sources;
  for (const auto& [key, source] : found) sources.push_back(source);
  std::stable_sort(sources.begin(), sources.end(),
                   [](const Source& a, const Source& b) { return a.amount > b.amount; });
  return sources;
}

std::string name_of(sim::Turn turn) {
  switch (turn) {
    case sim::Turn::began:
      return "began";
    case sim::Turn::invented:
      return "invented";
    case sim::Turn::obliged:
      return "obliged";
    case sim::Turn::funded:
      return "funded";
    case sim::Turn::refused:
      return "refused";
    case sim::Turn::attempt_stopped:
      return "attempt stopped";
    case sim::Turn::trial_failed:
      return "trial failed";
    case sim::Turn::given_up:
      return "given up";
    case sim::Turn::replaced:
      return "replaced";
    case sim::Turn::stage:
      break;
  }
  return "stage";
}

using nlohmann::ordered_json;

ordered_json name_or_null(const sim::Trace& trace, int story) {
  return story < 0 ? ordered_json()
                   : ordered_json(trace.stories[static_cast<std::size_t>(story)].organisation);
}

ordered_json json_of(const TraceView& view, const Source& source, sim::Amount whole) {
  return {{"from", name_or_null(view.trace, source.from)},
          {"channel", source.channel},
          {"contacts", source.contacts},
          {"amount", source.amount},
          {"share", whole > 0 ? static_cast<double>(source.amount) / static_cast<double>(whole) : 0.0},
          {"first", date_of(view.time, source.first)},
          {"last", date_of(view.time, source.last)},
          {"teacher", source.teacher},
          {"learner", source.learner}};
}

ordered_json json_of(const TraceView& view, const sim::Story& story, int depth) {
  const auto date = [&](int step) { return date_of(view.time, step); };
  ordered_json json{{"organisation", story.organisation},
                    {"kind", story.kind},
                    {"region", story.region},
                    {"depth", depth},
                    {"origin", story.origin},
                    {"suited", story.suited},
                    {"before", date(story.before)},
                    {"learned", story.learned},
                    {"events", ordered_json::array()},
                    {"sources", ordered_json::array()},
                    {"newcomers", ordered_json::array()}};
  for (const auto& event : story.events) {
    auto& entry = json["events"].emplace_back(
        ordered_json{{"date", date(event.step)},
                     {"what", name_of(event.turn)},
                     {"stage", view.trace.stages[static_cast<std::size_t>(event.stage)]}});
    if (!event.by.empty()) entry["by"] = event.by;
  }
  for (const auto& source : sources_of(story))
    json["sources"].push_back(json_of(view, source, story.learned));
  for (const auto& arrival : story.arrivals)
    json["newcomers"].push_back({{"date", date(arrival.step)},
                                 {"from", name_or_null(view.trace, arrival.from)},
                                 {"post", arrival.post},
                                 {"amount", arrival.amount}});
  if (!view.contacts) return json;
  json["contacts"] = ordered_json::array();
  for (const auto& lesson : story.lessons)
    json["contacts"].push_back({{"date", date(lesson.step)},
                                {"channel", lesson.channel},
                                {"from", name_or_null(view.trace, lesson.from)},
                                {"teacher", lesson.teacher},
                                {"learner", lesson.learner},
                                {"amount", lesson.amount}});
  return json;
}

}  // namespace

std::vector<Source> sources_of(const sim::Story& story) {
  std::map<std::pair<int, std::string>, Source> found;
  std::map<std::pair<int, std::string>, sim::Amount> most;
  for (const auto& lesson : story.lessons) {
    const std::pair key{lesson.from, lesson.channel};
    auto& source = found.try_emplace(key, Source{lesson.from, lesson.channel, 0, 0, lesson.step, 0, "", ""})
                       .first->second;
    ++source.contacts;
    source.amount += lesson.amount;
    source.last = lesson.step;
    if (lesson.amount <= most[key]) continue;
    most[key] = lesson.amount;
    source.teacher = lesson.teacher, source.learner = lesson.learner;
  }
  return by_amount(found);
}

std::vector<Source> arrivals_of(const sim::Story& story) {
  std::map<std::pair<int, std::string>, Source> found;
  for (const auto& arrival : story.arrivals) {
    auto& source = found
                       .try_emplace({arrival.from, ""},
                                    Source{arrival.from, "", 0, 0, arrival.step, 0, "", arrival.post})
                       .first->second;
    ++source.contacts;
    source.amount += arrival.amount;
    source.last = arrival.step;
  }
  return by_amount(found);
}

std::vector<int> depths_of(const sim::Trace& trace) {
  std::vector<int> depths(trace.stories.size(), -1);
  std::vector<std::size_t> order{0};
  depths[0] = 0;
  for (std::size_t at = 0; at < order.size(); ++at) {
    const auto& story = trace.stories[order[at]];
    const auto reach = [&](int from) {
      if (from < 0 || depths[static_cast<std::size_t>(from)] >= 0) return;
      depths[static_cast<std::size_t>(from)] = depths[order[at]] + 1;
      order.push_back(static_cast<std::size_t>(from));
    };
    for (const auto& lesson : story.lessons) reach(lesson.from);
    for (const auto& arrival : story.arrivals) reach(arrival.from);
  }
  return depths;
}

std::string date_of(const sim::Time& time, int step) {
  using namespace std::chrono;
  const year_month_day date{sys_days{days{time.start_day + time.days(step)}}};
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

nlohmann::ordered_json trace_json(const TraceView& view) {
  const auto& trace = view.trace;
  ordered_json json{{"organisation", trace.stories[0].organisation},
                    {"practice", view.practice},
                    {"scenario", view.scenario},
                    {"run", view.run},
                    {"digest", trace.digest},
                    {"unit", sim::Trace::unit},
                    {"stages", trace.stages},
                    {"learned", trace.stories[0].learned},
                    {"learned_in_all", trace.learned_in_all},
                    {"mastery", trace.mastery},
                    {"mastery_needed", trace.mastery_needed},
                    {"aware", trace.aware},
                    {"perceived", trace.perceived},
                    {"start_barrier", trace.start_barrier},
                    {"flows", ordered_json::object()},
                    {"channels", ordered_json::array()},
                    {"lost", ordered_json::array()},
                    {"stories", ordered_json::array()}};
  for (const auto& flow : trace.flows) json["flows"][flow.name] = flow.amount;
  for (const auto& traffic : trace.traffic)
    json["channels"].push_back({{"channel", traffic.channel},
                                {"inside", traffic.inside},
                                {"contacts", traffic.contacts},
                                {"stopped", traffic.stopped},
                                {"taught", traffic.taught},
                                {"gained", traffic.gained}});
  for (const auto& toll : trace.tolls)
    json["lost"].push_back({{"channel", toll.channel},
                            {"barrier", toll.barrier},
                            {"inside", toll.inside},
                            {"stopped", toll.stopped},
                            {"lost", toll.lost}});
  const auto depths = depths_of(trace);
  for (std::size_t i = 0; i < depths.size(); ++i)
    if (depths[i] <= view.depth) json["stories"].push_back(json_of(view, trace.stories[i], depths[i]));
  return json;
}

}  // namespace knowhow::app
