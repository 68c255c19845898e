#include "scenarios/names.h"

namespace knowhow::scenarios {

bool Names::define(const std::string& set, const std::string& name) {
  if (!known_[set].insert(name).second) return false;
  ordered_[set].push_back(name);
  return true;
}

bool Names::has(const std::string& set, const std::string& name) const {
  const auto found = known_.find(set);
  return found != known_.end() && found->second.contains(name);
}

const std::vector<std::string>& Names::of(const std::string& set) const {
  static const std::vector<std::string> none;
  const auto found = ordered_.find(set);
  return found == ordered_.end() ? none : found->second;
}

bool Names::check(const std::string& set, const std::string& name, const sim::Place& place,
                  const std::string& subject, sim::Problems& problems) const {
  if (has(set, name) || is_open(set)) return true;
  problems.add(place, subject, "there is no " + set + " '" + name + "'", sim::suggestion(name, of(set)));
  return false;
}

}  // namespace knowhow::scenarios
