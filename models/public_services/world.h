#pragma once
// The world of one replicate: organisations, people, practices and who knows whom. Its scenarios share it.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/public_services/channels/parameters.h"
#include "models/public_services/fixed.h"
#include "models/public_services/parameters.h"
#include "models/public_services/traits.h"
#include "sim/network.h"
#include "sim/plan.h"
#include "sim/random.h"

namespace knowhow::public_services {

enum class Role : std::uint8_t { leader, manager, officer };

/// What a plan fixes for all replicates: names as numbers, and the facts of the tables.
struct Frame {
  explicit Frame(const sim::Plan& plan);  // throws sim::InvalidInput

  struct Organisation {
    std::string id;
    std::uint32_t kind, region, sector;
    bool national, observes;
    double population = 0, area_km2 = 0, staff = 0;  ///< 0 where they are drawn, see World
    const sim::Setting* counted = nullptr;           ///< the item of `world.counts` that it is made from
  };
  struct Practice {
    std::string name;
    const sim::Setting* setting;
    std::uint32_t field, origin;
    int start_step;
    std::vector<bool> suits;  ///< by kind; never a national one
    bool scheme = false;      ///< a programme to hear of: never tried, in no share of adoption
    std::vector<std::uint32_t> variants = {};  ///< other models of doing the same thing
  };
  /// One network of a channel of shape `gathering`: whom it is for. Unset: for all.
  struct Network {
    std::string name;
    std::optional<std::uint32_t> kind = {}, field = {}, region = {};
    bool leaders_only = false, open = false;
  };
  /// Who is meant by a channel of shape `mandate`, and about what.
  struct Obliged {
    std::uint32_t organisation, practice;
  };
  struct Channel {
    std::string name;
    std::string shape;
    const sim::Setting* setting;
    std::uint32_t purpose;
    std::vector<Network> networks = {};       ///< of shape `gathering`
    std::vector<Obliged> obliged = {};        ///< of shape `mandate`
    std::optional<std::uint32_t> award = {};  ///< of shape `gathering`: the lever whose holders alone present
  };
  /// A lever, with the names that it gives as numbers.
  struct Lever {
    std::string name;
    std::string shape;
    const sim::Setting* setting;
    std::vector<bool> kinds = {};      ///< of fund and award: by kind, whom it concerns; never a national one
    std::vector<bool> practices = {};  ///< of fund and award: what it is about; never a scheme
    std::optional<std::uint32_t> scheme = {};         ///< practice by which one hears of it
    std::optional<std::uint32_t> meets_through = {};  ///< channel of shape `pairing`
    std::optional<std::uint32_t> published_in = {};   ///< channel of shape `publication`
    std::vector<std::uint32_t> gatherings = {};       ///< channels that a resource follows up
  };

  const sim::Plan& plan;
  std::vector<std::string> kinds, regions, sectors, fields;
  std::vector<std::uint32_t> sector_of_kind;
  std::vector<bool> national;  ///< by kind
  std::vector<Organisation> organisations;
  std::vector<Practice> practices;
  std::vector<Channel> channels;  ///< `home` and `seeking` first
  std::vector<Lever> levers;
  std::vector<std::vector<double>> field_shares;  ///< by kind
  std::vector<sim::Tie> adjacency, footprints;

 private:
  void find_variants(sim::Problems& problems);
  void add_practice(const sim::Setting& item, const std::string& section, sim::Problems& problems);
  void add_lever(const sim::Setting& item, sim::Problems& problems);
  void name_levers(Channel& channel, sim::Problems& problems);
};

/// People in a row: organisation by organisation, in each the leaders first, then managers, then officers.
class People {
 public:
  std::uint32_t size() const { return first.empty() ? 0 : first.back(); }
  std::vector<std::uint32_t> first;          ///< by organisation, and the end
  std::vector<std::uint32_t> leaders;        ///< number of leaders, by organisation
  std::vector<std::uint32_t> organisation;   ///< by person
  std::vector<std::uint8_t> field;           ///< by person
  std::vector<Role> role;                    ///< by person
  std::vector<std::uint32_t> members;        ///< people by (field, organisation); see members_of
  std::vector<std::uint32_t> members_first;  ///< by field * organisations + organisation, and the end

  std::span<const std::uint32_t> members_of(std::uint32_t org, std::uint32_t which) const {
    const std::size_t cell = std::size_t{which} * leaders.size() + org;
    return {members.data() + members_first[cell], members_first[cell + 1] - members_first[cell]};
  }
};

/// A layer of ties that a channel talks over.
struct TieLayer {
  sim::Network network;
  std::vector<float> trust;  ///< by tie
};

class WorldFacts {
 public:
  WorldFacts(const Frame& frame, std::uint32_t replicate);

  const Frame& frame;
  sim::Draws draws;
  std::vector<double> base;  ///< of every slot, with `uncertain` drawn
  PeopleParameters people_parameters;
  Relevance relevance;
  People people;
  std::vector<double> similarity;      ///< by organisation x organisation
  std::vector<std::int64_t> likeness;  ///< the same in units of 2^-16, for sums without order
  std::vector<std::array<double, trait_count>> traits;  ///< base values by organisation
  std::vector<TieLayer> ties;                           ///< by channel; empty for other shapes
  std::vector<std::vector<std::vector<std::uint32_t>>>
      members;  ///< by channel and network, in order of people

  double alike(std::uint32_t a, std::uint32_t b) const {
    return similarity[std::size_t{a} * organisations() + b];
  }
  std::uint32_t organisations() const { return static_cast<std::uint32_t>(frame.organisations.size()); }
  std::size_t practices() const { return frame.practices.size(); }

  /// A trait of an organisation from a number that may be a distribution: the same luck whatever the number.
  double trait_of(Trait trait, const sim::Number& number, std::uint32_t organisation) const;
  /// The traits of whoever holds a post in its n-th spell, around those of the organisation.
  PersonTraits person_traits(std::uint32_t person, std::uint32_t spell,
                             const OrganisationTraits& around) const;
  /// Relevance of each practice to a person, in units of 2^-16.
  std::span<const std::uint16_t> relevance_to(std::uint32_t person) const {
    return {relevance_.data() + relevance_at_[person], practices()};
  }

 private:
  void draw_organisations();
  void draw_people();
  void draw_traits();
  void compare_organisations();
  void weigh_relevance();
  std::vector<double> population_, area_, staff_;
  std::vector<std::uint16_t> relevance_;     ///< by (kind, field, leader or not) x practice; 65535 is 1
  std::vector<std::uint32_t> relevance_at_;  ///< by person: where that of the first practice is
};

/// The ties of a channel of shape `ties`.
TieLayer tie_layer(const WorldFacts& world, const Frame::Channel& channel);

/// The networks of a channel of shape `gathering`, by its setting `members`.
std::vector<Frame::Network> networks_of(const Frame& frame, const sim::Setting& channel);

/// Organisations that a channel of shape `mandate` means, by its settings `about` and `kinds`: those of its
/// kinds that a practice suits, origins apart.
std::vector<Frame::Obliged> obliged_by(const Frame& frame, const sim::Setting& channel);

/// The people who belong to each network of a channel. Who belongs does so by post.
std::vector<std::vector<std::uint32_t>> members_of(const WorldFacts& world, const Frame::Channel& channel);

}  // namespace knowhow::public_services
