#include "src/iter/emit_read.h"

namespace skep::iter {
namespace {

using bpf_asm::Condition;
using bpf_asm::Width;

// Call a helper that reads at the address in r3 to what `to` points to.
void call_reader(Assembler& out, bpf_func_id helper, Memory to,
                 std::uint32_t size) {
  out.move(Reg::r1, to.base);
  out.add(Reg::r1, to.offset);
  out.move(Reg::r2, static_cast<std::int32_t>(size));
  out.call(helper);
}

}  // namespace

void read(Assembler& out, Memory to, std::uint32_t size) {
  call_reader(out, BPF_FUNC_probe_read_kernel, to, size);
}

void read(Assembler& out, Memory to, std::uint32_t size,
          Assembler::Label failed) {
  read(out, to, size);
  out.jump_if(Condition::not_equal, Reg::r0, 0, failed);
}

void read_text(Assembler& out, Memory to, std::uint32_t size,
               Assembler::Label failed) {
  call_reader(out, BPF_FUNC_probe_read_kernel_str, to, size);
  out.jump_if(Condition::signed_less, Reg::r0, 0, failed);
}

void follow(Assembler& out, std::uint32_t offset, Assembler::Label failed) {
  out.add(Reg::r3, static_cast<std::int32_t>(offset));
  read(out, scratch, sizeof(std::uint64_t), failed);
  out.load(Reg::r3, scratch, Width::bytes_8);
  out.jump_if(Condition::equal, Reg::r3, 0, failed);
}

}  // namespace skep::iter
