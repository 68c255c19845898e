// What levers and channels name in each other, as numbers; a name that would do nothing is a mistake.
#include <algorithm>
#include <span>

#include "models/public_services/world.h"

namespace knowhow::public_services {

namespace {

template <class All>
std::optional<std::uint32_t> number_of(const All& all, const std::string& name) {
  for (std::uint32_t n = 0; n < all.size(); ++n)
    if (all[n].name == name) return n;
  return {};
}

/// Whether a number is above 0 at the start, or an intervention may bring it there.
bool ever_positive(const sim::Plan& plan, int slot) {
  return plan.slots[static_cast<std::size_t>(slot)].base.value > 0 ||
         std::any_of(plan.interventions.begin(), plan.interventions.end(), [&](const auto& intervention) {
           return std::any_of(intervention.changes.begin(), intervention.changes.end(),
                              [&](const auto& change) { return change.slot == slot; });
         });
}

/// Reads the names that one lever or channel gives.
class Names {
 public:
  Names(const Frame& frame, const sim::Setting& item, const std::string& section, sim::Problems& problems)
      : frame_(frame), item_(item), path_(section + "." + item.name), problems_(problems) {}

  /// The one that `key` names, which must be of that shape; nothing where it names none.
  template <class All>
  std::optional<std::uint32_t> of_shape(const char* key, const All& all, const std::string& what) const {
    const sim::Setting* given = item_.find(key);
    if (!given || given->word.empty()) return {};
    return named(*given, given->word, all, what);
  }
  template <class All>
  std::vector<std::uint32_t> list_of_shape(const char* key, const All& all, const std::string& what) const {
    std::vector<std::uint32_t> numbers;
    if (const sim::Setting* given = item_.find(key))
      for (const auto& word : given->words)
        if (const auto n = named(*given, word, all, what)) numbers.push_back(*n);
    return numbers;
  }
  std::optional<std::uint32_t> scheme() const {
    const sim::Setting* given = item_.find("scheme");
    if (!given || given->word.empty()) return {};
    const auto n = number_of(frame_.practices, given->word);
    if (n && frame_.practices[*n].scheme) return n;
    refuse(*given, "'" + given->word + "' is no scheme of `world.schemes`", "name a scheme");
    return {};
  }
  /// What is about practices is not about schemes.
  bool practices_only() const {
    const sim::Setting& about = item_["about"];
    bool fine = true;
    for (const auto& name : about.words) {
      const auto n = number_of(frame_.practices, name);
      if (!n || !frame_.practices[*n].scheme) continue;
      refuse(about, "'" + name + "' is a scheme, and nobody applies it", "name practices only");
      fine = false;
    }
    return fine;
  }
  void refuse(const sim::Setting& at, const std::string& problem, const std::string& cure) const {
    problems_.add(at.place, &at == &item_ ? path_ : path_ + "." + at.name, problem, cure);
  }

 private:
  template <class All>
  std::optional<std::uint32_t> named(const sim::Setting& given, const std::string& word, const All& all,
                                     const std::string& shape) const {
    const auto n = number_of(all, word);
    if (n && all[*n].shape == shape) return n;
    const std::string one = (std::is_same_v<All, decltype(frame_.levers)> ? "lever" : "channel");
    refuse(given, "'" + word + "' is no " + one + " of shape `" + shape + "`",
           "name a " + one + " of shape `" + shape + "`");
    return {};
  }

  const Frame& frame_;
  const sim::Setting& item_;
  std::string path_;
  sim::Problems& problems_;
};

}  // namespace

void Frame::add_lever(const sim::Setting& item, sim::Problems& problems) {
  const Names names(*this, item, "levers", problems);
  Lever lever{item.name, item.word, &item};
  lever.scheme = names.scheme();
  lever.meets_through = names.of_shape("meets_through", channels, "pairing");
  lever.published_in = names.of_shape("published_in", channels, "publication");
  lever.gatherings = names.list_of_shape("gatherings", channels, "gathering");
  struct Needs {
    const char *number, *name, *shape;
  };
  for (const auto& [number, name, shape] : {Needs{"liaison", "meets_through", "pairing"},
                                            {"links", "meets_through", "pairing"},
                                            {"matches", "meets_through", "pairing"},
                                            {"lessons_learned", "published_in", "publication"},
                                            {"follow_up", "gatherings", "gathering"}})
    if (const sim::Setting* what = item.find(number), *through = item.find(name);
        what && through && through->word.empty() && through->words.empty() && ever_positive(plan, what->slot))
      names.refuse(*what, std::string("does nothing without `") + name + "`",
                   std::string("give `") + name + "`, of shape `" + shape + "`, or set it to 0");

  if (item.find("about")) {
    bool fine = names.practices_only();
    for (const auto& practice : practices)
      lever.practices.push_back(!practice.scheme && item["about"].covers(practice.name));
    const sim::Setting& chosen = item["kinds"];
    for (std::uint32_t kind = 0; kind < kinds.size(); ++kind) {
      if (national[kind] && !chosen.words.empty() && chosen.covers(kinds[kind])) {
        names.refuse(chosen, "'" + kinds[kind] + "' is a kind of national body, and never applies anything",
                     "name kinds that apply practices");
        fine = false;
      }
      lever.kinds.push_back(chosen.covers(kinds[kind]) && !national[kind] &&
                            std::any_of(organisations.begin(), organisations.end(),
                                        [&](const auto& o) { return o.kind == kind; }));
      if (lever.scheme && lever.kinds[kind] && !practices[*lever.scheme].suits[kind])
        names.refuse(item["scheme"],
                     "nobody in a " + kinds[kind] + " works in its field, so none can hear of it",
                     "choose another field for the scheme, or leave that kind out of `kinds`");
    }
    if (fine && (std::find(lever.kinds.begin(), lever.kinds.end(), true) == lever.kinds.end() ||
                 std::find(lever.practices.begin(), lever.practices.end(), true) == lever.practices.end()))
      names.refuse(item, "there is nobody who could apply, or nothing to apply for",
                   "widen `kinds` or `about`");
  }
  levers.push_back(std::move(lever));
}

void Frame::name_levers(Channel& channel, sim::Problems& problems) {
  const Names names(*this, *channel.setting, "channels", problems);
  if (channel.shape == "pairing" || channel.shape == "mandate") names.practices_only();
  channel.award = names.of_shape("presenters", levers, "award");
}

}  // namespace knowhow::public_services
