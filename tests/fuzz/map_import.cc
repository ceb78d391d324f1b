// Files of any form, as elements of maps of any types: whatever is read must be
// the same by the plan and without it.
#include <algorithm>
#include <string>
#include <utility>

#include "src/btf/btf.h"
#include "src/map/binary_form.h"
#include "src/map/record_reader.h"
#include "src/map/row_decoder.h"
#include "src/sys/error.h"
#include "src/sys/replayed_input.h"
#include "tests/fuzz/btf_input.h"
#include "tests/fuzz/fuzz.h"

namespace skep::fuzz {
namespace {

// A key of two bytes and a value of the type, for each CPU or for all.
map::ElementLayout layout_of(btf::Btf types, btf::TypeId id, bool is_per_cpu) {
  constexpr std::uint32_t largest = 4096;
  const std::uint32_t size = std::clamp(types.resolve_size(id).value_or(16),
                                        std::uint32_t{1}, largest);
  std::vector<std::uint32_t> cpus;
  if (is_per_cpu) cpus = {0, 3};
  map::ElementLayout layout{.key_size = 2, .values = {size, std::move(cpus)}};
  layout.types = map::ElementTypes{std::move(types), btf::void_id, id};
  return layout;
}

// What the plan reads means the same to who reads any form.
void require_agreement(const map::ElementLayout& layout,
                       std::string_view text) {
  const map::RowDecoder decoder{layout};
  Bytes key(layout.key_size);
  Bytes values(layout.values.total_size());
  if (!decoder.decode_by_plan(text, key, values)) return;
  Bytes other_key(key.size());
  Bytes other_values(values.size());
  decoder.decode_literal(text, other_key, other_values);
  require(key == other_key && values == other_values, "one meaning", text);
}

void read_all(const map::ElementLayout& layout, std::string_view file) {
  const MemoryFile memory{bytes_of(file)};
  ReplayedInput input{memory.path()};
  const auto records =
      map::open_records(input, layout, /*ignores_types=*/false);
  Bytes key(layout.key_size);
  Bytes values(layout.values.total_size());
  while (records->next(key, values)) {
  }
}

// Return a file of skep's own form with a valid header, behind which anything
// comes.
std::string with_header(const map::ElementLayout& layout,
                        std::string_view rest) {
  Sink sink;
  const map::BinaryWriter writer{sink, layout, 1};
  return sink.take().append(rest);
}

}  // namespace

// The value of the input is the file.
void fuzz_one(ByteView bytes) {
  const BtfInput input{bytes};
  const std::string_view text = text_of(input.value);
  btf::Btf types = btf::Btf::from_bytes(input.raw);
  const btf::TypeId id = input.type % types.type_count();
  const bool is_per_cpu = !text.empty() && text.back() == 'p';
  const map::ElementLayout layout = layout_of(std::move(types), id, is_per_cpu);
  require_agreement(layout, text);
  const std::string row = "{\"key\":[\"0x01\",\"0x02\"],\"value\":";
  require_agreement(layout, row + std::string{text} + "}");
  if (text.starts_with('b')) read_all(layout, with_header(layout, text));
  read_all(layout, text);
}

}  // namespace skep::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                               std::size_t size,
                                               std::size_t max_size,
                                               unsigned seed) {
  return skep::fuzz::mutate_btf_input(data, size, max_size, seed);
}
