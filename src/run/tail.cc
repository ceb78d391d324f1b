#include "src/run/tail.h"

#include <algorithm>
#include <utility>

namespace skep {
namespace {

const map::ElementTypes* pointer_to(
    const std::optional<map::ElementTypes>& types) {
  return types ? &*types : nullptr;
}

}  // namespace

Tail::Tail(std::string name, map::Map map,
           std::optional<map::ElementTypes> types,
           std::optional<LiveVariable> lost, std::shared_ptr<TailTurn> turn)
    : map_(std::move(map)),
      types_(std::move(types)),
      lost_(lost),
      turn_(std::move(turn)),
      objects_(name, pointer_to(types_)),
      table_(std::move(name), pointer_to(types_),
             {.map = turn_->are_several,
              .cpu = map_.info().type == BPF_MAP_TYPE_PERF_EVENT_ARRAY}),
      reader_(map::open_events(map_)) {
  if (types_) shape_.emplace(types_->btf, types_->value);
}

std::uint64_t Tail::show(Writer& out, std::uint64_t most) {
  std::uint64_t shown = 0;
  out.in_json([&](Json& json) { shown = show_in(objects_, json, most); });
  out.in_text([&](Sink& sink) {
    if (turn_->last != this) table_.begin_again();
    shown = show_in(table_, sink, most);
    table_.finish();
    if (shown != 0) turn_->last = this;
  });
  return shown;
}

template <typename Form, typename Out>
std::uint64_t Tail::show_in(Form& form, Out& out, std::uint64_t most) {
  if (most == 0) return 0;
  const std::uint64_t before = counts_.shown;
  reader_->drain([&](const map::Event& event) {
    show_event(form, out, event);
    return counts_.shown - before < most;
  });
  if (const std::uint64_t lost = newly_lost(); lost != 0)
    form.write_lost(out, lost);
  return counts_.shown - before;
}

template <typename Form, typename Out>
void Tail::show_event(Form& form, Out& out, const map::Event& event) {
  if (event.lost) counts_.lost += event.lost->count;
  if (!event.is_record()) return form.write_other(out, event);
  ++counts_.shown;
  if (!shape_) return form.write_other(out, event);
  if (const auto value = shape_->value_of(event))
    return form.write_value(out, event, *value);
  ++counts_.unfit;
  form.write_other(out, event);
}

std::uint64_t Tail::newly_lost() {
  if (!lost_) return 0;
  const auto total = load_as<std::uint64_t>(lost_->read());
  const std::uint64_t lost = total - std::min(total, told_lost_);
  told_lost_ = total;
  counts_.lost += lost;
  return lost;
}

}  // namespace skep
