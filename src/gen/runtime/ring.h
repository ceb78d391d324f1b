// Events from BPF programs: ring buffers and perf buffers.
#pragma once

#include <exception>
#include <memory>
#include <type_traits>

#include "src/gen/runtime/map_source.h"

namespace skep::v0 {

// Calls back for each event, from inside of libbpf, through which nothing may
// be thrown. An event is told by its bytes, or as an `Event` if it is as large
// as that; a function that returns bool goes on while that is true.
template <typename Event, typename Function>
class event_sink {
 public:
  explicit event_sink(Function function) : function_(std::move(function)) {}

  // Tell an event; return false to hear no more for now.
  bool tell(const void* bytes, std::size_t size) noexcept {
#if defined(__cpp_exceptions)
    try {
      return call(bytes, size);
    } catch (...) {
      thrown_ = std::current_exception();
      return false;
    }
#else
    return call(bytes, size);
#endif
  }

  // Return what libbpf returned, once what was thrown has been thrown on.
  result<int> outcome(int returned, const char* action) {
#if defined(__cpp_exceptions)
    if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
#endif
    if (returned < 0 && returned != -ECANCELED)
      return error_info{returned, action, nullptr};
    return returned < 0 ? 0 : returned;
  }

  // How many events were smaller than an `Event`, and were not told?
  std::size_t short_events() const noexcept { return short_events_; }

 private:
  bool call(const void* bytes, std::size_t size) {
    if constexpr (std::is_void<Event>::value) {
      return says_more([&] { return function_(bytes, size); });
    } else {
      static_assert(std::is_trivially_copyable<Event>::value,
                    "events are bytes");
      if (size < sizeof(Event)) {
        ++short_events_;
        return true;
      }
      return says_more(
          [&] { return function_(*static_cast<const Event*>(bytes)); });
    }
  }

  template <typename Call>
  static bool says_more(Call call) {
    if constexpr (std::is_void<decltype(call())>::value) {
      call();
      return true;
    } else {
      return static_cast<bool>(call());
    }
  }

  Function function_;
  std::size_t short_events_ = 0;
#if defined(__cpp_exceptions)
  std::exception_ptr thrown_;
#endif
};

// Reads a ring buffer.
template <typename Event, typename Function>
class ring_reader {
 public:
  // Wait for events, at most so many milliseconds (-1: for ever), and tell all
  // that are there; return how many. EINTR: a signal came.
  result<int> poll(int timeout_ms) {
    return sink_->outcome(::ring_buffer__poll(ring_.get(), timeout_ms),
                          "poll ring buffer");
  }
  // Tell all that are there, without waiting.
  result<int> consume() {
    return sink_->outcome(::ring_buffer__consume(ring_.get()),
                          "read ring buffer");
  }
  // Return a descriptor that is readable when there are events.
  int epoll_fd() const noexcept { return ::ring_buffer__epoll_fd(ring_.get()); }
  std::size_t short_events() const noexcept { return sink_->short_events(); }
  ::ring_buffer* native() const noexcept { return ring_.get(); }

 private:
  friend class ringbuf_map;
  using sink = event_sink<Event, Function>;
  struct free_ring {
    void operator()(::ring_buffer* ring) const noexcept {
      ::ring_buffer__free(ring);
    }
  };
  static int tell(void* context, void* bytes, std::size_t size) noexcept {
    return static_cast<sink*>(context)->tell(bytes, size) ? 0 : -ECANCELED;
  }

  ring_reader(owned_fd fd, Function function)
      : fd_(std::move(fd)), sink_(new sink{std::move(function)}) {
    if (fd_.get() >= 0)
      ring_.reset(::ring_buffer__new(fd_.get(), tell, sink_.get(), nullptr));
  }

  owned_fd fd_;
  std::unique_ptr<sink> sink_;  // libbpf knows where it is
  std::unique_ptr<::ring_buffer, free_ring> ring_;
};

class ringbuf_map : public object_map {
 public:
  using object_map::object_map;

  // Call `function` for each event, when the reader is polled. Its type is told
  // by the caller: events<my_event>([](const my_event& event) { ... }), or
  // none, for a function of (const void*, std::size_t).
  template <typename Event = void, typename Function>
  result<ring_reader<Event, Function>> events(Function function) const {
    ring_reader<Event, Function> reader{owned_fd::duplicate(fd()),
                                        std::move(function)};
    if (!reader.ring_) return error_info{errno, "read map", name()};
    return reader;
  }
};

#if SKEP_LIBBPF(1, 1)
// Writes to a ring buffer that a BPF program reads.
class ring_writer {
 public:
  // Hand over an event; EAGAIN: there is no room.
  template <typename Event>
  result<> put(const Event& event) const noexcept {
    static_assert(std::is_trivially_copyable<Event>::value, "events are bytes");
    void* room = ::user_ring_buffer__reserve(ring_.get(),
                                             static_cast<__u32>(sizeof event));
    if (room == nullptr)
      return error_info{errno == ENOSPC ? EAGAIN : errno, "write ring buffer",
                        nullptr};
    std::memcpy(room, &event, sizeof event);
    ::user_ring_buffer__submit(ring_.get(), room);
    return {};
  }
  ::user_ring_buffer* native() const noexcept { return ring_.get(); }

 private:
  friend class user_ringbuf_map;
  struct free_ring {
    void operator()(::user_ring_buffer* ring) const noexcept {
      ::user_ring_buffer__free(ring);
    }
  };
  explicit ring_writer(owned_fd fd)
      : fd_(std::move(fd)),
        ring_(fd_.get() >= 0 ? ::user_ring_buffer__new(fd_.get(), nullptr)
                             : nullptr) {}

  owned_fd fd_;
  std::unique_ptr<::user_ring_buffer, free_ring> ring_;
};
#endif

class user_ringbuf_map : public object_map {
 public:
  using object_map::object_map;
#if SKEP_LIBBPF(1, 1)
  result<ring_writer> writer() const {
    ring_writer made{owned_fd::duplicate(fd())};
    if (!made.ring_) return error_info{errno, "write map", name()};
    return made;
  }
#endif
};

}  // namespace skep::v0
