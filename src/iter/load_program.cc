#include "src/iter/load_program.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include "src/object/written_program.h"
#include "src/sys/error.h"

namespace skep::iter {
namespace {

constexpr const char* name = "skep_iter";

}  // namespace

Fd make_row_buffer(std::uint32_t row_size) {
  return Fd{check(bpf_map_create(BPF_MAP_TYPE_ARRAY, name,
                                 sizeof(std::uint32_t), row_size, 1, nullptr),
                  "can't create a map for rows")};
}

Fd load_program(const Target& target, const std::vector<bpf_insn>& program) {
  return load({.name = name,
               .task = fmt::format("reads '{}'", target.name),
               .attach_type = BPF_TRACE_ITER,
               .function = target.function,
               .code = program});
}

}  // namespace skep::iter
