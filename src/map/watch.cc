#include "src/map/watch.h"

#include "src/sys/clock.h"
#include "src/sys/error.h"
#include "src/sys/signals.h"

namespace skep::map {
namespace {

Selection& with_one_value(Selection& selection) {
  selection.require_one_value();
  return selection;
}

void print_changes(ElementChanges& changes, Sink& sink, ChangeFormat format) {
  if (format == ChangeFormat::text) {
    changes.print(sink);
  } else {
    Json lines{sink, Json::Style::lines};
    changes.print(lines);
  }
  sink.flush();
}

}  // namespace

ElementChanges::ElementChanges(Selection& selection, const ElementTypes* types,
                               Subject subject)
    : selection_(with_one_value(selection)),
      printer_(selection.columns(), selection.layout(), types,
               std::move(subject)),
      before_(take()) {}

ElementChanges::State ElementChanges::take() {
  State state;
  selection_.for_each([&](const Row& row) {
    if (row.code == 0)
      state.elements.insert_or_assign(
          Bytes{row.key.begin(), row.key.end()},
          Bytes{row.values.begin(), row.values.end()});
  });
  return state;
}

template <typename Visit>
std::uint64_t ElementChanges::visit_changes(const Visit& visit) {
  State after = take();
  const std::int64_t time = seconds_since_1970();
  const double seconds =
      std::chrono::duration<double>{after.taken - before_.taken}.count();
  std::uint64_t count = 0;
  for_each_change(before_.elements, after.elements,
                  [&](ChangeKind kind, const Bytes& key, const Bytes* old,
                      const Bytes* now) {
                    visit(Change{kind, key, old, now, seconds}, time);
                    ++count;
                  });
  before_ = std::move(after);
  return count;
}

std::uint64_t ElementChanges::print(Sink& sink) {
  bool is_first = true;
  return visit_changes([&](const Change& change, std::int64_t time) {
    if (std::exchange(is_first, false)) sink.print("{}\n", local_time(time));
    printer_.print_text(sink, change);
  });
}

std::uint64_t ElementChanges::print(Json& json) {
  return visit_changes([&](const Change& change, std::int64_t time) {
    printer_.print_json(json, change, time);
  });
}

void watch(Sink& sink, Selection& selection, const ElementTypes* types,
           std::chrono::milliseconds interval, ChangeFormat format) {
  try {
    ElementChanges changes{selection, types};
    while (!is_stopped_after(interval)) print_changes(changes, sink, format);
  } catch (const Error& error) {
    // A stop, which is how watching ends, may come while the map is read.
    if (error.kind() != ErrorKind::interrupted) throw;
  }
}

}  // namespace skep::map
