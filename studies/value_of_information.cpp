#include "studies/value_of_information.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "sim/random.h"

namespace knowhow::studies {

namespace {

constexpr std::size_t most_classes = 10, most_knots = 10, fewest_draws = 30;
constexpr double small_share = 0.05;  // of the value: a curve may cross another by luck

/// Lower triangle L of a symmetric matrix (size, size) with L L' = matrix.
std::vector<double> cholesky(std::vector<double> matrix, std::size_t size) {
  for (std::size_t row = 0; row < size; ++row)
    for (std::size_t column = 0; column <= row; ++column) {
      double sum = matrix[row * size + column];
      for (std::size_t k = 0; k < column; ++k) sum -= matrix[row * size + k] * matrix[column * size + k];
      if (row != column)
        matrix[row * size + column] = sum / matrix[column * size + column];
      else
        matrix[row * size + row] = std::sqrt(std::max(sum, 1e-300));
    }
  return matrix;
}

/// x with L L' x = b.
std::vector<double> solve(const std::vector<double>& lower, std::vector<double> b) {
  const std::size_t size = b.size();
  for (std::size_t row = 0; row < size; ++row) {
    for (std::size_t k = 0; k < row; ++k) b[row] -= lower[row * size + k] * b[k];
    b[row] /= lower[row * size + row];
  }
  for (std::size_t row = size; row-- > 0;) {
    for (std::size_t k = row + 1; k < size; ++k) b[row] -= lower[k * size + row] * b[k];
    b[row] /= lower[row * size + row];
  }
  return b;
}

/// A basis along one parameter: (draw, function), and what its bends cost, (function, function).
struct Basis {
  std::size_t size = 0;
  std::vector<double> at, penalty;
};

/// Indicators of the values that a parameter takes; nothing is smoothed.
Basis classes_of(std::span<const double> column, const std::vector<double>& distinct) {
  Basis basis{distinct.size(), std::vector<double>(column.size() * distinct.size()),
              std::vector<double>(distinct.size() * distinct.size())};
  for (std::size_t i = 0; i < column.size(); ++i) {
    const auto place = std::lower_bound(distinct.begin(), distinct.end(), column[i]) - distinct.begin();
    basis.at[i * basis.size + static_cast<std::size_t>(place)] = 1;
  }
  return basis;
}

/// The natural cubic regression spline whose coefficients are its values at the knots (Wood 2006, 4.1.2).
Basis spline_of(std::span<const double> column, const std::vector<double>& distinct) {
  const std::size_t size = std::min(most_knots, distinct.size() / 2), inner = size - 2;
  const double least = distinct.front(), width = distinct.back() - least;
  std::vector<double> knots(size), gap(size - 1);
  for (std::size_t k = 0; k < size; ++k)
    knots[k] = (distinct[k * (distinct.size() - 1) / (size - 1)] - least) / width;
  for (std::size_t k = 0; k + 1 < size; ++k) gap[k] = knots[k + 1] - knots[k];

  // Second derivatives at inner knots are B^-1 D times the values at all knots.
  std::vector<double> b(inner * inner), d(inner * size), bends((inner + 2) * size);
  for (std::size_t i = 0; i < inner; ++i) {
    d[i * size + i] = 1 / gap[i];
    d[i * size + i + 1] = -1 / gap[i] - 1 / gap[i + 1];
    d[i * size + i + 2] = 1 / gap[i + 1];
    b[i * inner + i] = (gap[i] + gap[i + 1]) / 3;
    if (i + 1 < inner) b[i * inner + i + 1] = b[(i + 1) * inner + i] = gap[i + 1] / 6;
  }
  Basis basis{size, std::vector<double>(column.size() * size), std::vector<double>(size * size)};
  const auto lower = cholesky(b, inner);
  for (std::size_t k = 0; k < size; ++k) {
    std::vector<double> of(inner);
    for (std::size_t i = 0; i < inner; ++i) of[i] = d[i * size + k];
    of = solve(lower, std::move(of));
    for (std::size_t i = 0; i < inner; ++i) bends[(i + 1) * size + k] = of[i];
    for (std::size_t row = 0; row < size; ++row)
      for (std::size_t i = 0; i < inner; ++i) basis.penalty[row * size + k] += d[i * size + row] * of[i];
  }
  for (std::size_t i = 0; i < column.size(); ++i) {
    const double x = (column[i] - least) / width;
    const auto above = std::upper_bound(knots.begin() + 1, knots.end() - 1, x) - knots.begin();
    const auto j = static_cast<std::size_t>(above) - 1;
    const double h = gap[j], left = knots[j + 1] - x, right = x - knots[j];
    const double bend_left = (left * left * left / h - h * left) / 6,
                 bend_right = (right * right * right / h - h * right) / 6;
    double* row = basis.at.data() + i * size;
    row[j] += left / h;
    row[j + 1] += right / h;
    for (std::size_t k = 0; k < size; ++k)
      row[k] += bend_left * bends[j * size + k] + bend_right * bends[(j + 1) * size + k];
  }
  return basis;
}

std::vector<double> distinct_of(std::span<const double> column) {
  std::vector<double> values(column.begin(), column.end());
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

/// Regression on one basis, over draws that may count more than once.
class Smoother {
 public:
  Smoother(const Basis& basis, std::span<const double> weights) : basis_(basis), weights_(weights) {
    const std::size_t size = basis.size;
    std::vector<double> squares(size * size);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const double* row = basis.at.data() + i * size;
      total_ += weights[i];
      if (weights[i] == 0) continue;
      for (std::size_t a = 0; a < size; ++a)
        for (std::size_t b = 0; b <= a; ++b) squares[a * size + b] += weights[i] * row[a] * row[b];
    }
    double trace = 0, cost = 0;
    for (std::size_t a = 0; a < size; ++a) {
      for (std::size_t b = 0; b < a; ++b) squares[b * size + a] = squares[a * size + b];
      trace += squares[a * size + a];
      cost += basis.penalty[a * size + a];
    }
    squares_ = squares;
    const bool smooth = cost > 0;
    for (int step = 0; step < (smooth ? 25 : 1); ++step) {
      const double strength = smooth ? trace / cost * std::pow(10.0, -8 + 0.5 * step) : 0;
      Strength each;
      auto sum = squares;
      for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += strength * basis.penalty[k];
      for (std::size_t a = 0; a < size; ++a) sum[a * size + a] += 1e-12 * trace;  // classes without a draw
      each.lower = cholesky(std::move(sum), size);
      for (std::size_t a = 0; a < size; ++a) {
        const auto column = solve(
            each.lower, std::vector<double>(squares.begin() + static_cast<std::ptrdiff_t>(a * size),
                                            squares.begin() + static_cast<std::ptrdiff_t>((a + 1) * size)));
        each.freedom += column[a];
      }
      strengths_.push_back(std::move(each));
    }
  }

  /// The fitted coefficients with the least generalised cross-validation score.
  std::vector<double> fit(std::span<const double> y) const {
    const std::size_t size = basis_.size;
    std::vector<double> products(size);
    double own = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (weights_[i] == 0) continue;
      const double weighted = weights_[i] * y[i];
      own += weighted * y[i];
      for (std::size_t a = 0; a < size; ++a) products[a] += weighted * basis_.at[i * size + a];
    }
    std::vector<double> best;
    double least = std::numeric_limits<double>::infinity();
    for (const auto& each : strengths_) {
      auto coefficients = solve(each.lower, products);
      double residual = own;
      for (std::size_t a = 0; a < size; ++a) {
        residual -= 2 * coefficients[a] * products[a];
        for (std::size_t b = 0; b < size; ++b)
          residual += coefficients[a] * coefficients[b] * squares_[a * size + b];
      }
      const double score = std::max(residual, 0.0) / ((total_ - each.freedom) * (total_ - each.freedom));
      if (best.empty() || score < least) {
        least = score;
        best = std::move(coefficients);
      }
    }
    return best;
  }

 private:
  struct Strength {
    std::vector<double> lower;
    double freedom = 0;
  };
  const Basis& basis_;
  std::span<const double> weights_;
  double total_ = 0;
  std::vector<double> squares_;
  std::vector<Strength> strengths_;
};

/// One parameter against all choices.
class OneParameter {
 public:
  OneParameter(std::span<const double> column, const std::vector<std::vector<double>>& outcomes)
      : column_(column), outcomes_(outcomes) {
    const auto distinct = distinct_of(column);
    basis_ = distinct.size() <= most_classes ? classes_of(column, distinct) : spline_of(column, distinct);
  }

  /// Of every draw and choice, what is expected of it given the parameter; less the same of choice 0.
  std::vector<std::vector<double>> expected(const Smoother& smoother,
                                            const std::vector<std::uint32_t>& order) const {
    const std::size_t n = column_.size();
    std::vector<std::vector<double>> all(outcomes_.size(), std::vector<double>(n, 0.0));
    std::vector<double> ahead(n);
    for (std::size_t c = 1; c < outcomes_.size(); ++c) {
      for (std::size_t i = 0; i < n; ++i) ahead[i] = outcomes_[c][order[i]] - outcomes_[0][order[i]];
      const auto coefficients = smoother.fit(ahead);
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t a = 0; a < basis_.size; ++a)
          all[c][i] += coefficients[a] * basis_.at[i * basis_.size + a];
    }
    return all;
  }

  double value(const std::vector<std::vector<double>>& expected, std::span<const double> weights) const {
    double total = 0, known = 0, best = -std::numeric_limits<double>::infinity();
    for (const double weight : weights) total += weight;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      double most = expected[0][i];
      for (const auto& choice : expected) most = std::max(most, choice[i]);
      known += weights[i] * most;
    }
    for (const auto& choice : expected) {
      double sum = 0;
      for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * choice[i];
      best = std::max(best, sum);
    }
    return std::max(0.0, (known - best) / total);
  }

  /// The best choice from the least value up, without stretches that are together worth less than `small`.
  std::vector<Switch> switches(const std::vector<std::vector<double>>& expected, double small) const {
    std::vector<std::size_t> order(column_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return column_[i]; });
    struct Stretch {
      std::size_t begin, end, choice;
    };
    std::vector<Stretch> all;
    for (std::size_t place = 0; place < order.size(); ++place) {
      std::size_t choice = 0;
      for (std::size_t c = 1; c < expected.size(); ++c)
        if (expected[c][order[place]] > expected[choice][order[place]]) choice = c;
      if (all.empty() || all.back().choice != choice) all.push_back({place, place, choice});
      all.back().end = place + 1;
    }
    double left_out = 0;
    while (all.size() > 1) {
      double least = std::numeric_limits<double>::infinity();
      std::size_t which = 0, instead = 0;
      for (std::size_t s = 0; s < all.size(); ++s)
        for (const std::size_t beside : {s - 1, s + 1}) {
          if (beside >= all.size()) continue;
          double lost = 0;
          for (std::size_t place = all[s].begin; place < all[s].end; ++place)
            lost += expected[all[s].choice][order[place]] - expected[all[beside].choice][order[place]];
          lost /= static_cast<double>(order.size());
          if (lost < least) least = lost, which = s, instead = all[beside].choice;
        }
      if (left_out + least > small) break;
      left_out += least;
      all[which].choice = instead;
      std::vector<Stretch> joined;
      for (const auto& each : all)
        if (!joined.empty() && joined.back().choice == each.choice)
          joined.back().end = each.end;
        else
          joined.push_back(each);
      all = std::move(joined);
    }
    std::vector<Switch> found;
    for (const auto& each : all) found.push_back({column_[order[each.begin]], each.choice});
    return found;
  }

  const Basis& basis() const { return basis_; }

 private:
  std::span<const double> column_;
  const std::vector<std::vector<double>>& outcomes_;
  Basis basis_;
};

double deviation(const std::vector<double>& values) {
  if (values.size() < 2) return 0;
  double mean = 0, squares = 0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

/// How often each draw counts in one bootstrap.
std::vector<double> drawn_again(const sim::Draws& draws, std::size_t number, std::size_t n) {
  std::vector<double> weights(n, 0.0);
  for (std::uint32_t i = 0; i < n; ++i)
    ++weights[sim::index_of(
        draws.word(sim::purpose("information bootstrap"), static_cast<std::uint32_t>(number), i),
        static_cast<std::uint32_t>(n))];
  return weights;
}

/// EVPI over draws that may count more than once.
double perfect(const std::vector<std::vector<double>>& outcomes, std::span<const double> weights) {
  double total = 0, known = 0, best = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < weights.size(); ++i) {
    double most = outcomes[0][i];
    for (const auto& choice : outcomes) most = std::max(most, choice[i]);
    known += weights[i] * most;
    total += weights[i];
  }
  for (const auto& choice : outcomes)
    best = std::max(best, std::inner_product(choice.begin(), choice.end(), weights.begin(), 0.0));
  return (known - best) / total;
}

}  // namespace

ValueOfInformation value_of_information(std::span<const double> values, std::size_t parameters,
                                        std::span<const double> outcomes, std::size_t choices,
                                        std::size_t resamples, std::uint64_t seed) {
  if (choices < 2)
    throw std::invalid_argument(
        "there is nothing to choose; the value of information takes two scenarios or more");
  const std::size_t n = outcomes.size() / choices;
  if (n < fewest_draws)
    throw std::invalid_argument("too few points to tell the value of information by; " +
                                std::to_string(fewest_draws) + " or more are needed");
  if (outcomes.size() != n * choices || values.size() != n * parameters)
    throw std::invalid_argument("values and outcomes are not of the same draws");
  ValueOfInformation result;
  std::vector<std::vector<double>> by_choice(choices, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t c = 0; c < choices; ++c) by_choice[c][i] = outcomes[i * choices + c];
  for (const auto& choice : by_choice)
    result.means.push_back(std::accumulate(choice.begin(), choice.end(), 0.0) / static_cast<double>(n));
  result.best = static_cast<std::size_t>(std::ranges::max_element(result.means) - result.means.begin());
  for (std::size_t i = 0; i < n; ++i)
    result.elsewhere += std::ranges::any_of(
        by_choice, [&](const auto& choice) { return choice[i] > by_choice[result.best][i]; });
  result.elsewhere /= static_cast<double>(n);

  const sim::Draws draws(seed, 0);
  const std::vector<double> once(n, 1.0);
  std::vector<std::vector<double>> again;
  for (std::size_t b = 0; b < resamples; ++b) again.push_back(drawn_again(draws, b, n));
  result.perfect = perfect(by_choice, once);
  std::vector<double> resampled;
  for (const auto& weights : again) resampled.push_back(perfect(by_choice, weights));
  result.error = deviation(resampled);

  std::vector<std::uint32_t> as_they_are(n);
  std::iota(as_they_are.begin(), as_they_are.end(), 0u);
  std::vector<double> column(n);
  for (std::size_t p = 0; p < parameters; ++p) {
    ParameterValue found;
    for (std::size_t i = 0; i < n; ++i) column[i] = values[i * parameters + p];
    if (std::ranges::all_of(column, [&](double x) { return x == column[0]; })) {
      found.best = {{column[0], result.best}};
      result.parameters.push_back(std::move(found));
      continue;
    }
    const OneParameter one(column, by_choice);
    const Smoother smoother(one.basis(), once);
    const auto expected = one.expected(smoother, as_they_are);
    // To know one thing is never worth more than to know everything, however a curve bends.
    found.value = std::min(one.value(expected, once), result.perfect);
    found.best = one.switches(expected, small_share * found.value);
    if (found.value <= 0) found.best = {{*std::ranges::min_element(column), result.best}};
    resampled.clear();
    std::vector<double> shuffled_values;
    for (std::size_t b = 0; b < resamples; ++b) {
      const Smoother of_resample(one.basis(), again[b]);
      resampled.push_back(one.value(one.expected(of_resample, as_they_are), again[b]));
      auto shuffled = as_they_are;
      for (auto i = static_cast<std::uint32_t>(n); i > 1; --i)
        std::swap(shuffled[i - 1],
                  shuffled[sim::index_of(
                      draws.word(sim::purpose("information shuffle"), static_cast<std::uint32_t>(b), i), i)]);
      shuffled_values.push_back(one.value(one.expected(smoother, shuffled), once));
    }
    found.error = deviation(resampled);
    std::ranges::sort(shuffled_values);
    found.chance = shuffled_values.empty() ? 0 : shuffled_values[shuffled_values.size() * 95 / 100];
    result.parameters.push_back(std::move(found));
  }
  return result;
}

}  // namespace knowhow::studies
