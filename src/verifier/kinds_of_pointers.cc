// Arithmetic with pointers, and what pointers tell those who may not know.
#include <array>

#include "src/verifier/kinds.h"

namespace skep::verifier {
namespace {

constexpr auto rows = std::to_array<Kind>({
    {"unprivileged-stack",
     "stack access prohibited for !root\n"
     "stack * prohibited for !root",
     "Without CAP_PERFMON, a place on the stack must be known exactly.",
     "Use a fixed index, or load with CAP_PERFMON."},
    {"unprivileged-pointer",
     "tried to * from different maps, paths or scalars\n"
     "tried to * beyond pointer bounds\n"
     "has unknown scalar with mixed signed bounds\n"
     "has pointer with unsupported alu operation\n"
     "could not be pushed for speculative verification\n"
     "prohibited for !root",
     "Without CAP_PERFMON, arithmetic with pointers must be safe even where "
     "the processor guesses ahead, and this can't be made so.",
     "Keep offsets in one type (unsigned), bound them on both sides, do not "
     "mix pointers of several maps; or load with CAP_PERFMON."},
    {"null-pointer-math", "prohibited, null-check it first",
     "{} may be NULL, and NULL plus something is not NULL any more: no check "
     "could find it.",
     "Check for NULL right after the call that returned it, before anything "
     "is added. The compiler may have moved the addition: an early return "
     "keeps it behind the check."},
    {"pointer-range",
     "math between * pointer and # is not allowed\n"
     "math between * pointer and register with unbounded min value\n"
     "makes * pointer be out of bounds\n"
     "pointer offset # is not allowed",
     "What is added to the pointer may be so large, or so negative, that the "
     "result could be anywhere.",
     "Bound the number on both sides before it is added: use an unsigned type "
     "and if (offset > MAX) return 0; a check behind the addition comes too "
     "late."},
    {"pointer-comparison", "pointer comparison prohibited",
     "Without CAP_PERFMON, comparing a pointer with a number would tell where "
     "the kernel's memory is.",
     "Compare pointers with NULL only, and packet pointers with data_end."},
    {"pointer-leak",
     "leaks addr\n"
     "leaking pointer from stack",
     "The program hands out a pointer of the kernel, which would tell where "
     "its memory is.",
     "Store or return numbers, not pointers; or load with CAP_PERFMON."},
    {"pointer-math",
     "pointer arithmetic\n"
     "tried to subtract pointer from scalar\n"
     "subtraction from stack pointer prohibited\n"
     "bitwise operator * on pointer prohibited\n"
     "pointer * pointer prohibited\n"
     "sign-extension part of pointer\n"
     "partial copy of pointer",
     "{} is a pointer of a kind that this can't be done with: most pointers "
     "take only the addition of a number, some not even that.",
     "Do the arithmetic with numbers, and add the result to the pointer in one "
     "step; do not keep a pointer in an int."},
});

}  // namespace

const std::span<const Kind> kinds_of_pointers{rows};

}  // namespace skep::verifier
