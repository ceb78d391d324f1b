#include "src/disasm/native.h"

#include <capstone/capstone.h>

#include <span>

#include "src/disasm/native_text.h"
#include "src/sys/error.h"

namespace skep::disasm {
namespace {

struct FreeInsn {
  void operator()(cs_insn* insn) const { cs_free(insn, 1); }
};

csh open_engine(Machine machine) {
  csh handle = 0;
  const cs_err error = machine == Machine::x86_64
                           ? cs_open(CS_ARCH_X86, CS_MODE_64, &handle)
                           : cs_open(CS_ARCH_ARM64, CS_MODE_ARM, &handle);
  if (error != CS_ERR_OK)
    throw failure("Capstone can't read the instructions of this machine: {}",
                  cs_strerror(error));
  cs_option(handle, CS_OPT_DETAIL, CS_OPT_ON);
  if (machine == Machine::x86_64)
    cs_option(handle, CS_OPT_SYNTAX, CS_OPT_SYNTAX_ATT);
  return handle;
}

// Return the last operand if it is a number.
std::optional<std::int64_t> last_number(Machine machine,
                                        const cs_detail& detail) {
  if (machine == Machine::x86_64) {
    const cs_x86& x86 = detail.x86;
    if (x86.op_count == 0 || x86.operands[0].type != X86_OP_IMM)
      return std::nullopt;
    return x86.operands[0].imm;
  }
  const cs_arm64& arm = detail.arm64;
  if (arm.op_count == 0 || arm.operands[arm.op_count - 1].type != ARM64_OP_IMM)
    return std::nullopt;
  return arm.operands[arm.op_count - 1].imm;
}

}  // namespace

struct NativeReader::Engine {
  explicit Engine(Machine which)
      : machine(which), handle(open_engine(which)), insn(cs_malloc(handle)) {}
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine() {
    insn.reset();
    cs_close(&handle);
  }

  [[nodiscard]] bool is_branch() const {
    for (const unsigned group :
         {CS_GRP_JUMP, CS_GRP_CALL, CS_GRP_BRANCH_RELATIVE})
      if (cs_insn_group(handle, insn.get(), group)) return true;
    return false;
  }
  [[nodiscard]] bool has_byte_immediate() const {
    return machine == Machine::x86_64 &&
           insn->detail->x86.encoding.imm_size == 1;
  }

  Machine machine;
  csh handle;
  std::unique_ptr<cs_insn, FreeInsn> insn;
};

NativeReader::NativeReader(Machine machine)
    : engine_(std::make_unique<Engine>(machine)) {}

NativeReader::~NativeReader() = default;

NativeInsn NativeReader::read(ByteView code, std::uint64_t pc) const {
  const cs_insn* insn = engine_->insn.get();
  const std::uint8_t* bytes = code.data();
  std::size_t size = code.size();
  if (!cs_disasm_iter(engine_->handle, &bytes, &size, &pc, engine_->insn.get()))
    return unknown_insn(engine_->machine, code);
  NativeInsn result{.size = insn->size,
                    .operation = insn->mnemonic,
                    .operands = insn->op_str,
                    .target = {}};
  if (engine_->is_branch()) {
    result.target = last_number(engine_->machine, *insn->detail);
    if (result.target)
      result.operands.resize(
          std::min(result.operands.rfind(' ') + 1, result.operands.size()));
  }
  result.operands = respelled(result.operands, engine_->has_byte_immediate());
  return result;
}

bool can_read_native() { return true; }

}  // namespace skep::disasm
