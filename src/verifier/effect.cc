#include "src/verifier/effect.h"

#include <cctype>
#include <charconv>

namespace skep::verifier {
namespace {

template <typename T>
std::optional<T> number_in(std::string_view text) {
  T number{};
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  return number;
}

// "r1", "w1"
std::optional<unsigned> register_at(std::string_view text) {
  if (!text.starts_with('r') && !text.starts_with('w')) return std::nullopt;
  const auto number = number_in<unsigned>(text.substr(1));
  return number && *number < register_count ? number : std::nullopt;
}

Registers registers_in(std::string_view text) {
  Registers found;
  char before = ' ';
  for (; !text.empty(); text.remove_prefix(1)) {
    const bool starts_word =
        std::isalnum(static_cast<unsigned char>(before)) == 0 && before != '_';
    if (const auto number = register_at(text); number && starts_word)
      found.set(*number);
    before = text.front();
  }
  return found;
}

// "*(u64 *)(r10 -8)"
struct Memory {
  std::optional<unsigned> base;
  int offset = 0;
  int size = 0;
};

std::optional<Memory> memory_in(std::string_view text) {
  const auto type = text.find("(u");
  const auto place = text.find("*)(");
  if (place == text.npos) return std::nullopt;
  Memory memory;
  if (type != text.npos)
    memory.size = number_in<int>(text.substr(type + 2)).value_or(64) / 8;
  text.remove_prefix(place + 3);
  memory.base = register_at(text);
  const auto offset = text.find_first_of("+-");
  if (offset == text.npos) return memory;
  if (text[offset] == '+') text.remove_prefix(1);
  memory.offset = number_in<int>(text.substr(offset)).value_or(0);
  return memory;
}

constexpr unsigned frame_pointer = 10;

Effect store(std::string_view to, std::string_view value) {
  Effect effect{.sources = registers_in(value)};
  const auto memory = memory_in(to);
  if (!memory) return effect;
  effect.base = memory->base;
  if (memory->base != frame_pointer) return effect;
  effect.slot_written = memory->offset;
  effect.slot_size = memory->size;
  return effect;
}

Effect assignment(std::string_view instruction) {
  const auto equals = instruction.find("= ");
  if (equals == instruction.npos) return {};
  const std::string_view value = instruction.substr(equals + 2);
  Effect effect{.target = register_at(instruction),
                .sources = registers_in(value)};
  effect.keeps_target = equals > 0 && instruction[equals - 1] != ' ';
  if (const auto memory = memory_in(value)) {
    effect.base = memory->base;
    if (memory->base == frame_pointer) effect.slot_read = memory->offset;
  }
  // Known to whoever reads on: it never changes.
  effect.sources.reset(frame_pointer);
  return effect;
}

}  // namespace

Effect effect_of(std::string_view instruction) {
  if (const auto code = instruction.find(") ");
      instruction.starts_with('(') && code != instruction.npos)
    instruction.remove_prefix(code + 2);
  if (instruction.starts_with("call ") ||
      instruction.starts_with("<invalid kfunc"))
    return {.target = 0, .is_call = true};
  if (instruction.starts_with("if ")) return {};
  if (instruction.starts_with("lock ") || instruction.starts_with("*(")) {
    const auto equals = instruction.find("= ");
    if (equals == instruction.npos) return {};
    return store(instruction.substr(0, equals), instruction.substr(equals + 2));
  }
  return assignment(instruction);
}

}  // namespace skep::verifier
