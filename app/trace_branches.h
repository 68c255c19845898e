#pragma once
// The tree of a trace: whom it names in a line of their own, and whom it sums up.
#include "app/trace_view.h"

namespace knowhow::app {

/// Everybody in one line of the tree: an organisation by all its channels, newcomers from it, or documents.
struct Branch {
  int from = -1;
  std::vector<Source> sources;
  std::int64_t contacts = 0;
  sim::Amount amount = 0;
  int first = 0, last = 0;
};

/// The largest first.
std::vector<Branch> branches_of(const sim::Story& story);
/// How many branches are shown by themselves; the rest is one line.
std::size_t shown(const std::vector<Branch>& branches, sim::Amount whole);
/// Newcomers who brought enough to be told of.
std::vector<Source> shown_arrivals(const sim::Story& story);

double share(sim::Amount part, sim::Amount whole);

}  // namespace knowhow::app
