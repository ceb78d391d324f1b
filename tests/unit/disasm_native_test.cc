#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

#include "src/disasm/native.h"
#include "src/disasm/native_text.h"
#include "src/sys/error.h"

namespace skep::disasm {
namespace {

// What an instruction at 0x100 is read as.
std::string read(Machine machine, std::initializer_list<Byte> bytes) {
  const NativeInsn insn = NativeReader{machine}.read(Bytes{bytes}, 0x100);
  std::string text = insn.operation + "|" + insn.operands;
  if (insn.target) text += fmt::format("->{:x}", *insn.target);
  return text + "|" + std::to_string(insn.size);
}

}  // namespace

TEST_CASE("numbers are decimal, addresses hex") {
  CHECK(respelled("-0x10(%rbp), %rax") == "-16(%rbp), %rax");
  CHECK(respelled("0x200(%rax, %rbx, 8), %rcx") == "512(%rax,%rbx,8), %rcx");
  CHECK(respelled("$0xffffffff, %edx") == "$4294967295, %edx");
  CHECK(respelled("$0xfffffffffffffff0, %rax") == "$-16, %rax");
  CHECK(respelled("$0xffff888386bbae00, %rdi") == "$0xffff888386bbae00, %rdi");
  CHECK(respelled("%gs:0xfffffffff8001234, %rax") == "%gs:-134213068, %rax");
  CHECK(respelled("$0xf0, 0x10(%rax)", true) == "$-16, 16(%rax)");
  CHECK(respelled("x29, x30, [sp, #-0x10]!") == "x29, x30, [sp, #-16]!");
}

TEST_CASE("whatever operands are, they are spelled somehow") {
  for (const char* odd : {"0x", "$0x", "0xffffffffffffffffff", "a0x10", "((",
                          "-0x8000000000000000", " ", ""})
    CHECK_NOTHROW((void)respelled(odd, true));
  CHECK(respelled("a0x10") == "a0x10");
}

TEST_CASE("machines go by the names that the kernel gives them") {
  CHECK(find_machine("x86_64") == Machine::x86_64);
  CHECK(find_machine("aarch64") == Machine::aarch64);
  CHECK_FALSE(find_machine("s390x"));
}

TEST_CASE("instructions of x86-64 are read in the syntax of AT&T") {
  if (!can_read_native()) return;
  constexpr auto x86 = Machine::x86_64;
  CHECK(read(x86, {0x55}) == "pushq|%rbp|1");
  CHECK(read(x86, {0xc9}) == "leave||1");
  CHECK(read(x86, {0xf3, 0x0f, 0x1e, 0xfa}) == "endbr64||4");
  CHECK(read(x86, {0x83, 0xe0, 0xf0}) == "andl|$-16, %eax|3");
  CHECK(read(x86, {0xf0, 0x48, 0x01, 0x37}) == "lock addq|%rsi, (%rdi)|4");
  CHECK(read(x86, {0x8b, 0x47, 0x70}) == "movl|112(%rdi), %eax|3");
  CHECK(read(x86, {0xeb, 0x01}) == "jmp|->103|2");
  CHECK(read(x86, {0xe8, 0x00, 0x10, 0x00, 0x00}) == "callq|->1105|5");
  CHECK(read(x86, {0xff, 0xd0}) == "callq|*%rax|2");
  CHECK(read(x86, {0x06}) == ".byte|0x06|1");
  CHECK(read(x86, {0xe8, 0x00}) == ".byte|0xe8|1");
}

TEST_CASE("instructions of aarch64 are read") {
  if (!can_read_native()) return;
  constexpr auto arm = Machine::aarch64;
  CHECK(read(arm, {0xfd, 0x7b, 0xbf, 0xa9}) == "stp|x29, x30, [sp, #-16]!|4");
  CHECK(read(arm, {0x00, 0x00, 0x00, 0x94}) == "bl|->100|4");
  CHECK(read(arm, {0x40, 0x00, 0x00, 0xb4}) == "cbz|x0, ->108|4");
  CHECK(read(arm, {0x20, 0x00, 0x3f, 0xd6}) == "blr|x1|4");
  CHECK(read(arm, {0x00, 0x00, 0x00, 0x00}).starts_with(".inst|0x00000000"));
  CHECK(read(arm, {0x00, 0x01}) == ".byte|0x00|1");
}

TEST_CASE("a build without Capstone says what it lacks") {
  if (can_read_native()) return;
  CHECK_THROWS_AS(NativeReader{Machine::x86_64}, Error);
}

}  // namespace skep::disasm
