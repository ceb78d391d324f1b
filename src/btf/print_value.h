// Values by their BTF type, as JSON.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "src/btf/btf.h"
#include "src/output/json.h"
#include "src/output/row_template.h"
#include "src/sys/bytes.h"

namespace skep::btf {

// Who reads. bpftool shows people nearly JSON: pointers as "0x7f..", bitfields
// and __int128 as 0x7 without quotes.
enum class Dialect { json, plain };

struct PrintOptions {
  Dialect dialect = Dialect::json;
  // Return the text of a function pointer, given the id of its FUNC_PROTO and
  // its value; without it, it prints as any pointer. The kernel's copy of a
  // struct_ops has program ids in place of function pointers.
  std::function<std::string(TypeId, std::uint64_t)> function_pointer = nullptr;
};

// Prints values of one type.
class ValuePrinter {
 public:
  // The owner of `btf` must outlive the printer.
  ValuePrinter(BtfView btf, TypeId type, PrintOptions options = {});

  // Print one value where `json` expects one.
  // Shape:  as bpftool's map dump, see README.md for the differences. What
  //         reaches beyond the end of `bytes` is null; a type that has no value
  //         (void, a function, a forward declaration) is "(unsupported-kind)".
  // Errors: Error for a type with absurdly many parts, rather than printing
  //         for ever.
  void print(Json& json, ByteView bytes) const;

  // Record how print() prints the values in the place of `bytes`, a part of
  // the row's sources. The owner of the BTF must outlive the template.
  void record(RowRecorder& row, ByteView bytes) const;

 private:
  BtfView btf_;
  TypeId type_;
  PrintOptions options_;
};

}  // namespace skep::btf
