#include "src/object/sec_registry.h"

#include <cerrno>
#include <utility>

#include "src/sys/error.h"

namespace skep {
namespace {

// libbpf's array is one for the process, and so is this: whose handlers are
// in it.
SecRegistration* engaged = nullptr;

// What libbpf is to be told of an exception: a negative errno value, whatever
// the exception says. It takes a positive one for a failure without a reason.
int failure_of(const std::exception_ptr& caught) noexcept {
  constexpr int highest = 4095;
  try {
    std::rethrow_exception(caught);
  } catch (const Error& error) {
    const bool is_errno = error.code() > 0 && error.code() <= highest;
    return is_errno ? -error.code() : -ECANCELED;
  } catch (...) {
    return -ECANCELED;
  }
}

template <typename Visit>
void for_each_program(const bpf_object* object, Visit&& visit) {
  for (bpf_program* prog = nullptr;
       (prog = bpf_object__next_program(object, prog)) != nullptr;)
    visit(prog);
}

// A program that is not loaded can't be attached; but for a program without a
// handler there is nobody to do it. libbpf tells that first.
bool is_forgotten(const bpf_program* prog) {
  if (bpf_program__fd(prog) >= 0) return false;
  int code = 0;
  static_cast<void>(overhear_libbpf([&] {
    const bpf_link* link = bpf_program__attach(prog);
    code = has_failed(link) ? failure_code(link) : 0;
  }));
  return code == EOPNOTSUPP;
}

}  // namespace

// What libbpf calls. No exception gets past these.
struct SecTrampolines {
  static const SecHandler& handler(long cookie) {
    return engaged->handlers_[static_cast<std::size_t>(cookie)];
  }

  template <typename F>
  static int guarded(F&& run) noexcept {
    try {
      std::forward<F>(run)();
      return 0;
    } catch (...) {
      const std::exception_ptr caught = std::current_exception();
      if (auto* call = SecCall::current) call->caught_ = caught;
      return failure_of(caught);
    }
  }

  static int set_up(bpf_program* prog, long cookie) noexcept {
    return guarded([&] {
      const SecCall* call = SecCall::current;
      if (call == nullptr || call->sections_ != engaged)
        throw system_error(EBUSY,
                           "section handlers of another object are registered");
      engaged->set_up(prog, handler(cookie));
    });
  }

  static int prepare(bpf_program* prog, bpf_prog_load_opts* options,
                     long cookie) noexcept {
    return guarded([&] {
      const SecHandler::Prepare& prepare = handler(cookie).prepare();
      if (prepare) prepare(prog, *options);
    });
  }

  static int attach(const bpf_program* prog, long cookie,
                    bpf_link** link) noexcept {
    *link = nullptr;
    return guarded([&] { *link = engaged->attach(prog, handler(cookie)); });
  }
};

SecRegistration::Registered::Registered(const SecHandler& handler,
                                        std::size_t index) {
  libbpf_prog_handler_opts options{};
  options.sz = sizeof(options);
  options.cookie = static_cast<long>(index);
  options.prog_setup_fn = SecTrampolines::set_up;
  options.prog_prepare_load_fn = SecTrampolines::prepare;
  // Always there: by it is seen whether libbpf knows the handler still.
  options.prog_attach_fn = SecTrampolines::attach;
  const SecPattern& pattern = handler.pattern();
  id_ = check(libbpf_register_prog_handler(
                  pattern.is_fallback() ? nullptr : pattern.text().c_str(),
                  handler.type().type, handler.type().attach_type, &options),
              "can't register a handler for sections '{}'", pattern.text());
}

SecRegistration::Registered::~Registered() {
  if (id_ > 0) libbpf_unregister_prog_handler(id_);
}

SecRegistration::SecRegistration(std::vector<SecHandler> handlers)
    : handlers_(std::move(handlers)) {
  if (engaged != nullptr)
    throw system_error(EBUSY,
                       "can't register section handlers while an object with "
                       "others is open");
  registered_.reserve(handlers_.size());
  for (std::size_t i = 0; i < handlers_.size(); ++i)
    registered_.emplace_back(handlers_[i], i);
  engaged = this;
}

SecRegistration::~SecRegistration() { engaged = nullptr; }

const SecHandler* SecRegistration::handler_of(const bpf_program* prog) const {
  const auto found = winners_.find(prog);
  return found == winners_.end() ? nullptr : found->second;
}

void SecRegistration::set_up(bpf_program* prog, const SecHandler& handler) {
  SecCall::current->handlers_[prog] = &handler;
  if (!handler.setup()) return;
  handler.setup()(prog);
  if (bpf_program__type(prog) != handler.type().type &&
      !handler.pattern().is_fallback())
    throw failure(
        "the handler of '{}' has changed the type of program '{}', by which "
        "libbpf forgets the handler",
        handler.pattern().text(), bpf_program__name(prog));
}

void SecRegistration::note(const bpf_object* object) {
  const auto& handlers = SecCall::current->handlers_;
  for_each_program(object, [&](const bpf_program* prog) {
    const auto found = handlers.find(prog);
    if (found != handlers.end()) winners_.insert(*found);
  });
}

bpf_link* SecRegistration::attach(const bpf_program* prog,
                                  const SecHandler& handler) {
  if (!handler.attach()) return nullptr;
  std::vector<BpfLink> links = handler.attach()(prog);
  if (links.empty()) return nullptr;
  if (links.front().get() == nullptr)
    throw failure("the link of program '{}' is none of libbpf's",
                  bpf_program__name(prog));
  std::vector<BpfLink>& more = more_links_[prog];
  for (std::size_t i = 1; i < links.size(); ++i)
    more.push_back(std::move(links[i]));
  return links.front().release();
}

void SecRegistration::check_remembered(const bpf_object* object) const {
  for_each_program(object, [&](const bpf_program* prog) {
    const SecHandler* handler = handler_of(prog);
    if (handler == nullptr || !handler->prepare() || !is_forgotten(prog))
      return;
    throw failure(
        "libbpf has forgotten the handler of program '{}' ('{}'): the type of "
        "the program was changed",
        bpf_program__name(prog), handler->pattern().text());
  });
}

void SecRegistration::forget(const bpf_object* object) noexcept {
  for_each_program(object, [&](const bpf_program* prog) {
    more_links_.erase(prog);
    winners_.erase(prog);
  });
}

void SecRegistry::add(SecHandler handler) {
  if (engaged_.lock() != nullptr)
    throw system_error(EBUSY,
                       "can't add a handler for sections '{}' while an object "
                       "is open that was opened without it",
                       handler.pattern().text());
  if (handler.pattern().is_fallback())
    for (const SecHandler& other : handlers_)
      if (other.pattern().is_fallback())
        throw usage_error("there can be one fallback ('*') for sections");
  handlers_.push_back(std::move(handler));
}

std::shared_ptr<SecRegistration> SecRegistry::engage() {
  if (handlers_.empty()) return nullptr;
  if (auto registration = engaged_.lock()) return registration;
  auto registration = std::make_shared<SecRegistration>(handlers_);
  engaged_ = registration;
  return registration;
}

SecCall* SecCall::current = nullptr;

SecCall::SecCall(SecRegistration* sections)
    : before_(std::exchange(current, this)), sections_(sections) {
  if (engaged != nullptr) messages_.emplace();
}

SecCall::~SecCall() { current = before_; }

void SecCall::rethrow() {
  if (!caught_) return;
  if (messages_) static_cast<void>(messages_->take());
  std::rethrow_exception(std::exchange(caught_, nullptr));
}

}  // namespace skep
