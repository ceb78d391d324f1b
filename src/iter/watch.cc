#include "src/iter/watch.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "src/iter/change_printer.h"
#include "src/iter/table_state.h"
#include "src/sys/clock.h"
#include "src/sys/error.h"
#include "src/sys/signals.h"

namespace skep::iter {
namespace {

using Clock = std::chrono::steady_clock;

// The rows, and when they were made.
struct Moment {
  TableState state;
  Clock::time_point taken = Clock::now();
  std::int64_t time = seconds_since_1970();
};

double seconds_between(const Moment& before, const Moment& after) {
  return std::chrono::duration<double>{after.taken - before.taken}.count();
}

// How many changes of each kind there were.
class Counts {
 public:
  std::uint64_t& of(ChangeKind kind) {
    return counts_[static_cast<std::size_t>(kind)];
  }

  void print_text(Sink& sink, const Moment& now) {
    sink.print("{}  {}", local_time(now.time), now.state.count);
    for (const ChangeKind kind : kinds)
      sink.print("  {}{}", sign_of(kind), of(kind));
    sink.put('\n');
  }

  void print_json(Json& json, const Moment& now) {
    json.begin_object();
    json.key("time");
    json.value(now.time);
    json.key("count");
    json.value(now.state.count);
    for (const ChangeKind kind : kinds) {
      json.key(word_of(kind));
      json.value(of(kind));
    }
    json.end_object();
  }

 private:
  static constexpr std::array kinds{ChangeKind::added, ChangeKind::removed,
                                    ChangeKind::changed};

  std::array<std::uint64_t, kinds.size()> counts_{};
};

// Prints what the query asks for, as often as it asks for it.
class Report {
 public:
  Report(Writer& out, const Table& table, const std::vector<std::size_t>& key,
         const Query& query)
      : out_(out),
        query_(query),
        printer_(table.columns(), key),
        left_(query.limit.value_or(UINT64_MAX)) {}

  [[nodiscard]] bool is_complete() const { return left_ == 0; }

  void print(const Moment& before, const Moment& after) {
    if (query_.counts)
      print_counts(before, after);
    else
      print_changes(before, after);
    out_.flush();
  }

 private:
  // Write an object for programs or a line for people.
  template <typename J, typename T>
  void tell(const J& write_json, const T& write_text) {
    out_.in_json(write_json);
    out_.in_text([&](Sink& sink) {
      if (query_.format != RowFormat::ndjson) return write_text(sink);
      Json json{sink, Json::Style::compact};
      write_json(json);
      sink.put('\n');
    });
    --left_;
  }

  void print_changes(const Moment& before, const Moment& after) {
    const double seconds = seconds_between(before, after);
    bool is_first = true;
    const auto print = [&](const RowChange& change) {
      tell(
          [&](Json& json) {
            printer_.print_json(json, change, seconds, after.time);
          },
          [&](Sink& sink) {
            if (std::exchange(is_first, false))
              sink.print("{}\n", local_time(after.time));
            printer_.print_text(sink, change, seconds);
          });
      return !is_complete();
    };
    for_each_row_change(before.state, after.state, print);
  }

  void print_counts(const Moment& before, const Moment& after) {
    Counts counts;
    for_each_row_change(before.state, after.state,
                        [&](const RowChange& change) {
                          ++counts.of(change.kind);
                          return true;
                        });
    tell([&](Json& json) { counts.print_json(json, after); },
         [&](Sink& sink) { counts.print_text(sink, after); });
  }

  Writer& out_;
  const Query& query_;
  ChangePrinter printer_;
  std::uint64_t left_;
};

}  // namespace

void watch(Writer& out, Table& table, const std::vector<std::size_t>& key,
           const Query& query) {
  Report report{out, table, key, query};
  // A stop, which is how watching ends, may come while rows are made.
  const auto look = [&]() -> std::optional<Moment> {
    try {
      return Moment{.state = take_state(table, key)};
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::interrupted) throw;
      return std::nullopt;
    }
  };
  auto before = look();
  const auto list = out.list();
  while (before && !report.is_complete() && !is_stopped_after(*query.watch)) {
    auto after = look();
    if (after) report.print(*before, *after);
    before = std::move(after);
  }
}

}  // namespace skep::iter
