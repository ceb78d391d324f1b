// Events through the perf buffers of all CPUs.
#pragma once

#include "src/gen/runtime/ring.h"

namespace skep::v0 {

// Reads the perf buffers of all CPUs.
template <typename Event, typename Function>
class perf_reader {
 public:
  // As ring_reader's, but poll() returns the number of buffers with events.
  // A function that returns false ends nothing: libbpf tells all of a buffer.
  result<int> poll(int timeout_ms) {
    return sink_->sink.outcome(::perf_buffer__poll(buffer_.get(), timeout_ms),
                               "poll perf buffer");
  }
  result<int> consume() {
    return sink_->sink.outcome(::perf_buffer__consume(buffer_.get()),
                               "read perf buffer");
  }
  int epoll_fd() const noexcept {
    return ::perf_buffer__epoll_fd(buffer_.get());
  }
  std::size_t short_events() const noexcept {
    return sink_->sink.short_events();
  }
  // How many events found no room in a buffer?
  std::uint64_t lost_events() const noexcept { return sink_->lost; }
  ::perf_buffer* native() const noexcept { return buffer_.get(); }

 private:
  friend class perf_event_array;
  struct context {
    event_sink<Event, Function> sink;
    std::uint64_t lost;
  };
  struct free_buffer {
    void operator()(::perf_buffer* buffer) const noexcept {
      ::perf_buffer__free(buffer);
    }
  };
  static void tell(void* to, int, void* bytes, __u32 size) noexcept {
    static_cast<context*>(to)->sink.tell(bytes, size);
  }
  static void tell_lost(void* to, int, __u64 count) noexcept {
    static_cast<context*>(to)->lost += count;
  }

  perf_reader(owned_fd fd, std::size_t pages, Function function)
      : fd_(std::move(fd)),
        sink_(
            new context{event_sink<Event, Function>{std::move(function)}, 0}) {
    if (fd_.get() >= 0)
      buffer_.reset(::perf_buffer__new(fd_.get(), pages, tell, tell_lost,
                                       sink_.get(), nullptr));
  }

  owned_fd fd_;
  std::unique_ptr<context> sink_;  // libbpf knows where it is
  std::unique_ptr<::perf_buffer, free_buffer> buffer_;
};

class perf_event_array : public object_map {
 public:
  using object_map::object_map;

  // As ringbuf_map's. `pages`, a power of two, is the size of each buffer.
  template <typename Event = void, typename Function>
  result<perf_reader<Event, Function>> events(Function function,
                                              std::size_t pages = 64) const {
    perf_reader<Event, Function> reader{owned_fd::duplicate(fd()), pages,
                                        std::move(function)};
    if (!reader.buffer_) return error_info{errno, "read map", name()};
    return reader;
  }

  // Put the perf event `fd` at a place, for programs that read counters.
  result<> put(std::uint32_t index, int event_fd) const noexcept {
    return done(
        update(&index, sizeof index, &event_fd, sizeof event_fd, BPF_ANY),
        "update map", name());
  }
};

}  // namespace skep::v0
