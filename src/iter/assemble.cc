#include "src/iter/assemble.h"

#include "src/bpf_asm/assembler.h"
#include "src/iter/emit_row.h"

namespace skep::iter {

std::vector<bpf_insn> assemble(btf::BtfView kernel,
                               const Projection& projection, const Fd& buffer) {
  Assembler out;
  const auto end = out.label();
  emit_start(out, kernel, projection, buffer, end);
  out.load_value_of(row_register, buffer);
  // What is tested comes first: most objects may have no row.
  emit_tests(out, kernel, projection, end);
  const std::size_t copied =
      projection.rest ? projection.columns.size() : projection.shown;
  for (const Block& block : projection.blocks) emit_copy(out, block);
  for (std::size_t i = 0; i < copied; ++i)
    if (i >= projection.shown || !is_in_block(projection.columns[i]))
      emit_copy(out, projection.columns[i], i);
  emit_load_meta(out, kernel, "seq");
  out.move(Reg::r2, row_register);
  out.move(Reg::r3, static_cast<std::int32_t>(projection.row_size));
  out.call(BPF_FUNC_seq_write);
  return emit_end(out, end);
}

}  // namespace skep::iter
