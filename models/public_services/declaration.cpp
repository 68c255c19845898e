#include "models/public_services/declaration.h"

#include "models/public_services/barriers/barriers.h"
#include "models/public_services/channels/parameters.h"
#include "models/public_services/levers/parameters.h"
#include "models/public_services/parameters.h"
#include "models/public_services/traits.h"

namespace knowhow::public_services {

namespace {

using sim::Column;
using sim::Declaration;
using sim::Form;

Declaration section(std::string name, std::string meaning, std::vector<Declaration> children = {}) {
  Declaration d;
  d.name = std::move(name);
  d.meaning = std::move(meaning);
  d.children = std::move(children);
  return d;
}

Declaration setting(Form form, std::string name, std::string of, std::string defines, std::string meaning,
                    bool required = false) {
  Declaration d;
  d.form = form;
  d.name = std::move(name);
  d.of = std::move(of);
  d.defines = std::move(defines);
  d.meaning = std::move(meaning);
  d.required = required;
  return d;
}

Declaration table(std::string name, std::string meaning, std::vector<Column> columns) {
  Declaration d = setting(Form::table, std::move(name), {}, {}, std::move(meaning));
  d.columns = std::move(columns);
  return d;
}

Declaration counts() {
  using sim::Scope;
  Declaration d = setting(Form::items, "counts", {}, "kind",
                          "Organisations made from counts, by kind, instead of a file.");
  d.numbered = "organisation";
  const auto number = [&](const char* name, double preset, sim::Range range, Unit unit, const char* meaning,
                          Scope scope) {
    return sim::number(name, preset, range, range, unit, When::at_start, "the scenario's", meaning, scope);
  };
  d.children = {number("number", 1, {1, 100000}, Unit::count,
                       "how many there are; they are named `council 1`, `council 2`, ...", Scope::scenario),
                number("staff", 5000, {1, 1e7}, Unit::number, "staff of each", Scope::organisation),
                number("population", 150000, {1, 1e9}, Unit::number, "population that each serves",
                       Scope::organisation),
                number("area_km2", 1000, {.01, 1e8}, Unit::number, "area of each", Scope::organisation),
                number("regions", 1, {1, 10000}, Unit::count,
                       "regions (`region 1`, ...) over which they are dealt in turn", Scope::scenario)};
  d.children.back().numbered = "region";
  return d;
}

Declaration practices() {
  Declaration d = setting(Form::items, "practices", {}, "practice",
                          "Ways of working that somewhere were shown to help, or are believed to be.", true);
  d.children = sim::section_of<Practice>("practice", "").children;
  d.children.push_back(setting(Form::name, "field", "field", {}, "the field of work it belongs to", true));
  d.children.push_back(
      setting(Form::name, "origin", "organisation", {}, "the organisation where it begins", true));
  d.children.push_back(
      setting(Form::moment, "starts", {}, {}, "when it begins there: a date, or a duration from the start"));
  d.children.push_back(setting(Form::names, "suits", "kind", {},
                               "kinds of organisation that it suits; all but the national by default"));
  d.children.push_back(
      setting(Form::name, "variant_of", "practice", {},
              "another practice, of which it is a different model: an organisation applies one of "
              "them, and judges them better once it has heard of both"));
  return d;
}

Declaration schemes() {
  Declaration d =
      setting(Form::items, "schemes", {}, "practice",
              "Programmes as something to hear of: explicit knowledge that travels as practices do, and "
              "that nobody applies. A fund or an award is for those who have heard of its scheme.");
  d.children = sim::section_of<Scheme>("scheme", "").children;
  d.children.push_back(setting(Form::name, "field", "field", {}, "the field of work it concerns", true));
  d.children.push_back(
      setting(Form::name, "origin", "organisation", {}, "the organisation that runs it", true));
  d.children.push_back(
      setting(Form::moment, "starts", {}, {}, "when it is announced: a date, or a duration from the start"));
  return d;
}

Declaration world() {
  constexpr sim::Range positive{1e-6, 1e12};
  std::vector<Declaration> children{
      table("organisations", "The organisations, one a row.",
            {{.name = "id", .meaning = "how the scenario names it", .defines = "organisation", .key = true},
             {.name = "name", .meaning = "its name in full"},
             {.name = "kind", .meaning = "council, health_board, ...", .defines = "kind"},
             {.name = "region", .meaning = "where it is", .defines = "region"},
             {.name = "population", .meaning = "people it serves", .number = true, .range = positive},
             {.name = "area_km2", .meaning = "area it serves", .number = true, .range = positive},
             {.name = "staff", .meaning = "people it employs", .number = true, .range = {1e-6, 1e7}}}),
      counts(),
      table("adjacency", "Organisations that are neighbours, one pair a row.",
            {{.name = "a", .meaning = "one", .of = "organisation"},
             {.name = "b", .meaning = "the other", .of = "organisation"}}),
      table("footprints", "Organisations that serve the same people, one pair a row.",
            {{.name = "health_board", .meaning = "one", .of = "organisation"},
             {.name = "council", .meaning = "the other", .of = "organisation"}}),
      setting(Form::names_by, "sectors", "kind", "sector", "The sector of each kind.", true),
      setting(Form::names, "national", "kind", {},
              "Kinds that are national bodies: they know and talk, and never apply."),
      setting(
          Form::names, "observers", "kind", {},
          "Kinds through whose people the measure `observed` comes to know who applies what; the national "
          "by default."),
      sim::section_of<PeopleParameters>("people", "How many people there are, and of what role."),
      setting(Form::shares_by, "fields", "kind", "field",
              "The fields of work, and the share of people in each, by kind.", true),
      traits_declaration(),
      sim::section_of<Similarity>(
          "similarity",
          "How alike two organisations are: exp(-distance d), d over log population and log density."),
      sim::section_of<Relevance>("relevance", "How relevant a practice is to a person."),
      practices(),
      schemes()};
  return section("world", "Organisations, people and practices.", std::move(children));
}

/// A choice of words, the first of them the default.
Declaration choice(std::string name, std::vector<std::string> words, std::string meaning) {
  Declaration d = setting(Form::choice, std::move(name), {}, {}, std::move(meaning));
  d.source = "assumption";
  d.word = words.front();
  d.words = std::move(words);
  return d;
}

Declaration shape(Declaration d) {
  if (d.name == "ties")
    d.children.push_back(choice(
        "network", {"named", "random", "small_world", "preferential", "groups"},
        "how the layer is made: `named` (people name others in organisations they have to do with), `random` "
        "(Erdos and Renyi), `small_world` (Watts and Strogatz), `preferential` (Barabasi and Albert), or "
        "`groups` (leaders and managers of one field in one region all know each other)"));
  if (d.name == "publication")
    d.children.push_back(
        setting(Form::name, "about", "practice", {},
                "the one practice that letters are about; by default each letter's is drawn by reputation"));
  if (d.name == "gathering") {
    d.children.push_back(
        choice("members", {"kind_and_field", "field", "region", "leaders", "everyone"},
               "who forms its networks: one for each `kind_and_field` (not of national bodies), one for each "
               "`field` or each `region` across kinds, one of `leaders`, or an event open to `everyone`, "
               "for which those come whom its agenda concerns"));
    d.children.push_back(
        setting(Form::names, "kinds", "kind", {}, "kinds of organisation it is for; all by default"));
    d.children.push_back(
        setting(Form::names, "fields", "field", {}, "fields of work it is for; all by default"));
    d.children.push_back(setting(Form::name, "presenters", "lever", {},
                                 "an award: only those who hold it present; all donors by default"));
    d.children.push_back(choice("surveyed", {"no", "yes"},
                                "whether those who attend are asked what they expected, learned and changed: "
                                "the measure `survey`, by `stages.survey`"));
  }
  if (d.name == "pairing") {
    d.children.push_back(
        choice("matching", {"similar", "complementary", "across_sectors", "anyone"},
               "which donors are preferred: `similar` organisations, by the square of their likeness; "
               "`complementary` ones, by what each could teach the other; the most alike `across_sectors`; "
               "or `anyone`"));
    d.children.push_back(
        setting(Form::names, "about", "practice", {}, "practices it is about; all by default"));
  }
  if (d.name == "mandate") {
    d.children.push_back(
        choice("form", {"just_do_it", "adopt_or_justify", "legislation"},
               "`just_do_it`: an instruction down the line; `adopt_or_justify`: who does not adopt must say "
               "why, and has done with it; `legislation`: by its term at the latest, and for good"));
    d.children.push_back(setting(Form::names, "about", "practice", {}, "practices it demands", true));
    d.children.push_back(
        setting(Form::names, "kinds", "kind", {}, "kinds of organisation it obliges; all by default"));
  }
  return d;
}

Declaration channels() {
  Declaration d = setting(Form::items, "channels", {}, "channel",
                          "Ways for knowledge to travel, by name; each has a shape.");
#define CHANNEL(Parameters, name, meaning) \
  d.shapes.push_back(shape(sim::section_of<Parameters>(#name, meaning)));
#include "models/public_services/catalogue.def"
  for (const char* name : {"home", "seeking"}) {
    Declaration built_in;
    built_in.name = built_in.word = name;
    d.built_in.push_back(built_in);
  }
  return d;
}

Declaration lever(Declaration d) {
  if (d.name == "resource") {
    d.children.push_back(setting(Form::name, "meets_through", "channel", {},
                                 "the channel of shape `pairing` through which it matches; none by default"));
    d.children.push_back(setting(Form::names, "gatherings", "channel", {},
                                 "channels of shape `gathering` that it follows up; none by default"));
    return d;
  }
  d.children.push_back(setting(Form::name, "scheme", "practice", {},
                               "the scheme that one must have heard of to apply; by default everybody has"));
  d.children.push_back(setting(Form::names, "kinds", "kind", {},
                               "kinds of organisation that may apply; all but the national by default"));
  d.children.push_back(
      setting(Form::names, "about", "practice", {}, "practices it is about; all by default"));
  if (d.name != "fund") return d;
  d.children.push_back(
      setting(Form::name, "meets_through", "channel", {},
              "the channel of shape `pairing` through which applicants and projects are put in "
              "touch; none by default"));
  d.children.push_back(
      setting(Form::name, "published_in", "channel", {},
              "the channel of shape `publication` in which lessons-learned documents stand; none by "
              "default"));
  return d;
}

Declaration levers() {
  Declaration d =
      setting(Form::items, "levers", {}, "lever", "What changes who does what, by name; each has a shape.");
#define LEVER(Parameters, name, meaning) \
  d.shapes.push_back(lever(sim::section_of<Parameters>(#name, meaning)));
#include "models/public_services/catalogue.def"
  return d;
}

Declaration stages() {
  Declaration d = section("stages", "What happens inside an organisation, step by step.");
#define STAGE(Parameters, name, meaning) d.children.push_back(sim::section_of<Parameters>(#name, meaning));
#include "models/public_services/catalogue.def"
  return d;
}

}  // namespace

const Declaration& declaration() {
  static const Declaration root =
      section("", "public_services", {world(), channels(), levers(), barriers_declaration(), stages()});
  return root;
}

}  // namespace knowhow::public_services
