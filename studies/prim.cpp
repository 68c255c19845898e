#include "studies/prim.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <stdexcept>

namespace knowhow::studies {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

class Search {
 public:
  Search(std::span<const double> values, std::size_t parameters, const std::vector<bool>& interesting,
         const PrimOptions& options)
      : values_(values), d_(parameters), interesting_(interesting), options_(options) {}

  /// The best box among `points`; its counts are among all points there.
  Box best(const std::vector<std::size_t>& points, std::size_t all_interesting) const {
    Box box;
    box.limits.resize(d_);
    count(box, points, all_interesting);
    std::vector<Box> path{box};
    const auto least = std::max<std::size_t>(
        1, static_cast<std::size_t>(options_.least_support * static_cast<double>(interesting_.size())));
    for (;;) {
      Box next = peeled(path.back(), points, all_interesting, least);
      if (next.limits.empty()) break;
      path.push_back(std::move(next));
    }
    std::size_t chosen = 0;
    const auto merit = [&](const Box& each) {
      return each.density >= options_.density ? 1 + each.density * each.coverage : each.density;
    };
    for (std::size_t i = 1; i < path.size(); ++i)
      if (merit(path[i]) > merit(path[chosen])) chosen = i;
    Box result = path[chosen];
    paste(result, points, all_interesting);
    drop_luck(result, points, all_interesting);
    return result;
  }

 private:
  double at(std::size_t point, std::size_t p) const { return values_[point * d_ + p]; }

  bool inside(const Box& box, std::size_t point, std::size_t but) const {
    for (std::size_t p = 0; p < d_; ++p)
      if (p != but && !box.limits[p].contains(at(point, p))) return false;
    return true;
  }

  void count(Box& box, const std::vector<std::size_t>& points, std::size_t all_interesting) const {
    box.inside = box.interesting = 0;
    for (const auto point : points)
      if (inside(box, point, d_)) {
        ++box.inside;
        box.interesting += interesting_[point];
      }
    box.density = box.inside ? static_cast<double>(box.interesting) / static_cast<double>(box.inside) : 0;
    box.coverage =
        all_interesting ? static_cast<double>(box.interesting) / static_cast<double>(all_interesting) : 0;
  }

  /// The box less one slice; without limits if there is none to take.
  Box peeled(const Box& box, const std::vector<std::size_t>& points, std::size_t all_interesting,
             std::size_t least) const {
    Box best;
    double most_gain = 0;
    std::vector<double> column;
    for (std::size_t p = 0; p < d_; ++p) {
      column.clear();
      for (const auto point : points)
        if (inside(box, point, d_)) column.push_back(at(point, p));
      std::sort(column.begin(), column.end());
      if (column.empty() || column.front() == column.back()) continue;
      const auto slice = std::max<std::size_t>(
          1, static_cast<std::size_t>(options_.peel * static_cast<double>(column.size())));
      for (const bool low : {true, false}) {
        // Equal values go together: the slice ends before the next other value.
        const auto cut = low ? std::upper_bound(column.begin(), column.end(), column[slice - 1])
                             : std::lower_bound(column.begin(), column.end(), column[column.size() - slice]);
        if (low ? cut == column.end() : cut == column.begin()) continue;
        const double edge = low ? 0.5 * (*cut + *std::prev(cut)) : 0.5 * (*std::prev(cut) + *cut);
        Box next = box;
        (low ? next.limits[p].least : next.limits[p].most) = edge;
        count(next, points, all_interesting);
        if (next.inside < least || next.inside == box.inside) continue;
        // Gain in density for each point given up, so that a coarse slice is not preferred for its size
        // alone.
        const double gain = (next.density - box.density) / static_cast<double>(box.inside - next.inside);
        if (best.limits.empty() || gain > most_gain) {
          best = next;
          most_gain = gain;
        }
      }
    }
    return box.density >= 1 ? Box{} : best;
  }

  void paste(Box& box, const std::vector<std::size_t>& points, std::size_t all_interesting) const {
    for (bool grew = true; grew;) {
      grew = false;
      for (std::size_t p = 0; p < d_ && !grew; ++p)
        for (const bool low : {true, false}) {
          auto& limits = box.limits[p];
          double& side = low ? limits.least : limits.most;
          if (std::isinf(side)) continue;
          // The next few points beyond this side.
          std::vector<double> beyond;
          for (const auto point : points)
            if (inside(box, point, p) && (low ? at(point, p) < side : at(point, p) > side))
              beyond.push_back(at(point, p));
          Box wider = box;
          if (beyond.empty()) {
            (low ? wider.limits[p].least : wider.limits[p].most) = low ? -infinity : infinity;
          } else {
            std::sort(beyond.begin(), beyond.end());
            if (low) std::reverse(beyond.begin(), beyond.end());
            const auto few = std::min<std::size_t>(
                beyond.size(),
                std::max<std::size_t>(1, static_cast<std::size_t>(0.01 * static_cast<double>(box.inside))));
            (low ? wider.limits[p].least : wider.limits[p].most) = beyond[few - 1];
          }
          count(wider, points, all_interesting);
          const bool better =
              wider.density >= box.density && (wider.interesting > box.interesting || beyond.empty());
          if (!better) continue;
          box = std::move(wider);
          grew = true;
          break;
        }
    }
  }

  /// Limits of a parameter are judged by what the box would be without them.
  void drop_luck(Box& box, const std::vector<std::size_t>& points, std::size_t all_interesting) const {
    for (;;) {
      box.chance.assign(d_, 1);
      std::size_t luckiest = d_;
      for (std::size_t p = 0; p < d_; ++p) {
        if (!box.limits[p].restricts()) continue;
        Box without = box;
        without.limits[p] = {};
        count(without, points, all_interesting);
        box.chance[p] = 1;
        if (without.density >= 1 || box.interesting == 0)
          box.chance[p] = 1;
        else
          box.chance[p] = boost::math::cdf(
              boost::math::complement(boost::math::binomial(static_cast<double>(box.inside), without.density),
                                      static_cast<double>(box.interesting) - 1));
        if (box.chance[p] >= options_.chance && (luckiest == d_ || box.chance[p] > box.chance[luckiest]))
          luckiest = p;
      }
      if (luckiest == d_) return;
      box.limits[luckiest] = {};
      count(box, points, all_interesting);
    }
  }

  std::span<const double> values_;
  std::size_t d_;
  const std::vector<bool>& interesting_;
  const PrimOptions& options_;
};

}  // namespace

std::vector<Box> prim(std::span<const double> values, std::size_t parameters,
                      const std::vector<bool>& interesting, const PrimOptions& options) {
  const auto all = static_cast<std::size_t>(std::count(interesting.begin(), interesting.end(), true));
  if (parameters == 0 || values.size() != interesting.size() * parameters)
    throw std::invalid_argument("there are not as many outcomes as points");
  if (all == 0) throw std::invalid_argument("the outcome is such at no point");
  if (all == interesting.size()) throw std::invalid_argument("the outcome is such at every point");
  const Search search(values, parameters, interesting, options);
  std::vector<std::size_t> points(interesting.size());
  for (std::size_t i = 0; i < points.size(); ++i) points[i] = i;
  std::vector<Box> boxes;
  while (boxes.size() < options.boxes && !points.empty()) {
    Box box = search.best(points, all);
    const double base = static_cast<double>(std::count_if(points.begin(), points.end(),
                                                          [&](auto point) { return interesting[point]; })) /
                        static_cast<double>(points.size());
    const bool restricts =
        std::any_of(box.limits.begin(), box.limits.end(), [](const auto& l) { return l.restricts(); });
    if (!restricts || box.density <= base) break;
    std::erase_if(points, [&](std::size_t point) {
      for (std::size_t p = 0; p < parameters; ++p)
        if (!box.limits[p].contains(values[point * parameters + p])) return false;
      return true;
    });
    boxes.push_back(std::move(box));
  }
  return boxes;
}

std::vector<Robustness> robustness(std::span<const double> outcomes, std::size_t choices, double threshold) {
  std::vector<Robustness> result(choices);
  std::vector<std::vector<double>> regrets(choices);
  std::size_t count = 0;
  for (std::size_t point = 0; point * choices < outcomes.size(); ++point) {
    const auto row = outcomes.subspan(point * choices, choices);
    if (std::any_of(row.begin(), row.end(), [](double y) { return std::isnan(y); })) continue;
    const double best = *std::max_element(row.begin(), row.end());
    for (std::size_t c = 0; c < choices; ++c) {
      Robustness& of = result[c];
      of.mean += row[c];
      of.worst = count == 0 ? row[c] : std::min(of.worst, row[c]);
      of.satisfied += row[c] >= threshold;
      of.best += row[c] == best;
      regrets[c].push_back(best - row[c]);
    }
    ++count;
  }
  if (count == 0) return result;
  for (std::size_t c = 0; c < choices; ++c) {
    Robustness& of = result[c];
    of.mean /= static_cast<double>(count);
    of.satisfied /= static_cast<double>(count);
    of.best /= static_cast<double>(count);
    std::sort(regrets[c].begin(), regrets[c].end());
    for (const double regret : regrets[c]) of.mean_regret += regret / static_cast<double>(count);
    of.most_regret = regrets[c].back();
    of.regret_90 = regrets[c][static_cast<std::size_t>(0.9 * static_cast<double>(count - 1) + 0.5)];
  }
  return result;
}

}  // namespace knowhow::studies
