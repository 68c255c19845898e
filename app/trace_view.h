#pragma once
// A trace as people read it, and as programs do.
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/plan.h"
#include "sim/trace.h"

namespace knowhow::app {

/// What is shown of a trace, and as what.
struct TraceView {
  const sim::Trace& trace;
  const sim::Time& time;
  std::string practice, scenario;
  std::size_t run;
  int depth;      ///< how many steps back from the one asked about
  bool contacts;  ///< every single one
};

/// What one source taught by one channel.
struct Source {
  int from;             ///< into Trace::stories; -1: something written
  std::string channel;  ///< of newcomers: `arrival_channel`
  std::int64_t contacts = 0;
  sim::Amount amount = 0;
  int first = 0, last = 0;       ///< steps
  std::string teacher, learner;  ///< of the contact that taught most
};

/// By source and channel, the largest first. Newcomers are no contacts and stand apart, after them.
std::vector<Source> sources_of(const sim::Story& story);
std::vector<Source> arrivals_of(const sim::Story& story);

/// How many steps back each story is from the first; all are reached.
std::vector<int> depths_of(const sim::Trace& trace);

std::string date_of(const sim::Time& time, int step);

std::string trace_text(const TraceView& view);
nlohmann::ordered_json trace_json(const TraceView& view);

}  // namespace knowhow::app
