// Types of a BTF as text of C.
#pragma once

#include <bpf/btf.h>

#include <memory>
#include <span>
#include <string>

#include "src/btf/btf.h"

namespace skep::gen {

enum class Qualifiers { strip, keep };

class TypeText {
 public:
  // The owner of `types` must outlive it, and check_types_are_finite() hold.
  explicit TypeText(btf::BtfView types);

  // Return the declaration of `name` with a type, without a semicolon:
  // "int name[3]". Types without a name are written out; their lines after the
  // first are indented by `indent` tabs.
  // Errors: Error when the text would be absurdly long.
  [[nodiscard]] std::string declare(btf::TypeId type, const std::string& name,
                                    int indent, Qualifiers qualifiers);

  // Return definitions of all named types that declarations of `ids` need to be
  // complete, each once, in an order that compiles.
  [[nodiscard]] std::string define(std::span<const btf::TypeId> ids);

 private:
  struct Free {
    void operator()(btf_dump* dump) const { btf_dump__free(dump); }
  };
  [[nodiscard]] std::string take();

  std::unique_ptr<std::string> text_;  // where `dump_` writes; stays in place
  std::unique_ptr<btf_dump, Free> dump_;
};

}  // namespace skep::gen
