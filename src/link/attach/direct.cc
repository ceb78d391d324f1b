#include "src/link/attach/direct.h"

#include <string_view>
#include <utility>

#include "src/sys/error.h"

namespace skep {
namespace {

// Call `change(place, program)`; an error says "can't attach PROG to HOOK".
template <typename H, typename F>
void apply(H& hook, const Program& program, std::string_view verb,
           std::string_view preposition, F&& change) {
  const auto change_here = [&](auto& place) {
    try {
      change(place, program);
    } catch (const Error& error) {
      throw error.in(fmt::format("can't {} {} {} {}", verb, program.title(),
                                 preposition, title_of(place)));
    }
  };
  std::visit(change_here, hook);
}

}  // namespace

std::string title_of(const DirectHook& hook) {
  return std::visit([](const auto& place) { return title_of(place); }, hook);
}

void attach_directly(const Fd& prog, std::string name, DirectHook& hook) {
  apply(hook, look_at_program(prog, std::move(name)), "attach", "to",
        [](auto& place, const Program& program) {
          attach_without_link(place, program);
        });
}

void detach_directly(const Fd& prog, std::string name, const DirectHook& hook) {
  apply(hook, look_at_program(prog, std::move(name)), "detach", "from",
        [](const auto& place, const Program& program) {
          detach_without_link(place, program);
        });
}

}  // namespace skep
