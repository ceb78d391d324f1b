#include "src/run/print_verified.h"

#include <bpf/libbpf.h>

namespace skep {
namespace {

template <typename T>
void print_if(Writer& out, std::string_view key, const std::optional<T>& number,
              fmt::format_string<const T&> form) {
  if (number) out.field(key, *number, form);
}

void print_stats(Writer& out, const VerifierStats& stats) {
  print_if(out, "insns_processed", stats.instructions, "verified {} insns  ");
  print_if(out, "total_states", stats.total_states, "states {}  ");
  print_if(out, "peak_states", stats.peak_states, "peak {}  ");
  if (stats.max_states_per_insn)
    out.field("max_states_per_insn", *stats.max_states_per_insn);
  print_if(out, "verification_usec", stats.microseconds, "in {}us");
}

void print(Writer& out, const VerifiedProgram& prog) {
  const auto object = out.object();
  out.field("name", prog.name, "{}: ");
  out.named("type", libbpf_bpf_prog_type_str(prog.type),
            static_cast<std::uint32_t>(prog.type), "{}", "type {}");
  out.field("section", prog.section, "  section {}\n\t");
  print_stats(out, prog.stats);
  out.layout("\n\t");
  out.field("bytes_xlated", prog.xlated_bytes, "xlated {}B  ");
  out.flag("jited", prog.jited_bytes != 0, "", "not jited  ");
  if (prog.jited_bytes != 0)
    out.field("bytes_jited", prog.jited_bytes, "jited {}B  ");
  if (!prog.stats.stack_depths.empty())
    out.items("stack_depths", prog.stats.stack_depths, "stack ");
  out.layout("\n");
}

}  // namespace

void print(Writer& out, const std::vector<VerifiedProgram>& programs) {
  const auto list = out.list();
  for (const VerifiedProgram& prog : programs) print(out, prog);
}

}  // namespace skep
