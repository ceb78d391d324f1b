// Values of any bytes, printed by the types of any BTF; and those types,
// declared.
#include <bit>
#include <string>

#include "src/btf/bits.h"
#include "src/btf/btf.h"
#include "src/btf/declare.h"
#include "src/btf/print_value.h"
#include "src/output/json.h"
#include "tests/fuzz/btf_input.h"
#include "tests/fuzz/fuzz.h"

namespace skep::fuzz {
namespace {

std::string printed(const btf::ValuePrinter& printer, ByteView value,
                    Json::Style style) {
  Sink sink;
  Json json{sink, style};
  printer.print(json, value);
  return sink.take();
}

void print_value(btf::BtfView types, btf::TypeId id, ByteView value) {
  const btf::ValuePrinter for_programs{types, id};
  require_json(printed(for_programs, value, Json::Style::compact));
  const btf::ValuePrinter for_people{
      types,
      id,
      {.dialect = btf::Dialect::plain,
       .function_pointer = [](btf::TypeId, std::uint64_t address) {
         return std::to_string(address);
       }}};
  require_printable(printed(for_people, value, Json::Style::pretty));
}

void declare_types(btf::BtfView types) {
  constexpr std::size_t longest = 1U << 17U;
  for (btf::TypeId id = 0; id < types.type_count(); ++id) {
    require(btf::declare(types, id, "name").size() < longest, "short text");
    if (btf_is_func(types.type(id)))
      (void)btf::declare_function(types, *types.type(id));
    (void)types.resolve_size(id);
  }
}

void read_bits(ByteView value) {
  for (const std::endian order : {std::endian::little, std::endian::big})
    for (const std::uint32_t size : {1U, 2U, 4U, 8U}) {
      const btf::BitRange range{0, size * 8};
      if (!btf::contains(value, range)) continue;
      require(btf::read_unsigned(value, size, order) ==
                  btf::read_bits(value, range, order),
              "two ways of reading that agree");
    }
}

}  // namespace

void fuzz_one(ByteView bytes) {
  const BtfInput input{bytes};
  read_bits(input.value);
  const btf::Btf types = btf::Btf::from_bytes(input.raw);
  declare_types(types);
  print_value(types, input.type % types.type_count(), input.value);
}

}  // namespace skep::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                               std::size_t size,
                                               std::size_t max_size,
                                               unsigned seed) {
  return skep::fuzz::mutate_btf_input(data, size, max_size, seed);
}
