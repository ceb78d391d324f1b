// The way through a program: loops, jumps, functions, returned values.
#include <array>

#include "src/verifier/kinds.h"

namespace skep::verifier {
namespace {

constexpr auto rows = std::to_array<Kind>({
    {"verifier-bug",
     "verifier bug\n"
     "verifier internal error\n"
     "kernel subsystem misconfigured\n"
     "verifier is misconfigured\n"
     "REG INVARIANTS VIOLATION",
     "The kernel has found a mistake in itself while it verified the program.",
     "Report it to the kernel's developers with the log and the object; a "
     "slightly different program may pass meanwhile."},
    {"endless-loop", "infinite loop detected at insn #",
     "The loop comes back to where it was with nothing changed: it might never "
     "end.",
     "Count in a variable that changes on every turn and is compared with a "
     "constant; or use bpf_for(), bpf_loop() or may_goto, whose end the kernel "
     "sees to.",
     About::program},
    {"back-edge", "back-edge from insn # to #",
     "The program jumps backwards, which is not allowed to whoever loads it, "
     "nor before Linux 5.3.",
     "Load with CAP_BPF, or let the compiler unroll the loop: #pragma unroll.",
     About::program},
    {"too-many-instructions", "BPF program is too large. Processed # insn",
     "The verifier has followed a million instructions and not seen all ways "
     "through the program: loops count with each turn, branches with each "
     "combination.",
     "Shorten loops, or hand them to bpf_loop() or bpf_for(); make large "
     "functions global, which are verified once; split the program by tail "
     "calls."},
    {"too-many-branches", "The sequence of # jumps is too complex",
     "Too many branches follow each other before the first way has come to its "
     "end.",
     "Put the body of unrolled loops into bpf_loop() or a function; make long "
     "chains of ifs a table."},
    {"unreachable-code", "unreachable insn #",
     "No way leads to this instruction. Behind a loop, it says that the loop "
     "has no end.",
     "Remove the code, or give the loop an end; assembly and goto are the "
     "usual "
     "reasons.",
     About::program},
    {"jump-range",
     "jump out of range from insn # to #\n"
     "call to invalid destination\n"
     "invalid insn idx #\n"
     "too many subprograms",
     "A jump or call leads out of the function or the program, or there are "
     "more functions than the verifier can count.",
     "Check the assembly; a compiler does not write that.", About::program},
    {"jump-into-constant", "jump into the middle of ldimm64",
     "A jump leads to the second half of an instruction that loads 64 bits.",
     "Check the assembly: such an instruction counts as two.", About::program},
    {"no-exit", "last insn is not an exit or jmp",
     "A function runs on beyond its last instruction.",
     "End it with a return. Where the compiler has seen undefined behaviour "
     "(a division by 0, an endless loop, a missing return), it leaves the end "
     "out.",
     About::program},
    {"malformed-instruction",
     "unknown opcode\n"
     "uses reserved fields\n"
     "invalid BPF_\n"
     "bpf_ld_imm64 insn\n"
     "invalid may_goto\n"
     "uses invalid atomic opcode",
     "The running kernel does not know this instruction in this form: it is "
     "malformed, or newer than the kernel.",
     "Compile for an older instruction set: clang -mcpu=v3, v2 or v1."},
    {"register-number", "R# is invalid",
     "There are the registers r0 to r10 only.", "Check the assembly."},
    {"shift-range", "invalid shift #",
     "A number is shifted by as many bits as it has, or more.",
     "Shift 32 bits by less than 32, 64 bits by less than 64."},
    {"division-by-zero", "div by zero",
     "A number is divided by the constant 0.",
     "Check the macro or constant that it comes from."},
    {"packet-load",
     "BPF_LD_[ABS|IND] instructions not allowed\n"
     "R6 != pointer to skb\n"
     "LD_ABS is\n"
     "cannot use BPF_LD_[ABS|IND]",
     "The old instructions that load from a packet work only in programs for "
     "socket buffers, with the context in r6.",
     "Use bpf_skb_load_bytes(), or read the packet directly."},
    {"callback-return",
     "At callback return the register R0\n"
     "At async callback return the register\n"
     "In callback the register R0\n"
     "In async callback the register R0",
     "A callback must return what its helper takes: 0 to go on, 1 to stop; a "
     "timer's always 0.",
     "Return 0 or 1 from every way through the callback."},
    {"return-value", "At program exit the register R0",
     "A program of this type may return only the values that the message "
     "gives.",
     "Return one of them on every way; a value that was computed must be "
     "bounded before."},
    {"function-return",
     "At subprogram exit the register R0\n"
     "R0 not a scalar value",
     "A global function returns a number, not a pointer.",
     "Return a number, or make the function static."},
    {"tail-call-stack",
     "tail_calls are not allowed when call stack of previous frames",
     "Functions that make tail calls may be called only with at most 256 bytes "
     "of stack in use.",
     "Make the variables of the callers fewer or smaller, or move them to a "
     "map.",
     About::program},
    {"tail-call-place",
     "tail_call is only allowed in functions that return 'int'\n"
     "tail_call is not allowed in subprogs without BTF\n"
     "cannot tail call within\n"
     "mixing of tail_calls and bpf-to-bpf calls\n"
     "tail_calls are not allowed in\n"
     "cannot tail call",
     "A tail call can't be made from here: not from callbacks, and from "
     "functions only if they return int and the kernel can mix the two.",
     "Make the tail call in the program itself.", About::program},
    {"stack-size",
     "combined stack size of # calls is #\n"
     "stack size of subprog # is #\n"
     "exceeds interpreter stack depth limit\n"
     "stack size #*is too large",
     "The variables of the functions that call each other take more than the "
     "512 bytes that there are.",
     "Move large variables to a map with one element per CPU, share buffers, "
     "or make functions inline.",
     About::program},
    {"call-depth",
     "the call stack of # frames is too deep\n"
     "recursive call from",
     "Functions call each other more than 8 deep, or call themselves.",
     "Make some of them inline; replace recursion by a loop."},
    {"indirect-jump",
     "expected PTR_TO_INSN\n"
     "no jump tables found\n"
     "jump table for insn\n"
     "outside of jump table\n"
     "point to any offset in map",
     "A jump to a computed place needs a table that libbpf makes of a switch "
     "statement, and an address from that table.",
     "Let the compiler write it, or compile with -fno-jump-tables.",
     About::program},
});

}  // namespace

const std::span<const Kind> kinds_of_flow{rows};

}  // namespace skep::verifier
