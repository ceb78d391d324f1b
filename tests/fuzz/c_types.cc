// Types of any BTF, as text of C for skeletons.
#include <vector>

#include "src/btf/btf.h"
#include "src/gen/finite_types.h"
#include "src/gen/struct_ops_model.h"
#include "src/gen/type_shape.h"
#include "src/gen/type_text.h"
#include "tests/fuzz/btf_input.h"
#include "tests/fuzz/fuzz.h"

namespace skep::fuzz {

void fuzz_one(ByteView bytes) {
  const btf::Btf types = btf::Btf::from_bytes(BtfInput{bytes}.raw);
  gen::check_types_are_finite(types);
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
}

}  // namespace skep::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                               std::size_t size,
                                               std::size_t max_size,
                                               unsigned seed) {
  return skep::fuzz::mutate_btf_input(data, size, max_size, seed);
}
