#include "src/link/attach/hook.h"

#include <utility>

#include "src/sys/error.h"

namespace skep {
namespace {

std::vector<Fd> as_list(Fd link) {
  std::vector<Fd> list;
  list.push_back(std::move(link));
  return list;
}
std::vector<Fd> as_list(std::vector<Fd> links) { return links; }

}  // namespace

std::vector<Fd> attach(const Fd& prog, std::string name, const Hook& hook) {
  const Program program = look_at_program(prog, std::move(name));
  const auto attach_here = [&](const auto& place) {
    try {
      return as_list(attach_to(place, program));
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::usage) throw;
      throw error.in(fmt::format("can't attach {} to {}", program.title(),
                                 title_of(place)));
    }
  };
  return std::visit(attach_here, hook);
}

}  // namespace skep
