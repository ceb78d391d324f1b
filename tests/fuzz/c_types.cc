// Types of any BTF, as a list, as text of C for skeletons and vmlinux.h, and as
// text of C++.
#include <numeric>
#include <string>
#include <vector>

#include "src/btf/btf.h"
#include "src/btf/dump_raw.h"
#include "src/btf/soundness.h"
#include "src/gen/btf_header.h"
#include "src/gen/c_order.h"
#include "src/gen/cpp_types.h"
#include "src/gen/finite_types.h"
#include "src/gen/struct_ops_model.h"
#include "src/gen/type_shape.h"
#include "src/gen/type_text.h"
#include "src/output/writer.h"
#include "tests/fuzz/btf_input.h"
#include "tests/fuzz/fuzz.h"

namespace skep::fuzz {
namespace {

std::vector<btf::TypeId> all_ids(btf::BtfView types) {
  std::vector<btf::TypeId> ids(types.type_count() - 1);
  std::iota(ids.begin(), ids.end(), 1);
  return ids;
}

std::string list(btf::BtfView types, Format format) {
  Sink sink;
  Writer out{sink, format};
  {
    const auto array = out.list();
    btf::dump_raw(out, types, all_ids(types));
  }
  out.finish();
  return sink.take();
}

std::string header(btf::BtfView types) {
  Sink sink;
  const auto ids = gen::order_for_c(types, 1);
  gen::write_btf_header(sink, types, {.ids = ids});
  return sink.take();
}

std::string cpp_definitions(btf::BtfView types) {
  gen::CppTypes definitions{types, "::app::types", "::skep::v1"};
  for (btf::TypeId id = 1; id < types.type_count(); ++id) {
    definitions.define(id);
    definitions.define_target(id);
  }
  return definitions.definitions();
}

}  // namespace

void fuzz_one(ByteView bytes) {
  const btf::Btf types = btf::Btf::from_bytes(BtfInput{bytes}.raw);
  require_printable(list(types, Format::text));
  require_json(list(types, Format::json));
  (void)btf::find_fault(types);
  gen::check_types_are_finite(types);
  require_printable(header(types));
  gen::TypeText text{types};
  gen::TypeShapes shapes{types};
  std::vector<btf::TypeId> describable;
  for (btf::TypeId id = 1; id < types.type_count(); ++id) {
    (void)gen::read_struct_ops(types, id);
    if (!shapes.can_describe(id)) continue;
    describable.push_back(id);
    require_printable(text.declare(id, "name", 2, gen::Qualifiers::strip));
    require_printable(text.declare(id, "name", 0, gen::Qualifiers::keep));
  }
  require_printable(text.define(describable));
  require_printable(cpp_definitions(types));
}

}  // namespace skep::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                               std::size_t size,
                                               std::size_t max_size,
                                               unsigned seed) {
  return skep::fuzz::mutate_btf_input(data, size, max_size, seed);
}
