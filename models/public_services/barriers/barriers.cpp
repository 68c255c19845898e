#include "models/public_services/barriers/barriers.h"

#include <cmath>
#include <limits>

namespace knowhow::public_services {

namespace {

template <class Barrier>
concept has_level = requires {
  Barrier::level;
};

sim::Declaration strengths_by(std::string of) {
  sim::Declaration map =
      sim::number("by_" + of, std::numeric_limits<double>::quiet_NaN(), unit_range, {.2, .8}, Unit::share,
                  When::any_time, "inherits `strength`", "strength where the " + of + " is the one named");
  map.form = sim::Form::numbers_by;
  map.of = std::move(of);
  return map;
}

template <class Barrier>
sim::Declaration declare() {
  auto section = sim::section_of<Barrier>(std::string(Barrier::name), std::string(Barrier::meaning));
  static_assert(complete(Barrier::words), "a barrier lacks a word, or has one outside its vocabulary");
  for (const Vocabulary& vocabulary : vocabularies)
    section.source += (section.source.empty() ? "" : "; ") + std::string(vocabulary.source) + ": " +
                      std::string(Barrier::words.*vocabulary.word);
  for (const char* set : {"kind", "sector"}) section.children.push_back(strengths_by(set));
  constexpr std::size_t number = index_of_barrier<Barrier>() + 1;
  if (number <= contact_barriers) section.children.push_back(strengths_by("channel"));
  if constexpr (has_level<Barrier>) {
    sim::Declaration level;
    level.name = "level";
    level.form = sim::Form::choice;
    level.meaning = "whose trait decides: the person's in the contact, or the organisation's behind";
    level.source = "assumption";
    level.words = {"person", "organisation"};
    level.word = "person";
    section.children.push_back(std::move(level));
  }
  return section;
}

}  // namespace

std::string labels_of(const Vocabulary& vocabulary) { return "vocabulary_" + std::string(vocabulary.name); }

std::vector<sim::Labels> labels_of_barriers(std::size_t count) {
  constexpr auto words = []<class... Barrier>(std::tuple<Barrier...>*) {
    return std::array{Barrier::words...};
  }(static_cast<AllBarriers*>(nullptr));
  std::vector<sim::Labels> all;
  for (const Vocabulary& vocabulary : vocabularies) {
    auto& labels = all.emplace_back();
    labels.name = labels_of(vocabulary);
    labels.long_name = "the barrier in the words of " + std::string(vocabulary.meaning);
    for (std::size_t b = 0; b < count; ++b) labels.of_elements.emplace_back(words[b].*vocabulary.word);
  }
  return all;
}

sim::Attributes labels_of(const Words& words) {
  sim::Attributes labels;
  for (const Vocabulary& vocabulary : vocabularies)
    labels.emplace_back(labels_of(vocabulary), words.*vocabulary.word);
  return labels;
}

sim::Declaration barriers_declaration() {
  sim::Declaration section;
  section.name = "barriers";
  section.meaning =
      "What stands in the way. A contact passes a barrier with probability 1 - s (1 - q): s is the barrier's "
      "strength, q what the situation offers. The most specific strength holds: by channel, then kind, then "
      "sector.";
  [&]<class... Barrier>(std::tuple<Barrier...>*) {
    (section.children.push_back(declare<Barrier>()), ...);
  }(static_cast<AllBarriers*>(nullptr));
  return section;
}

Barriers::Barriers(const sim::Setting& section, std::size_t kinds, std::size_t channels,
                   std::vector<std::uint32_t> sector_of_kind)
    : section_(section),
      kinds_(kinds),
      channels_(channels),
      sector_of_kind_(std::move(sector_of_kind)),
      strengths_(barrier_count * kinds * channels) {
  std::size_t barrier = 0;
  for (const auto& setting : section.children) {
    const sim::Setting* level = setting.find("level");
    levels_[barrier++] = level && level->word == "organisation" ? Level::organisation : Level::person;
  }
}

void Barriers::refresh(const sim::Timeline& timeline) {
  const auto& values = timeline.values();
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    ((std::get<I>(parameters_) =
          sim::read_section<std::tuple_element_t<I, AllBarriers>>(section_.children[I], values)),
     ...);
  }
  (std::make_index_sequence<barrier_count>());

  // A strength that is left out inherits the one before it, and an intervention scales or adds to what it
  // inherits.
  const auto inherits = [&](const sim::Setting* map, std::size_t index, double inherited) {
    if (!map) return inherited;
    const int slot = map->children[index].slot;
    const double base = timeline.base()[static_cast<std::size_t>(slot)];
    return timeline.effective(
        slot, std::isnan(base) ? inherited : base, [](const sim::Intervention&) { return true; },
        [](const sim::Number& n) { return n.spread ? n.spread->mean() : n.value; });
  };
  for (std::size_t barrier = 0; barrier < barrier_count; ++barrier) {
    const sim::Setting& setting = section_.children[barrier];
    const double general = values[static_cast<std::size_t>(setting["strength"].slot)];
    const sim::Setting *by_kind = setting.find("by_kind"), *by_sector = setting.find("by_sector"),
                       *by_channel = setting.find("by_channel");
    for (std::size_t kind = 0; kind < kinds_; ++kind) {
      const double of_kind = inherits(by_kind, kind, inherits(by_sector, sector_of_kind_[kind], general));
      for (std::size_t channel = 0; channel < channels_; ++channel)
        strengths_[(barrier * kinds_ + kind) * channels_ + channel] = inherits(by_channel, channel, of_kind);
    }
  }
}

}  // namespace knowhow::public_services
