// A trace for people: how it got there, who taught it and how they had come by it, and what stood in the way.
#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>

#include "app/trace_branches.h"

namespace knowhow::app {

namespace {

using boost::algorithm::join;

std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, share > 0 && share < .005 ? "<1 %%" : "%.0f %%", 100 * share);
  return text;
}

std::string number(double value) {
  if (value != 0 && std::fabs(value) < .0005) return value < 0 ? "> -0.001" : "< 0.001";
  char text[32];
  std::snprintf(text, sizeof text, std::fabs(value) < .095 && value != 0 ? "%.3f" : "%.2f", value);
  return text;
}

std::string number(sim::Amount amount) {
  return number(static_cast<double>(amount) / static_cast<double>(sim::Trace::unit));
}

std::string counted(std::int64_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.insert(0, width - text.size(), ' ');
  return text;
}

class Page {
 public:
  explicit Page(const TraceView& view) : view_(view), trace_(view.trace), asked_(trace_.stories[0]) {}

  std::string write() {
    heading();
    in_the_way();
    learned();
    tree();
    stopped();
    if (view_.contacts) contacts();
    return text_;
  }

 private:
  std::string date(int step) const { return date_of(view_.time, step); }
  int aim() const { return static_cast<int>(trace_.stages.size()) - 1; }

  /// First day at each stage, before a step: `aware 2014-05-19 · acquired 2015-03-02`. A stage that was
  /// passed over, or came and went later, is left out; of several trials, the one that led on counts.
  std::string way(const sim::Story& story, int before) const {
    std::vector<std::string> found;
    int highest = 0, began = -1;
    for (const auto& event : story.events) {
      if (event.step >= before) break;
      if (event.stage == aim() - 1) began = event.step;
      if (event.stage <= highest) continue;
      highest = event.stage;
      if (highest == aim() && began >= 0 && !found.empty()) found.back() = at_stage(aim() - 1, began);
      found.push_back(at_stage(highest, event.step));
    }
    return join(found, " · ");
  }

  std::string at_stage(int stage, int step) const {
    return trace_.stages[static_cast<std::size_t>(stage)] + " " + date(step);
  }

  std::vector<int> steps_of(const sim::Story& story, sim::Turn turn, int before) const {
    std::vector<int> steps;
    for (const auto& event : story.events)
      if (event.turn == turn && event.step < before) steps.push_back(event.step);
    return steps;
  }

  /// Of a scheme one can but hear and learn.
  bool applicable() const { return trace_.stages.back() == "applied"; }

  bool reached() const {
    return std::any_of(asked_.events.begin(), asked_.events.end(),
                       [&](const sim::Event& event) { return event.stage == aim(); });
  }

  std::string dates(const std::vector<int>& steps) const {
    constexpr std::size_t most = 6;
    std::vector<std::string> days;
    for (std::size_t i = 0; i < std::min(most, steps.size()); ++i) days.push_back(date(steps[i]));
    return join(days, ", ") + (steps.size() > most ? ", ..." : "");
  }

  void line(const std::string& words) { text_ += words + "\n"; }

  void heading() {
    line("\"" + view_.practice + "\" at " + asked_.organisation + " (" + asked_.kind + ", " + asked_.region +
         "); " + view_.scenario + ", run " + std::to_string(view_.run));
    line("");
    if (asked_.origin) {
      const auto began = steps_of(asked_, sim::Turn::began, view_.time.steps);
      line(began.empty() ? "It begins here, but not within this run."
                         : "It began here, on " + date(began[0]) + ": this is where others had it from.");
    } else if (reached()) {
      line(applicable() ? "It came to apply it:" : "It came to know it well:");
    } else if (!asked_.events.empty()) {
      const auto highest =
          std::max_element(asked_.events.begin(), asked_.events.end(),
                           [](const sim::Event& a, const sim::Event& b) { return a.stage < b.stage; });
      line(std::string(applicable() ? "It never applied it." : "It is a scheme, which nobody applies.") +
           " It got as far as " + trace_.stages[static_cast<std::size_t>(highest->stage)] + ":");
    } else {
      line(applicable() ? "It never applied it, nor counted as aware of it."
                        : "It is a scheme, and it never counted as aware of it.");
    }
    const std::string steps = way(asked_, view_.time.steps);
    if (!asked_.origin && !steps.empty()) line("  " + steps);
    for (const int step : steps_of(asked_, sim::Turn::given_up, view_.time.steps))
      line("  given up " + date(step));
    for (const int step : steps_of(asked_, sim::Turn::replaced, view_.time.steps))
      line("  replaced by another variant of it " + date(step));
  }

  void tell_turns(sim::Turn turn, const std::string& one, const std::string& many) {
    const auto steps = steps_of(asked_, turn, view_.time.steps);
    if (steps.empty()) return;
    line("  " + (steps.size() == 1 ? one : std::to_string(steps.size()) + " " + many) + ": " + dates(steps));
  }

  /// The levers that paid for its projects, by name.
  std::string payers() const {
    std::set<std::string> names;
    for (const auto& event : asked_.events)
      if (event.turn == sim::Turn::funded) names.insert("'" + event.by + "'");
    return join(names, " or ");
  }

  void in_the_way() {
    if (asked_.origin) return;
    tell_turns(sim::Turn::invented, "its own invention put on trial", "inventions of its own put on trial");
    tell_turns(sim::Turn::obliged, "put on trial because a mandate demanded it",
               "trials because a mandate demanded them");
    tell_turns(sim::Turn::funded, "a project that " + payers() + " paid for",
               "projects that " + payers() + " paid for");
    tell_turns(sim::Turn::refused, "it justified to a mandate why not",
               "times it justified to a mandate why not");
    tell_turns(sim::Turn::attempt_stopped,
               "an attempt to start was stopped by the barrier " + trace_.start_barrier,
               "attempts to start were stopped by the barrier " + trace_.start_barrier);
    tell_turns(sim::Turn::trial_failed, "a trial failed", "trials failed");
    if (reached()) return;
    line("");
    line("What stood in the way");
    if (applicable() && !asked_.suited) {
      line("  It does not suit organisations of this kind (" + asked_.kind +
           "): they hear and tell of it only.");
      return;
    }
    if (applicable() && trace_.perceived <= 0)
      line("  It is believed to be worth nothing, and nobody starts that.");
    const bool short_of = trace_.mastery < trace_.mastery_needed;
    line("  " + percent(trace_.aware) + " of those concerned have heard of it at the end; those who would " +
         (applicable() ? "apply it master " : "need it master ") + percent(trace_.mastery) +
         (short_of ? ", short of the " : ", beyond the ") + percent(trace_.mastery_needed) +
         " that count as acquired.");
    if (!applicable()) return;
    const bool on_trial = !asked_.events.empty() && asked_.events.back().stage == aim() - 1;
    if (on_trial)
      line("  It was still on trial when the run ended.");
    else if (steps_of(asked_, sim::Turn::attempt_stopped, view_.time.steps).empty() &&
             steps_of(asked_, sim::Turn::trial_failed, view_.time.steps).empty() && trace_.perceived > 0)
      line(
          "  It made no attempt to start: what moves an organisation is mastery times what it believes the "
          "practice to be worth.");
  }

  void learned() {
    if (asked_.origin) return;
    line("");
    line(std::string("What its people learned of it") + (reached() ? " until then" : "") +
         " (1 is one person's full mastery)");
    std::vector<std::string> parts;
    for (const auto& flow : trace_.flows)
      if (flow.amount != 0) parts.push_back(flow.meaning + " " + number(flow.amount));
    line("  " + (parts.empty() ? "nothing" : join(parts, ", ")));
    std::vector<std::pair<sim::Amount, std::string>> channels;
    for (const auto& traffic : trace_.traffic)
      if (!traffic.inside && traffic.gained > 0) channels.emplace_back(traffic.gained, traffic.channel);
    std::stable_sort(channels.begin(), channels.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    parts.clear();
    for (const auto& [amount, channel] : channels)
      parts.push_back(channel + " " + percent(share(amount, asked_.learned)));
    if (!parts.empty()) line("  from outside through " + join(parts, ", "));
  }

  void tree() {
    if (asked_.origin || (asked_.lessons.empty() && asked_.arrivals.empty())) return;
    line("");
    line("Who taught it, and how they had come by it (% of what each learned from outside)");
    // The shallowest mention of an organisation tells its story; the others point to it.
    std::vector<std::size_t> level{0};
    told_at_.assign(trace_.stories.size(), -1);
    told_at_[0] = 0;
    for (int depth = 0; depth < view_.depth && !level.empty(); ++depth) {
      std::vector<std::size_t> next;
      for (const std::size_t teller : level) {
        const auto& story = trace_.stories[teller];
        const auto claim = [&](int from) {
          if (from < 0 || told_at_[static_cast<std::size_t>(from)] >= 0) return;
          told_at_[static_cast<std::size_t>(from)] = static_cast<int>(teller);
          next.push_back(static_cast<std::size_t>(from));
        };
        const auto branches = branches_of(story);
        for (std::size_t i = 0; i < shown(branches, story.learned); ++i) claim(branches[i].from);
        for (const auto& arrival : shown_arrivals(story)) claim(arrival.from);
      }
      level = std::move(next);
    }
    branch_out(0, 1);
  }

  void branch_out(std::size_t teller, int depth) {
    const auto& story = trace_.stories[teller];
    const std::string margin(static_cast<std::size_t>(6 * (depth - 1) + 2), ' ');
    const auto branches = branches_of(story);
    const std::size_t count = shown(branches, story.learned);
    for (std::size_t i = 0; i < count; ++i) {
      const Branch& branch = branches[i];
      line(margin + padded(percent(share(branch.amount, story.learned)), 5) + "  " +
           described(branch, static_cast<int>(teller)));
      tell_source(branch.from, teller, depth);
    }
    if (count < branches.size()) {
      sim::Amount rest = 0;
      for (std::size_t i = count; i < branches.size(); ++i) rest += branches[i].amount;
      line(margin + padded(percent(share(rest, story.learned)), 5) + "  " +
           counted(static_cast<std::int64_t>(branches.size() - count), "other source") + " together");
    }
    for (const auto& arrival : shown_arrivals(story)) {
      line(margin + "    +  " +
           (arrival.contacts == 1 ? "a newcomer" : std::to_string(arrival.contacts) + " newcomers") +
           " from " + name(arrival.from) + " brought " + number(arrival.amount) + " along, " +
           period(arrival.first, arrival.last));
      tell_source(arrival.from, teller, depth);
    }
  }

  std::string name(int story) const { return trace_.stories[static_cast<std::size_t>(story)].organisation; }

  std::string period(int first, int last) const {
    return first == last ? date(first) : date(first) + " to " + date(last);
  }

  std::string described(const Branch& branch, int teller) const {
    const Source& main = branch.sources[0];
    std::vector<std::string> channels;
    for (const auto& source : branch.sources) channels.push_back(source.channel);
    std::string words = branch.from < 0         ? "what was written (" + main.channel + ")"
                        : branch.from == teller ? "its own people, elsewhere (" + join(channels, ", ") + ")"
                                                : name(branch.from) + " (" + join(channels, ", ") + ")";
    words += ": " + counted(branch.contacts, "contact") + ", " + period(branch.first, branch.last);
    words += main.teacher.empty() ? "; most to " + main.learner
                                  : "; most from " + main.teacher + " to " + main.learner;
    return words;
  }

  /// How a source had come by it, unless that is told elsewhere.
  void tell_source(int from, std::size_t teller, int depth) {
    if (from < 0 || from == static_cast<int>(teller)) return;
    const auto at = static_cast<std::size_t>(from);
    const std::string margin(static_cast<std::size_t>(6 * (depth - 1) + 9), ' ');
    const auto& story = trace_.stories[at];
    if (story.origin) {
      const auto began = steps_of(story, sim::Turn::began, view_.time.steps);
      line(margin + "the origin" + (began.empty() ? "" : ": it began there on " + date(began[0])));
      return;
    }
    const bool elsewhere = told_at_[at] != static_cast<int>(teller);
    if (at == 0 || elsewhere || told_.count(at)) {
      line(margin + (at == 0            ? "(the one asked about)"
                     : told_at_[at] < 0 ? "(--depth tells more)"
                     : told_.count(at)  ? "(told above)"
                                        : "(told below)"));
      return;
    }
    told_.insert(at);
    const auto invented = steps_of(story, sim::Turn::invented, story.before);
    if (!invented.empty()) line(margin + "its own invention: " + dates(invented));
    const std::string steps = way(story, story.before);
    line(margin + (steps.empty() ? "knew some of it, but did not count as aware" : steps) +
         (story.suited ? "" : " (it does not suit its kind)"));
    if (depth < view_.depth) branch_out(at, depth + 1);
  }

  struct Loss {
    std::int64_t stopped = 0;
    sim::Amount lost = 0;
    std::map<std::string, sim::Amount> by_channel;
  };

  void stopped() {
    if (asked_.origin) return;
    for (const bool inside : {false, true}) stopped(inside);
  }

  void stopped(bool inside) {
    std::int64_t contacts = 0, taught = 0, stopped = 0;
    sim::Amount gained = 0, potential = 0;
    for (const auto& traffic : trace_.traffic) {
      if (traffic.inside != inside) continue;
      contacts += traffic.contacts, taught += traffic.taught, stopped += traffic.stopped;
      gained += traffic.gained;
    }
    if (contacts == 0) return;
    std::map<std::string, Loss> by_barrier;
    for (const auto& toll : trace_.tolls) {
      if (toll.inside != inside) continue;
      Loss& loss = by_barrier[toll.barrier];
      loss.stopped += toll.stopped, loss.lost += toll.lost, loss.by_channel[toll.channel] += toll.lost;
      potential += toll.lost;
    }
    potential += gained;
    line("");
    line(inside ? "What stopped more at home" : "What stopped more from outside");
    line("  " + counted(contacts, inside ? "talk" : "contact") + ": " + std::to_string(taught) +
         " taught something, " + std::to_string(stopped) +
         (stopped == 1 ? " was stopped, " : " were stopped, ") + std::to_string(contacts - taught - stopped) +
         " told nothing new");
    line("  They could have taught " + number(potential) + " and taught " +
         percent(share(gained, potential)) + " of it. Lost to");
    std::vector<std::pair<std::string, Loss>> losses(by_barrier.begin(), by_barrier.end());
    std::stable_sort(losses.begin(), losses.end(),
                     [](const auto& a, const auto& b) { return a.second.lost > b.second.lost; });
    for (const auto& [barrier, loss] : losses) {
      std::string words = "  " + padded(percent(share(loss.lost, potential)), 7) + "  " + barrier;
      if (loss.stopped) words += ", " + counted(loss.stopped, inside ? "talk" : "contact") + " stopped";
      const auto most = std::max_element(loss.by_channel.begin(), loss.by_channel.end(),
                                         [](const auto& a, const auto& b) { return a.second < b.second; });
      if (loss.by_channel.size() > 1 && loss.lost > 0)
        words += "; " + percent(share(most->second, loss.lost)) + " of it by " + most->first;
      line(words);
    }
  }

  void contacts() {
    if (asked_.lessons.empty()) return;
    line("");
    line("Every contact from outside that taught it something");
    for (const auto& lesson : asked_.lessons)
      line("  " + date(lesson.step) + "  " + padded(percent(share(lesson.amount, asked_.learned)), 5) + "  " +
           lesson.channel + ": " +
           (lesson.from < 0 ? "something written" : lesson.teacher + " of " + name(lesson.from)) + ", to " +
           lesson.learner);
  }

  const TraceView& view_;
  const sim::Trace& trace_;
  const sim::Story& asked_;
  std::vector<int> told_at_;    ///< by story: whose teacher it is where it is told; -1: nowhere
  std::set<std::size_t> told_;  ///< stories that stand above
  std::string text_;
};

}  // namespace

std::string trace_text(const TraceView& view) { return Page(view).write(); }

}  // namespace knowhow::app
