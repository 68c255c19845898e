#pragma once
// What the report page is made of, inside the program: output/report and Vega-Lite (cmake/report.cmake).
#include <string_view>

namespace knowhow::output {

/// The contents of the file of that name; std::logic_error if there is none.
std::string_view report_asset(std::string_view name);

}  // namespace knowhow::output
