#include "src/gen/embed.h"

#include <fmt/format.h>

#include <string_view>

#include "src/gen/literal.h"

namespace skep::gen {
namespace {

// Return a path as it stands between the quotes of a string of assembler.
std::string assembler_text(std::string_view path) {
  std::string text;
  for (const char c : path) {
    const bool is_plain = c >= ' ' && c <= '~' && c != '"' && c != '\\';
    if (is_plain)
      text += c;
    else
      text += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
  }
  return text;
}

// Every file that includes the header has the same bytes: the linker keeps
// those of one.
constexpr std::string_view incbin_template = R"(

#ifndef $G_OBJECT
#define $G_OBJECT $P
#endif
__asm__(
	".pushsection .bpf.objs.$N, \"aG\", %progbits, $N__elf, comdat\n"
	".balign 8\n"
	".weak $N__elf_start\n"
	".hidden $N__elf_start\n"
	"$N__elf_start:\n"
	".incbin \"" $G_OBJECT "\"\n"
	".if . - $N__elf_start - $Z\n"
	".error \"the object is not that of the skeleton: make it again\"\n"
	".endif\n"
	".popsection\n");
extern const char $N__elf_start[]
	__asm__("$N__elf_start") __attribute__((visibility("hidden")));
)";

constexpr std::string_view symbols_template = R"(

extern const char $N__elf_start[] __asm__("$N__elf_start");
extern const char $N__elf_end[] __asm__("$N__elf_end");
)";

constexpr std::string_view function_start = R"(

static inline const void *
$N__elf_bytes(size_t *sz)
{
)";

constexpr std::string_view literal_start = R"(
	__extension__ static const char data[]
		__attribute__((__aligned__(8))) =
)";

constexpr std::string_view literal_end = R"(;

	*sz = sizeof(data) - 1;
	return data;
)";

constexpr std::string_view symbols_return = R"(
	*sz = (size_t)($N__elf_end - $N__elf_start);
	return $N__elf_start;
)";

}  // namespace

void add_elf_symbols(Code& code, const Embedding& embedding, ByteView elf) {
  if (embedding.kind == Embedding::Kind::incbin)
    code.add(incbin_template,
             {{'P', string_literal(assembler_text(embedding.path))},
              {'Z', std::to_string(elf.size())}});
  if (embedding.kind == Embedding::Kind::symbols) code.add(symbols_template);
}

void add_elf_bytes(Code& code, const Embedding& embedding, ByteView elf) {
  using Kind = Embedding::Kind;
  add_elf_symbols(code, embedding, elf);
  code.add(function_start);
  switch (embedding.kind) {
    case Kind::literal:
      code.add(literal_start);
      code.add_raw(bytes_literal(elf));
      code.add(literal_end);
      break;
    case Kind::incbin:
      code.add_raw(fmt::format("\t*sz = {};\n", elf.size()));
      code.add("\treturn $N__elf_start;\n");
      break;
    case Kind::symbols:
      code.add(symbols_return);
      break;
  }
  code.add("}\n");
}

}  // namespace skep::gen
