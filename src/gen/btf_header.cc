#include "src/gen/btf_header.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <string>
#include <string_view>

#include "src/gen/names.h"
#include "src/gen/type_shape.h"
#include "src/gen/type_text.h"
#include "src/sys/log.h"

namespace skep::gen {
namespace {

using btf::BtfView;
using btf::TypeId;

constexpr std::string_view head =
    "#ifndef __VMLINUX_H__\n"
    "#define __VMLINUX_H__\n"
    "\n"
    "#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
    "#pragma clang attribute push "
    "(__attribute__((preserve_access_index)), apply_to = record)\n"
    "#endif\n"
    "\n"
    "#ifndef __ksym\n"
    "#define __ksym __attribute__((section(\".ksyms\")))\n"
    "#endif\n"
    "\n"
    "#ifndef __weak\n"
    "#define __weak __attribute__((weak))\n"
    "#endif\n"
    "\n"
    "#ifndef __bpf_fastcall\n"
    "#if __has_attribute(bpf_fastcall)\n"
    "#define __bpf_fastcall __attribute__((bpf_fastcall))\n"
    "#else\n"
    "#define __bpf_fastcall\n"
    "#endif\n"
    "#endif\n"
    "\n";

constexpr std::string_view foot =
    "#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
    "#pragma clang attribute pop\n"
    "#endif\n"
    "\n"
    "#endif /* __VMLINUX_H__ */\n";

// Is there anything to write of the type itself, not only where it is used?
bool has_definition(const btf_type& type) {
  return btf_is_composite(&type) || btf_is_any_enum(&type) ||
         btf_is_typedef(&type) || btf_is_fwd(&type);
}

class Header {
 public:
  Header(Sink& out, BtfView types)
      : out_(out),
        types_(types),
        text_(types),
        shapes_(types, NameScope::bpf) {}

  void write_types(std::span<const TypeId> ids) {
    for (const TypeId id : ids) {
      if (shapes_.can_declare(id))
        out_.write(text_.define(std::array{id}));
      else
        warn_of(*types_.type(id));
    }
  }

  void write_kfuncs() {
    find_kfuncs();
    out_.write("\n/* BPF kfuncs */\n#ifndef BPF_NO_KFUNC_PROTOTYPES\n");
    for (const auto& [name, kfunc] : kfuncs_) write_kfunc(name, kfunc);
    out_.write("#endif\n\n");
  }

 private:
  void warn_of(const btf_type& type) const {
    if (has_definition(type) && type.name_off != 0)
      log::warn("type {} is left out: it can't be written in C",
                types_.name(type));
  }

  struct Kfunc {
    TypeId prototype = btf::void_id;
    bool is_fast = false;  // callers keep their registers
    bool is_wanted = false;
  };

  void find_kfuncs() {
    for (TypeId id = 1; id < types_.type_count(); ++id) {
      const btf_type& tag = *types_.type(id);
      if (!btf_is_decl_tag(&tag) || btf_decl_tag(&tag)->component_idx != -1)
        continue;
      const btf_type* func = types_.type(tag.type);
      if (func == nullptr || !btf_is_func(func)) continue;
      const std::string_view word = types_.name(tag);
      if (word != "bpf_kfunc" && word != "bpf_fastcall") continue;
      Kfunc& kfunc = kfuncs_[types_.name(*func)];
      kfunc.prototype = func->type;
      (word == "bpf_kfunc" ? kfunc.is_wanted : kfunc.is_fast) = true;
    }
    std::erase_if(kfuncs_, [](const auto& k) { return !k.second.is_wanted; });
  }

  void write_kfunc(std::string_view name, const Kfunc& kfunc) {
    if (!is_bpf_identifier(name) || !shapes_.can_declare(kfunc.prototype)) {
      log::warn("function {} is left out: it can't be written in C", name);
      return;
    }
    out_.print(
        "extern {}{} __weak __ksym;\n", kfunc.is_fast ? "__bpf_fastcall " : "",
        text_.declare(kfunc.prototype, std::string{name}, 0, Qualifiers::keep));
  }

  Sink& out_;
  BtfView types_;
  TypeText text_;
  TypeShapes shapes_;
  std::map<std::string_view, Kfunc> kfuncs_{};  // by name
};

}  // namespace

void write_btf_header(Sink& out, BtfView types,
                      const BtfHeaderOptions& options) {
  Header header{out, types};
  out.write(head);
  header.write_types(options.ids);
  if (options.has_kfuncs) header.write_kfuncs();
  out.write(foot);
}

}  // namespace skep::gen
