#pragma once
// The page of a calibration: what the figures say of the unknown numbers, and what was foretold.
#include <string>

namespace knowhow::app {

/// Of a file that `knowhow calibrate` wrote. Throws sim::FileTrouble.
std::string posterior_page(const std::string& file, const std::string& program);

}  // namespace knowhow::app
