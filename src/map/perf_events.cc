// The perf events of a perf event array; declared in event_reader.h.
#include <bpf/libbpf.h>
#include <linux/perf_event.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "src/map/event_delivery.h"
#include "src/map/event_reader.h"
#include "src/map/map_type.h"
#include "src/object/load_error.h"
#include "src/sys/cpus.h"
#include "src/sys/error.h"
#include "src/sys/log.h"

namespace skep::map {
namespace {

using Place = PerfSetup::Place;

struct FreeBuffer {
  void operator()(perf_buffer* buffer) const { perf_buffer__free(buffer); }
};
using Buffer = std::unique_ptr<perf_buffer, FreeBuffer>;

perf_event_attr make_attributes(bool has_monotonic_times) {
  auto attributes = zeroed<perf_event_attr>();
  attributes.size = sizeof attributes;
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.config = PERF_COUNT_SW_BPF_OUTPUT;
  attributes.sample_type = PERF_SAMPLE_RAW | PERF_SAMPLE_TIME;
  attributes.sample_period = 1;
  attributes.wakeup_events = 1;
  if (has_monotonic_times) {
    attributes.use_clockid = 1;
    attributes.clockid = CLOCK_MONOTONIC;
  }
  return attributes;
}

// Of more CPUs than places in the map, those without one can't send anything.
std::vector<Place> choose_places(const Map& map, const PerfSetup& setup) {
  if (setup.only) return {*setup.only};
  std::vector<Place> places;
  for (const std::uint32_t cpu : online_cpus())
    if (cpu < map.info().max_entries) places.push_back({cpu, cpu});
  return places;
}

// The CPUs or the indices of all places, as libbpf wants them.
std::vector<int> numbers_of(const std::vector<Place>& places,
                            std::uint32_t Place::* member) {
  std::vector<int> numbers;
  for (const Place& place : places)
    numbers.push_back(static_cast<int>(place.*member));
  return numbers;
}

// Takes values off the front of a record.
class RecordBytes {
 public:
  explicit RecordBytes(const perf_event_header& header)
      : left_{reinterpret_cast<const Byte*>(&header), header.size} {
    skip(sizeof header);
  }

  template <typename T>
  T take() {
    const T value = load_as<T>(left_);
    skip(sizeof value);
    return value;
  }
  [[nodiscard]] ByteView take_bytes(std::size_t size) {
    return left_.first(std::min(size, left_.size()));
  }

 private:
  void skip(std::size_t size) {
    left_ = left_.subspan(std::min(size, left_.size()));
  }

  ByteView left_;
};

class PerfReader : public EventReader {
 public:
  PerfReader(const Map& map, const PerfSetup& setup)
      : map_(map), places_(choose_places(map, setup)) {
    perf_event_attr attributes = make_attributes(setup.has_monotonic_times);
    std::vector<int> cpus = numbers_of(places_, &Place::cpu);
    std::vector<int> indices = numbers_of(places_, &Place::index);
    perf_buffer_raw_opts options{};
    options.sz = sizeof options;
    options.cpu_cnt = static_cast<int>(places_.size());
    options.cpus = cpus.data();
    options.map_keys = indices.data();
    HeldDiagnostics messages;
    buffer_.reset(perf_buffer__new_raw(map.fd().get(), setup.pages, &attributes,
                                       receive, this, &options));
    if (buffer_ == nullptr)
      throw with_reasons(
          system_error(failure_code(buffer_.get()),
                       "can't open the perf events of {}", map.label()),
          messages.take());
  }

  [[nodiscard]] int fd() const override {
    return perf_buffer__epoll_fd(buffer_.get());
  }

  // All buffers, whichever poll() has called readable: by asking, it has made
  // the kernel forget that.
  bool drain(const Visitor& visit) override {
    delivery_.start(visit);
    const std::size_t count = perf_buffer__buffer_cnt(buffer_.get());
    for (std::size_t i = 0; i < count && delivery_.wants_more(); ++i)
      check(perf_buffer__consume_buffer(buffer_.get(), i),
            "can't read the perf events of {}", map_.label());
    return delivery_.finish();
  }

 private:
  static bpf_perf_event_ret receive(void* self, int cpu,
                                    perf_event_header* header) noexcept {
    auto& reader = *static_cast<PerfReader*>(self);
    const bool goes_on = reader.delivery_.deliver([&] {
      return reader.event_of(static_cast<std::uint32_t>(cpu), *header);
    });
    return goes_on ? LIBBPF_PERF_EVENT_CONT : LIBBPF_PERF_EVENT_DONE;
  }

  [[nodiscard]] std::uint32_t index_of(std::uint32_t cpu) const {
    const auto place =
        std::find_if(places_.begin(), places_.end(),
                     [&](const Place& p) { return p.cpu == cpu; });
    return place == places_.end() ? cpu : place->index;
  }

  // Layout: perf_event_open(2).
  [[nodiscard]] Event event_of(std::uint32_t cpu,
                               const perf_event_header& header) const {
    Event event{.type = header.type, .size = header.size};
    event.origin = PerfOrigin{.cpu = cpu, .index = index_of(cpu)};
    RecordBytes bytes{header};
    if (header.type == PERF_RECORD_SAMPLE) {
      event.origin->time = bytes.take<std::uint64_t>();
      const auto size = bytes.take<std::uint32_t>();
      event.data = bytes.take_bytes(size);
    } else if (header.type == PERF_RECORD_LOST) {
      const auto id = bytes.take<std::uint64_t>();
      event.lost = LostRecords{id, bytes.take<std::uint64_t>()};
    }
    return event;
  }

  const Map& map_;
  std::vector<Place> places_;
  EventDelivery delivery_;
  Buffer buffer_;
};

void check_place(const Map& map, const Place& place) {
  if (place.index >= map.info().max_entries)
    throw failure("{} has no index {}: it has {} entries", map.label(),
                  place.index, map.info().max_entries);
  const auto cpus = online_cpus();
  if (std::find(cpus.begin(), cpus.end(), place.cpu) == cpus.end())
    throw failure("CPU {} is not online", place.cpu);
}

}  // namespace

std::unique_ptr<EventReader> open_perf_events(const Map& map,
                                              const PerfSetup& setup) {
  const std::uint32_t type = map.info().type;
  if (type != BPF_MAP_TYPE_PERF_EVENT_ARRAY)
    throw failure("{} is no perf event array: its type is {}", map.label(),
                  type_label(type))
        .with_hint(type == BPF_MAP_TYPE_RINGBUF
                       ? "ring buffers are read by `map events`"
                       : "");
  if (setup.only) check_place(map, *setup.only);
  return std::make_unique<PerfReader>(map, setup);
}

}  // namespace skep::map
