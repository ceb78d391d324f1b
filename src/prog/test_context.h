// The contexts that programs are run with, by their types: struct xdp_md.
#pragma once

#include <optional>
#include <string_view>

#include "src/btf/btf.h"
#include "src/output/writer.h"
#include "src/prog/test_run.h"
#include "src/sys/bytes.h"

namespace skep::prog {

class TestContext {
 public:
  // Find the type of a program's context: the kernel's, by the type of the
  // program; or that of its own argument.
  // Errors: Error when such programs have no context, or its type is not told.
  explicit TestContext(const Testee& prog);

  // Read a context: a literal of its type (src/btf/literal.h), whose braces may
  // be left out; a list of numbers for a raw tracepoint.
  // Errors: usage error for what the type does not take.
  [[nodiscard]] Bytes parse(std::string_view text) const;

  // Can contexts be shown: do they have a type?
  [[nodiscard]] bool has_type() const { return types_.has_value(); }
  // Show a context as the member "ctx", or as a line.
  void print(Writer& out, ByteView context) const;

 private:
  std::optional<btf::Btf> types_{};  // nullopt: numbers of 64 bits
  btf::TypeId id_ = btf::void_id;
  std::uint32_t size_ = 0;
};

}  // namespace skep::prog
