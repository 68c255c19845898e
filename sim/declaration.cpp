#include "sim/declaration.h"

namespace knowhow::sim {

std::string_view to_string(Unit unit) {
  switch (unit) {
    case Unit::share:
      return "share";
    case Unit::number:
      return "1";
    case Unit::count:
      return "count";
    case Unit::per_year:
      return "a year";
    case Unit::years:
      return "years";
    case Unit::pounds:
      return "GBP";
  }
  return "";
}

const Declaration* Declaration::child(std::string_view key) const {
  for (const auto& declaration : children)
    if (declaration.name == key) return &declaration;
  return nullptr;
}

Declaration number(std::string name, double preset, Range range, Range plausible, Unit unit, When when,
                   std::string source, std::string meaning, Scope scope) {
  Declaration declaration;
  declaration.name = std::move(name);
  declaration.form = Form::number;
  declaration.meaning = std::move(meaning);
  declaration.source = std::move(source);
  declaration.preset = preset;
  declaration.range = range;
  declaration.plausible = plausible;
  declaration.unit = unit;
  declaration.when = when;
  declaration.scope = scope;
  return declaration;
}

}  // namespace knowhow::sim
