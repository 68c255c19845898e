#pragma once
// What every model offers. A model is told a Plan and hands over Rows; it knows no file.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/declaration.h"
#include "sim/parallel.h"
#include "sim/plan.h"
#include "sim/results.h"
#include "sim/trace.h"

namespace knowhow::sim {

/// How large one run is, for `knowhow check` and for choosing what to spread threads over.
struct Size {
  std::uint64_t agents = 0;
  std::uint64_t ties = 0;
  std::uint64_t bytes = 0;  ///< of memory for one run, the shared world included
  std::vector<std::pair<std::string, std::uint64_t>> parts;  ///< organisations, practices, ... to be told
};

/// What one run did, for rates and benchmarks.
struct Tally {
  std::uint64_t agent_steps = 0;
  std::uint64_t contacts = 0;
};

/// Who could be drawn on a map: organisations, in the order of the results' dimension `organisation`, and the
/// pairs of them whose people know each other.
struct Map {
  struct Tie {
    std::uint32_t from = 0, to = 0;  ///< organisations, from < to
    std::uint64_t number = 0;        ///< of ties between people of the one and of the other
  };
  std::vector<std::uint64_t> people;
  std::vector<Tie> ties;
};

/// A run was asked to stop before its horizon; nothing of it is kept but its checkpoint.
struct Stopped {};

class Checkpoints;

/// The part of a replicate that its scenarios share: agents, ties, traits. It does not change while they run.
class World {
 public:
  virtual ~World() = default;
  /// Runs one scenario to its horizon. Const, and safe to call from several threads at once.
  /// `stop` is asked at every step; once it says yes, Stopped is thrown. With `checkpoints` it goes on from
  /// what they kept, if they did: to the same rows and the same tally, with any number of threads.
  virtual Rows run(std::size_t scenario, Workers& workers, const std::function<bool()>& stop, Tally& tally,
                   Checkpoints* checkpoints = nullptr) const = 0;
  /// Goes through a scenario's changes without running it, and throws sim::InvalidInput where one cannot be
  /// run.
  virtual void rehearse(std::size_t scenario, Workers& workers) const = 0;
  virtual Size size() const = 0;
  /// Runs a scenario again and tells how an organisation of it came by a practice; nothing from a model that
  /// cannot tell. Throws InvalidInput for what it does not know.
  virtual std::optional<Trace> trace(std::size_t /*scenario*/, const TraceQuestion&, Workers&,
                                     const std::function<bool()>& /*stop*/) const {
    return {};
  }
  /// Nothing from a model without organisations.
  virtual std::optional<Map> map() const { return {}; }
};

/// A model bound to a plan. Constructing it checks what only the model can check (sim::InvalidInput).
class Study {
 public:
  virtual ~Study() = default;
  virtual const Layout& layout() const = 0;
  virtual std::unique_ptr<World> world(std::uint32_t replicate, Workers& workers) const = 0;
};

/// Which of two values of a number is the better one, where that can be said.
enum class Better { unsaid, higher, lower };

/// A number of each run (a variable without further dimensions) worth a column in the table that ends a run.
struct Headline {
  std::string name;      ///< of the column, short
  std::string unit;      ///< as shown: "%", "GBP m a year"
  std::string variable;  ///< present only if its measure was asked for
  double factor = 1;     ///< from the variable's units to those shown
  Better better = Better::unsaid;
  std::string short_name = {};  ///< for command lines; none: the variable's, without `final_`
};

/// A variable shared out along one dimension, summed over all others: "where learning was lost, by barrier".
struct Breakdown {
  std::string title;
  std::string variable;
  std::string dimension;  ///< none: the variable is one part, called `part`
  std::string whole;      ///< the variable whose sum is 100 %; none: an amount a run
  std::string rest = {};  ///< what is left to 100 % is called; none: nothing is left
  std::string part = {};
};

/// A set of words in which breakdowns can be told.
struct Vocabulary {
  std::string name;
  std::string meaning;
  std::string labels = {};  ///< of dimensions and variables; none: their own names
};

struct Measure {
  std::string name;
  std::string meaning;
  bool usual = true;  ///< measured where `measures:` is left out
};

struct Model {
  std::string name;
  std::string meaning;
  std::string source;
  const Declaration* declaration = nullptr;  ///< the root: what a scenario file may say to this model
  std::vector<Measure> measures;             ///< what `measures:` may name
  std::vector<std::string> target_sets;      ///< whom an intervention's `target` may name: sets of names
  std::vector<std::string> ledger_groups;    ///< what `output.ledger.by` may name
  std::vector<Headline> headlines;
  std::string leading = {};  ///< the headline's variable by which scenarios are ranked; none: the first
  std::vector<Breakdown> breakdowns;
  std::vector<Vocabulary> vocabularies;  ///< the first is used unless another is asked for
  bool counts_steps = false;             ///< a scenario may count steps, and needs no calendar
  std::function<std::unique_ptr<Study>(const Plan&)> bind;
};

}  // namespace knowhow::sim
