#include "src/link/attach/usdt_argument.h"

#include <linux/ptrace.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep {
namespace {

using Place = UsdtArgument::Place;

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return number;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool take_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

#if defined(__x86_64__)

// The names of a register by the part of it that they mean.
struct Register {
  std::array<std::string_view, 4> names;
  std::size_t at;
};

constexpr Register registers[] = {
    {{"rip", "eip", "ip", ""}, offsetof(pt_regs, rip)},
    {{"rax", "eax", "ax", "al"}, offsetof(pt_regs, rax)},
    {{"rbx", "ebx", "bx", "bl"}, offsetof(pt_regs, rbx)},
    {{"rcx", "ecx", "cx", "cl"}, offsetof(pt_regs, rcx)},
    {{"rdx", "edx", "dx", "dl"}, offsetof(pt_regs, rdx)},
    {{"rsi", "esi", "si", "sil"}, offsetof(pt_regs, rsi)},
    {{"rdi", "edi", "di", "dil"}, offsetof(pt_regs, rdi)},
    {{"rbp", "ebp", "bp", "bpl"}, offsetof(pt_regs, rbp)},
    {{"rsp", "esp", "sp", "spl"}, offsetof(pt_regs, rsp)},
    {{"r8", "r8d", "r8w", "r8b"}, offsetof(pt_regs, r8)},
    {{"r9", "r9d", "r9w", "r9b"}, offsetof(pt_regs, r9)},
    {{"r10", "r10d", "r10w", "r10b"}, offsetof(pt_regs, r10)},
    {{"r11", "r11d", "r11w", "r11b"}, offsetof(pt_regs, r11)},
    {{"r12", "r12d", "r12w", "r12b"}, offsetof(pt_regs, r12)},
    {{"r13", "r13d", "r13w", "r13b"}, offsetof(pt_regs, r13)},
    {{"r14", "r14d", "r14w", "r14b"}, offsetof(pt_regs, r14)},
    {{"r15", "r15d", "r15w", "r15b"}, offsetof(pt_regs, r15)},
};

// Return where struct pt_regs has a register: "%rax".
std::optional<std::size_t> register_in(std::string_view text) {
  if (!take_prefix(text, "%") || text.empty()) return std::nullopt;
  for (const Register& one : registers)
    if (std::ranges::find(one.names, text) != one.names.end()) return one.at;
  return std::nullopt;
}

// Read what stands in the brackets: "%rbp" or "%rax,%rdi,8".
bool read_address(std::string_view text, UsdtArgument& argument) {
  const auto parts = split(text, ',');
  if (parts.empty() || parts.size() > 3) return false;
  const auto base = register_in(trimmed(parts[0]));
  if (!base) return false;
  argument.register_at = *base;
  argument.place = Place::in_memory;
  if (parts.size() == 1) return true;
  const auto index = register_in(trimmed(parts[1]));
  const auto step = parts.size() == 3 ? number_in(trimmed(parts[2])) : 1;
  if (!index || !step || (*step != 1 && *step != 2 && *step != 4 && *step != 8))
    return false;
  argument.index_at = *index;
  argument.scale =
      static_cast<unsigned>(std::countr_zero(static_cast<unsigned>(*step)));
  argument.place = Place::in_array;
  return true;
}

// Read "$-9", "%eax", "-24(%rbp)" or "8(%rax,%rdi,4)".
bool read_place(std::string_view text, UsdtArgument& argument) {
  if (take_prefix(text, "$")) {
    const auto number = number_in(text);
    argument.number = number.value_or(0);
    return number.has_value();
  }
  if (const auto at = register_in(text)) {
    argument.place = Place::in_register;
    argument.register_at = *at;
    return true;
  }
  const auto open = text.find('(');
  if (open == std::string_view::npos || !take_suffix(text, ")")) return false;
  const auto offset = open == 0 ? 0 : number_in(text.substr(0, open));
  argument.number = offset.value_or(0);
  return offset && read_address(text.substr(open + 1), argument);
}

#elif defined(__aarch64__)

// Return where struct pt_regs has a register: "x0", "w3" or "sp".
std::optional<std::size_t> register_in(std::string_view text) {
  if (text == "sp") return offsetof(user_pt_regs, sp);
  if (!take_prefix(text, "x") && !take_prefix(text, "w")) return std::nullopt;
  const auto number = number_in(text);
  if (!number || *number < 0 || *number > 30) return std::nullopt;
  return offsetof(user_pt_regs, regs) +
         static_cast<std::size_t>(*number) * sizeof(user_pt_regs::regs[0]);
}

// Read "9", "x0", "[sp]" or "[x19, 24]".
bool read_place(std::string_view text, UsdtArgument& argument) {
  if (const auto number = number_in(text)) {
    argument.number = *number;
    return true;
  }
  const bool is_memory = take_prefix(text, "[") && take_suffix(text, "]");
  const auto comma = is_memory ? text.find(',') : std::string_view::npos;
  const auto at = register_in(trimmed(text.substr(0, comma)));
  if (!at) return false;
  argument.place = is_memory ? Place::in_memory : Place::in_register;
  argument.register_at = *at;
  if (comma == std::string_view::npos) return true;
  const auto offset = number_in(trimmed(text.substr(comma + 1)));
  argument.number = offset.value_or(0);
  return offset.has_value();
}

#else

bool read_place(std::string_view, UsdtArgument&) {
  throw failure(
      "skep does not know how arguments of static probes are written "
      "on this kind of machine");
}

#endif

// Read "-4@%esi".
std::optional<UsdtArgument> parse_argument(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos) return std::nullopt;
  const auto size = number_in(text.substr(0, at));
  if (!size) return std::nullopt;
  UsdtArgument argument;
  argument.is_signed = *size < 0;
  for (const unsigned known : {1U, 2U, 4U, 8U})
    if (*size == known || *size == -std::int64_t{known}) argument.size = known;
  if (argument.size == 0 || !read_place(text.substr(at + 1), argument))
    return std::nullopt;
  return argument;
}

// Take the first argument off `rest`. In brackets there may be spaces.
std::string_view take_argument(std::string_view& rest) {
  rest = trimmed(rest);
  std::size_t end = 0;
  bool is_inside = false;
  for (; end < rest.size() && (is_inside || rest[end] != ' '); ++end) {
    if (rest[end] == '[' || rest[end] == '(') is_inside = true;
    if (rest[end] == ']' || rest[end] == ')') is_inside = false;
  }
  const std::string_view argument = rest.substr(0, end);
  rest = trimmed(rest.substr(end));
  return argument;
}

}  // namespace

std::vector<UsdtArgument> parse_usdt_arguments(std::string_view text) {
  std::vector<UsdtArgument> arguments;
  while (!trimmed(text).empty()) {
    const std::string_view word = take_argument(text);
    const auto argument = parse_argument(word);
    if (!argument)
      throw failure("programs can't read the argument '{}' of the probe", word)
          .with_hint(
              "they can read numbers that are in registers, in memory "
              "or in the code");
    arguments.push_back(*argument);
  }
  return arguments;
}

}  // namespace skep
