#pragma once
// Checkpoints: a run that takes long is kept now and then, so that another process can go on with it. Kept is
// what changes while it runs; all else follows from its plan, replicate and scenario.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <type_traits>
#include <vector>

#include "sim/model.h"

namespace knowhow::sim {

/// Writes values away or puts them back: whoever names them need not know which of the two.
class Keeper {
 public:
  virtual ~Keeper() = default;
  virtual bool puts_back() const = 0;
  /// Plain values, vectors of them or of vectors, and what has a `void keep(Keeper&)` of its own, in turn.
  template <class... Values>
  void operator()(Values&... values) {
    (one(values), ...);
  }
  /// So many plain values there.
  template <class Value>
  void several(Value* values, std::size_t count) {
    static_assert(std::is_trivially_copyable_v<Value> && !std::is_pointer_v<Value>);
    bytes(values, count * sizeof(Value));
  }

 protected:
  /// So many bytes from there, or to there. Putting back throws std::runtime_error if there are not as many.
  virtual void bytes(void* place, std::size_t count) = 0;
  /// Putting back: throws std::runtime_error unless so many elements could still come.
  virtual void expect(std::uint64_t /*elements*/, std::size_t /*of_bytes*/) const {}

 private:
  template <class Value>
  void one(Value& value) {
    if constexpr (requires { value.keep(*this); }) {
      value.keep(*this);
    } else {
      static_assert(std::is_trivially_copyable_v<Value> && !std::is_pointer_v<Value>);
      bytes(&value, sizeof value);
    }
  }
  template <class Value, class Allocator>
  void one(std::vector<Value, Allocator>& values) {
    std::uint64_t count = values.size();
    bytes(&count, sizeof count);
    if (puts_back()) {
      expect(count, std::is_trivially_copyable_v<Value> ? sizeof(Value) : 1);
      values.resize(count);
    }
    if constexpr (std::is_trivially_copyable_v<Value>)
      bytes(values.data(), count * sizeof(Value));
    else
      for (Value& value : values) one(value);
  }
  void one(std::vector<bool>& values) {
    std::vector<std::uint8_t> plain(values.begin(), values.end());
    one(plain);
    values.assign(plain.begin(), plain.end());
  }
};

/// Where one run of a study is kept.
class Checkpoints {
 public:
  virtual ~Checkpoints() = default;
  /// Puts back what was kept of this run; false if nothing was.
  virtual bool resume(const std::function<void(Keeper&)>& keep) = 0;
  /// Whether to keep it now. Asked at the beginning of each step; `stopping`: for the last time.
  virtual bool due(int step, bool stopping) = 0;
  virtual void save(const std::function<void(Keeper&)>& keep) = 0;
};

/// What a run does at the beginning of each step: it is kept where that is due, and Stopped is thrown where
/// `stop` says so. Either of the two may be missing.
template <class Keep>
void stop_or_save(int step, const std::function<bool()>& stop, Checkpoints* checkpoints, const Keep& keep) {
  const bool stopping = stop && stop();
  if (checkpoints && checkpoints->due(step, stopping)) checkpoints->save(keep);
  if (stopping) throw Stopped{};
}

}  // namespace knowhow::sim
