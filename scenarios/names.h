#pragma once
// The sets of names that a scenario defines: kinds, organisations, channels, ...
#include <map>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "scenarios/written.h"

namespace knowhow::scenarios {

class Names {
 public:
  /// Whether the name is new.
  bool define(const std::string& set, const std::string& name);
  /// Some names of the set could not be read, so none that is missing can be held against anybody.
  void leave_open(const std::string& set) { open_.insert(set); }
  bool is_open(const std::string& set) const { return open_.contains(set); }
  bool has(const std::string& set, const std::string& name) const;
  const std::vector<std::string>& of(const std::string& set) const;
  const std::map<std::string, std::vector<std::string>>& all() const { return ordered_; }

  /// Complains about a name that is not in the set.
  bool check(const std::string& set, const std::string& name, const sim::Place& place,
             const std::string& subject, sim::Problems& problems) const;
  bool check(const std::string& set, const std::string& name, const Written& written) const {
    return check(set, name, written.node().place, written.path(), written.problems());
  }

 private:
  std::map<std::string, std::vector<std::string>> ordered_;
  std::map<std::string, std::unordered_set<std::string>> known_;
  std::set<std::string> open_;
};

}  // namespace knowhow::scenarios
