// Section handlers, registered with libbpf for as long as objects need them.
//
// libbpf keeps the handlers of a process in an array, into which the programs
// of open objects point: whoever registers or unregisters one meanwhile leaves
// them with dangling pointers. So nothing is registered or unregistered here
// while an object is open that was opened with handlers. There is one thread.
#pragma once

#include <bpf/libbpf.h>

#include <cstddef>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "src/object/sec_handler.h"
#include "src/sys/log.h"

namespace skep {

struct SecTrampolines;

// The handlers of one registry while libbpf knows them: as long as an object
// that was opened with them is open.
class SecRegistration {
 public:
  // Errors: Error when other handlers are registered: objects with them are
  //         open, or libbpf has a fallback of somebody else's.
  explicit SecRegistration(std::vector<SecHandler> handlers);
  SecRegistration(const SecRegistration&) = delete;
  SecRegistration& operator=(const SecRegistration&) = delete;
  ~SecRegistration();

  // Return the handler that a program of an open object has got; null when
  // libbpf handles it, or nobody does.
  [[nodiscard]] const SecHandler* handler_of(const bpf_program* prog) const;

  // Take note of the programs of an object that has just been opened, in the
  // same SecCall.
  void note(const bpf_object* object);

  // Make sure that libbpf still knows the handlers of these programs, which are
  // not loaded yet: it forgets the handler of a program whose type is changed.
  // Errors: Error that names the program.
  void check_remembered(const bpf_object* object) const;

  // Let go of what is known of the programs of an object, before it is closed.
  void forget(const bpf_object* object) noexcept;

 private:
  friend struct SecTrampolines;

  // One of libbpf's handlers; unregistered by the destructor.
  class Registered {
   public:
    Registered(const SecHandler& handler, std::size_t index);
    Registered(Registered&& other) noexcept
        : id_(std::exchange(other.id_, 0)) {}
    Registered& operator=(Registered&&) = delete;
    ~Registered();

   private:
    int id_;
  };

  void set_up(bpf_program* prog, const SecHandler& handler);
  bpf_link* attach(const bpf_program* prog, const SecHandler& handler);

  std::vector<SecHandler> handlers_;  // libbpf's cookies are indices here
  std::vector<Registered> registered_{};
  std::map<const bpf_program*, const SecHandler*> winners_{};
  // The links behind the first, which is all that libbpf takes.
  std::map<const bpf_program*, std::vector<BpfLink>> more_links_{};
};

// Handlers in the order in which libbpf asks them: the first that matches wins,
// before libbpf's own; the fallback comes last.
class SecRegistry {
 public:
  // Errors: Error for a second fallback, and while an object is open that was
  //         opened with this registry.
  void add(SecHandler handler);

  [[nodiscard]] bool empty() const { return handlers_.empty(); }

  // Register the handlers with libbpf, if no open object has done so; the
  // result keeps them there. Null when there are none.
  [[nodiscard]] std::shared_ptr<SecRegistration> engage();

 private:
  std::vector<SecHandler> handlers_{};
  std::weak_ptr<SecRegistration> engaged_{};
};

// The time of a call of libbpf in which handlers may run. They may throw, which
// must not pass through C: it is kept here.
class SecCall {
 public:
  // Handlers take the programs that are opened meanwhile if they are those of
  // `sections`; others refuse them.
  explicit SecCall(SecRegistration* sections);
  SecCall(const SecCall&) = delete;
  SecCall& operator=(const SecCall&) = delete;
  ~SecCall();
  // Throw what a handler has thrown; what libbpf says of it is not worth while.
  void rethrow();

 private:
  friend struct SecTrampolines;
  friend class SecRegistration;
  static SecCall* current;

  SecCall* before_;
  SecRegistration* sections_;
  // Who handles the programs of an object that is being opened, and may fail.
  std::map<const bpf_program*, const SecHandler*> handlers_{};
  std::exception_ptr caught_{};
  std::optional<HeldDiagnostics> messages_{};
};

// Return what `call` returns, a call of libbpf that opens, loads or attaches
// programs of an object opened with `sections`, or with none (null).
// Errors: what a handler has thrown.
template <typename Call>
auto call_with_handlers(SecRegistration* sections, Call&& call) {
  SecCall scope{sections};
  auto result = std::forward<Call>(call)();
  scope.rethrow();
  return result;
}

}  // namespace skep
