#pragma once
// What each member of a package contributes, fairly: the mean over all orders of joining of what it adds.
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "output/comparison.h"

namespace knowhow::output {

/// Shapley values of n members, in the shape (member, replicate), from the values of all 2^n subsets: that of
/// the subset whose bit i says whether member i is in it, replicate by replicate. In each replicate they sum
/// to the value of all less that of none. Throws std::logic_error unless there are 2^n subsets of one length.
std::vector<std::vector<double>> shapley_values(std::span<const std::vector<double>> of_subsets);

/// What a member of a package adds: on average over all orders, by itself, and to all the others.
struct Contribution {
  std::string member;
  Estimate shapley, alone, last;
};
/// `subsets` are the scenarios of a comparison by bits as above. The Shapley means sum to `whole`.
struct Package {
  std::vector<Contribution> members;
  Estimate whole;
};
Package package_of(const Comparison& comparison, std::size_t headline,
                   const std::vector<std::string>& members, const std::vector<std::size_t>& subsets);

std::string package_text(const Package& package, const std::string& name, const sim::Headline& headline);
/// JSON text: an object.
std::string package_json(const Package& package, const sim::Headline& headline);

}  // namespace knowhow::output
