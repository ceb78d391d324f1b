// Literals of any form, as values of the types of any BTF.
#include "src/btf/literal.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "src/btf/btf.h"
#include "src/btf/encode.h"
#include "src/btf/print_value.h"
#include "src/output/json.h"
#include "src/sys/error.h"
#include "tests/fuzz/btf_input.h"
#include "tests/fuzz/fuzz.h"

namespace skep::fuzz {
namespace {

std::string printed(const btf::BtfView& types, btf::TypeId id, ByteView value) {
  Sink sink;
  Json json{sink, Json::Style::compact};
  btf::ValuePrinter{types, id}.print(json, value);
  return sink.take();
}

// Strings of JSON are read as JSON has it.
void require_json_string(std::string_view text, const btf::Literal& literal) {
  if (!literal.is_quoted || !nlohmann::json::accept(text)) return;
  require(nlohmann::json::parse(text).get<std::string>() == literal.text,
          "the text of a JSON string", text);
}

// Do all integers fill their bytes? Of others, bits are not printed: they would
// be lost.
bool has_whole_integers(const btf::BtfView& types) {
  for (btf::TypeId id = 1; id < types.type_count(); ++id) {
    const btf_type& type = *types.type(id);
    if (btf_is_int(&type) &&
        (btf_int_offset(&type) != 0 || btf_int_bits(&type) != type.size * 8))
      return false;
  }
  return true;
}

// What is printed can be read: if it is, it means the same.
void require_round_trip(const btf::BtfView& types, btf::TypeId id,
                        ByteView value) {
  const std::string text = printed(types, id, value);
  require_json(text);
  const auto size = static_cast<std::uint32_t>(value.size());
  const Bytes again = btf::encode(types, id, size, btf::parse_literal(text));
  require(printed(types, id, again) == text, "the same value", text);
}

}  // namespace

// The value of the input is the literal.
void fuzz_one(ByteView bytes) {
  constexpr std::uint32_t largest = 4096;
  const BtfInput input{bytes};
  const std::string_view text = text_of(input.value);
  const btf::Literal literal = btf::parse_literal(text);
  require_json_string(text, literal);

  const btf::Btf types = btf::Btf::from_bytes(input.raw);
  const btf::TypeId id = input.type % types.type_count();
  const std::uint32_t size =
      std::min(types.resolve_size(id).value_or(16), largest);
  const Bytes value = btf::encode(types, id, size, literal);
  require(value.size() == size, "all bytes of a value");
  if (has_whole_integers(types)) require_round_trip(types, id, value);
}

}  // namespace skep::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                               std::size_t size,
                                               std::size_t max_size,
                                               unsigned seed) {
  return skep::fuzz::mutate_btf_input(data, size, max_size, seed);
}
