#include "src/iter/load_program.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include "src/object/written_program.h"
#include "src/sys/error.h"

namespace skep::iter {
namespace {

constexpr const char* name = "skep_iter";

Fd make_array(bpf_map_type type, std::uint32_t value_size) {
  return Fd{check(
      bpf_map_create(type, name, sizeof(std::uint32_t), value_size, 1, nullptr),
      "can't create a map for rows")};
}

}  // namespace

Fd make_row_buffer(std::uint32_t row_size) {
  return make_array(BPF_MAP_TYPE_ARRAY, row_size);
}

Fd make_per_cpu_number() {
  return make_array(BPF_MAP_TYPE_PERCPU_ARRAY, sizeof(std::uint64_t));
}

Fd load_program(const Target& target, const std::vector<bpf_insn>& program) {
  return load({.name = name,
               .task = fmt::format("reads '{}'", target.name),
               .attach_type = BPF_TRACE_ITER,
               .function = target.function,
               .code = program});
}

}  // namespace skep::iter
