#include "src/run/watch_changes.h"

#include <optional>
#include <utility>

#include "src/map/dump.h"
#include "src/map/map_type.h"
#include "src/map/selection.h"
#include "src/map/watch.h"
#include "src/sys/clock.h"
#include "src/sys/error.h"

namespace skep {
namespace {

using std::chrono::milliseconds;

// Looks after each interval, however often it is asked to.
class Changes : public Watched {
 public:
  explicit Changes(milliseconds interval) : interval_(interval) {}

  [[nodiscard]] int fd() const override { return -1; }
  [[nodiscard]] milliseconds interval() const override { return interval_; }
  void finish() override { is_due_ = true; }
  [[nodiscard]] Counts counts() const override { return {.shown = shown_}; }

  std::uint64_t show(Writer& out, std::uint64_t) override {
    const Clock::time_point now = Clock::now();
    if (!std::exchange(is_due_, false) && now - last_ < interval_) return 0;
    last_ = now;
    std::uint64_t count = 0;
    out.in_json([&](Json& json) { count = print(json); });
    out.in_text([&](Sink& sink) { count = print(sink); });
    shown_ += count;
    return count;
  }

 private:
  using Clock = std::chrono::steady_clock;

  // Print what has changed, and return how much.
  virtual std::uint64_t print(Sink& sink) = 0;
  virtual std::uint64_t print(Json& json) = 0;

  milliseconds interval_;
  Clock::time_point last_ = Clock::now();
  bool is_due_ = false;
  std::uint64_t shown_ = 0;
};

map::Query query_of(const map::Map& map) {
  map::Query query{};
  if (map::is_per_cpu(map.info().type))
    query.cpu = map::CpuChoice{.kind = map::CpuChoice::Kind::sum};
  return query;
}

class MapChanges : public Changes {
 public:
  MapChanges(const std::string& name, map::Map map, milliseconds interval)
      : Changes(interval),
        map_(std::move(map)),
        types_(map::load_types(map_)),
        selection_(map_, types_ ? &*types_ : nullptr, query_of(map_)),
        changes_(selection_, types_ ? &*types_ : nullptr,
                 {.kind = "map", .name = name}) {}

 private:
  std::uint64_t print(Sink& sink) override { return changes_.print(sink); }
  std::uint64_t print(Json& json) override { return changes_.print(json); }

  map::Map map_;
  std::optional<map::ElementTypes> types_;
  map::Selection selection_;
  map::ElementChanges changes_;
};

class VariableChanges : public Changes {
 public:
  VariableChanges(const std::string& name, const LiveVariable& variable,
                  map::ElementTypes types, milliseconds interval)
      : Changes(interval),
        variable_(variable),
        types_(std::move(types)),
        layout_(size(), {}),
        columns_(0, size(), &types_),
        printer_(columns_, layout_, &types_,
                 {.kind = "variable", .name = name}),
        before_(variable_.read()) {}

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] std::uint32_t size() const {
    return types_.btf.resolve_size(types_.value).value_or(0);
  }

  std::uint64_t print(Sink& sink) override {
    return print_by([&](const map::Change& change, std::int64_t time) {
      sink.print("{}\n", local_time(time));
      printer_.print_text(sink, change);
    });
  }
  std::uint64_t print(Json& json) override {
    return print_by([&](const map::Change& change, std::int64_t time) {
      printer_.print_json(json, change, time);
    });
  }

  template <typename Print>
  std::uint64_t print_by(const Print& print) {
    const Bytes after = variable_.read();
    const Clock::time_point taken = Clock::now();
    const std::chrono::duration<double> passed = taken - taken_;
    taken_ = taken;
    if (text_of(after) == text_of(before_)) return 0;
    const Bytes no_key;
    print(map::Change{ChangeKind::changed, no_key, &before_, &after,
                      passed.count()},
          seconds_since_1970());
    before_ = after;
    return 1;
  }

  LiveVariable variable_;
  map::ElementTypes types_;
  map::ValueLayout layout_;
  map::Columns columns_;
  map::ChangePrinter printer_;
  Clock::time_point taken_ = Clock::now();
  Bytes before_;
};

}  // namespace

std::unique_ptr<Watched> watch_map(const std::string& name, map::Map map,
                                   milliseconds interval) {
  map::check_listable(map);
  return std::make_unique<MapChanges>(name, std::move(map), interval);
}

std::unique_ptr<Watched> watch_variable(const std::string& name,
                                        const LiveVariable& variable,
                                        map::ElementTypes types,
                                        milliseconds interval) {
  return std::make_unique<VariableChanges>(name, variable, std::move(types),
                                           interval);
}

}  // namespace skep
