#include "src/link/attach/program.h"

#include <bpf/libbpf.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "src/btf/btf.h"
#include "src/sys/diagnose.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "src/sys/text.h"

namespace skep {
namespace {

std::string type_text(std::uint32_t type) {
  const char* name = libbpf_bpf_prog_type_str(static_cast<bpf_prog_type>(type));
  return name != nullptr ? name : std::to_string(type);
}

}  // namespace

std::string Program::title() const {
  return fmt::format("prog {} '{}'", id, name);
}

Program look_at_program(const Fd& prog, std::string name) {
  const auto info = info_of<bpf_prog_info>(prog);
  return {.fd = prog.get(),
          .id = info.id,
          .type = info.type,
          .name = std::move(name),
          .target_btf_id = info.attach_btf_obj_id,
          .target_type_id = info.attach_btf_id};
}

void check_type(const Program& program,
                std::initializer_list<bpf_prog_type> accepted) {
  std::vector<std::string> names;
  for (const bpf_prog_type type : accepted) {
    if (type == program.type) return;
    names.push_back(type_text(type));
  }
  throw failure("the program is of type {}, the hook takes {}",
                type_text(program.type), join(names, " or "));
}

std::string target_of(const Program& program) {
  if (program.target_btf_id == 0 || program.target_type_id == 0) return {};
  try {
    const auto types = btf::Btf::from_kernel(program.target_btf_id);
    const btf_type* type =
        types ? types->type(program.target_type_id) : nullptr;
    return type == nullptr ? "" : std::string{types->name(*type)};
  } catch (const Error&) {
    return {};
  }
}

std::string check_target(const Program& program, std::string_view start,
                         std::string_view what) {
  check_type(program, {BPF_PROG_TYPE_TRACING});
  const std::string name = target_of(program);
  if (name.empty()) return {};
  if (!name.starts_with(start))
    throw failure("the program was loaded for '{}', not for {}", name, what);
  return name.substr(start.size());
}

std::string hint_for_direct(int code) {
  if (code == ENOENT) return "the program is not attached there";
  if (code == EEXIST || code == EBUSY)
    return "another program is attached there, or one that excludes it";
  return {};
}

int accepted(int result, const std::function<std::string(int code)>& hint_for) {
  if (result >= 0) return result;
  const std::string hint = hint_for ? hint_for(-result) : "";
  throw Error{ErrorKind::system, -result, errno_text(result),
              hint.empty() ? skep::hint_for(-result) : hint};
}

}  // namespace skep
