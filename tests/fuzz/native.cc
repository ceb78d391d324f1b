// Bytes as native code, of functions that are not sized as they should be.
#include "src/disasm/native.h"

#include <string>

#include "src/output/writer.h"
#include "src/prog/dump_jited.h"
#include "tests/fuzz/fuzz.h"

namespace skep::fuzz {
namespace {

constexpr std::uint64_t base = 0xffffffffc0000000;

prog::Image take_image(Input& input) {
  prog::Image image;
  const std::size_t size = input.number<std::uint8_t>();
  const ByteView code = input.rest();
  image.code.assign(code.begin(), code.end());
  const std::size_t first = std::min(size, code.size());
  image.functions = {
      {.address = base, .start = 0, .size = first},
      {.address = base + 4096, .start = first, .size = code.size() - first}};
  return image;
}

}  // namespace

void fuzz_one(ByteView bytes) {
  if (!disasm::can_read_native()) return;
  Input input{bytes};
  const auto machine = input.number<std::uint8_t>() % 2 == 0
                           ? disasm::Machine::x86_64
                           : disasm::Machine::aarch64;
  const disasm::NativeReader reader{machine};
  const prog::Image image = take_image(input);
  const prog::FindSymbol find_symbol = [](std::uint64_t address) {
    return std::optional{KernelSymbol{
        .address = address - address % 1024, .kind = 't', .name = "a\x1b\""}};
  };
  for (const Format format : {Format::text, Format::json}) {
    Sink sink;
    Writer out{sink, format};
    prog::dump_jited(out, image, reader, find_symbol, {.shows_opcodes = true});
    out.finish();
    if (format == Format::json)
      require_json(sink.take());
    else
      require_printable(sink.take());
  }
}

}  // namespace skep::fuzz
