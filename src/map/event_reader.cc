#include "src/map/event_reader.h"

#include <bpf/libbpf.h>
#include <linux/perf_event.h>

#include <cerrno>
#include <string>

#include "src/map/event_delivery.h"
#include "src/map/map_type.h"
#include "src/object/load_error.h"
#include "src/sys/error.h"
#include "src/sys/log.h"
#include "src/sys/proc.h"

namespace skep::map {
namespace {

struct FreeRing {
  void operator()(ring_buffer* ring) const { ring_buffer__free(ring); }
};
using Ring = std::unique_ptr<ring_buffer, FreeRing>;

Error open_error(const Map& map, int code) {
  Error error = system_error(code, "can't read {}", map.label());
  const bool is_frozen = FdInfo::of(map.fd()).number("frozen").value_or(0) != 0;
  if (error.code() != EPERM || !is_frozen) return error;
  return error.with_hint("the map is frozen: nobody can remove records");
}

class RingReader : public EventReader {
 public:
  explicit RingReader(const Map& map) : map_(map) {
    HeldDiagnostics messages;
    ring_.reset(ring_buffer__new(map.fd().get(), receive, this, nullptr));
    if (ring_ == nullptr)
      throw with_reasons(open_error(map, failure_code(ring_.get())),
                         messages.take());
  }

  [[nodiscard]] int fd() const override {
    return ring_buffer__epoll_fd(ring_.get());
  }

  bool drain(const Visitor& visit) override {
    delivery_.start(visit);
    const ring* positions = ring_buffer__ring(ring_.get(), 0);
    // Programs may write as fast as we read: what comes later waits.
    const auto end = ring__producer_pos(positions);
    while (ring__consumer_pos(positions) < end)
      if (consume() == 0) break;
    return delivery_.finish();
  }

 private:
  static constexpr std::size_t most_at_once = 1024;

  // Return how many records were visited. 0: no more, for now; the first one
  // may not be complete yet.
  int consume() {
    const int result = ring_buffer__consume_n(ring_.get(), most_at_once);
    if (result == -ECANCELED) return 0;
    return check(result, "can't read {}", map_.label());
  }

  static int receive(void* self, void* data, std::size_t size) noexcept {
    auto& reader = *static_cast<RingReader*>(self);
    const bool goes_on = reader.delivery_.deliver(
        [&] { return reader.event_of(static_cast<const Byte*>(data), size); });
    return goes_on ? 0 : -ECANCELED;
  }

  // Whoever may write the map can move the place where reading goes on: what
  // is there then may be anything.
  [[nodiscard]] Event event_of(const Byte* data, std::size_t size) const {
    if (size > map_.info().max_entries)
      throw failure("{} is corrupt: it has a record of {} bytes", map_.label(),
                    size);
    return {.type = PERF_RECORD_SAMPLE,
            .size = static_cast<std::uint32_t>(size),
            .data = {data, size}};
  }

  const Map& map_;
  EventDelivery delivery_;
  Ring ring_;
};

std::string reads_instead(std::uint32_t type) {
  if (type == BPF_MAP_TYPE_USER_RINGBUF)
    return "user space writes it, and a BPF program reads it";
  if (type == BPF_MAP_TYPE_QUEUE || type == BPF_MAP_TYPE_STACK)
    return "its elements are read by `map pop` or `map peek`";
  if (const auto instead = instead_of_listing(type); !instead.empty())
    return std::string{instead};
  return "its elements are read by `map dump`";
}

void check_reads_in_order(const Map& map) {
  if ((map.info().map_flags & BPF_F_RB_OVERWRITE) == 0) return;
  throw failure("can't read {}: new records overwrite old ones", map.label())
      .with_hint("it was created with BPF_F_RB_OVERWRITE");
}

}  // namespace

bool Event::is_record() const { return type == PERF_RECORD_SAMPLE; }

std::unique_ptr<EventReader> open_events(const Map& map) {
  const std::uint32_t type = map.info().type;
  if (type == BPF_MAP_TYPE_PERF_EVENT_ARRAY) return open_perf_events(map, {});
  if (type != BPF_MAP_TYPE_RINGBUF)
    throw failure("{} has no events: its type is {}", map.label(),
                  type_label(type))
        .with_hint(reads_instead(type));
  check_reads_in_order(map);
  return std::make_unique<RingReader>(map);
}

}  // namespace skep::map
