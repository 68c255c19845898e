#pragma once
// The page of a merged sweep: what matters, where it fails, and what holds up.
#include <string>

namespace knowhow::app {

/// `where` as `knowhow discover --where` has it; empty: the lowest quarter of the first outcome's runs. Throws
/// sim::FileTrouble, WrongUsage.
std::string sweep_page(const std::string& file, const std::string& where, const std::string& program);

}  // namespace knowhow::app
