#include "src/gen/type_text.h"

#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <utility>

#include "src/btf/parts.h"
#include "src/sys/error.h"

namespace skep::gen {
namespace {

extern "C" void append_text(void* out, const char* form, va_list args) {
  auto& text = *static_cast<std::string*>(out);
  va_list again;
  va_copy(again, args);
  const int size = std::vsnprintf(nullptr, 0, form, again);
  va_end(again);
  if (size <= 0) return;
  const std::size_t before = text.size();
  text.resize(before + static_cast<std::size_t>(size) + 1);
  std::vsnprintf(text.data() + before, text.size() - before, form, args);
  text.pop_back();
}

// libbpf follows a declaration's types until it meets a name: it would never
// stop in BTF where they run in a circle.
class Walk {
 public:
  explicit Walk(btf::BtfView types) : types_(types) {}

  void follow(btf::TypeId id, unsigned depth = 0) {
    const btf_type* type = types_.type(id);
    if (type == nullptr || depth > max_depth || ++steps_ > max_steps)
      throw malformed();
    ++depth;
    if (btf_is_mod(type) || btf_is_ptr(type)) {
      follow(type->type, depth);
    } else if (btf_is_array(type)) {
      follow(btf::array_of(*type).type, depth);
    } else if (btf_is_func_proto(type)) {
      follow(type->type, depth);
      for (const auto& param : btf::params_of(*type)) follow(param.type, depth);
    } else if (btf_is_composite(type) && type->name_off == 0) {
      for (std::uint32_t i = 0; i < btf_vlen(type); ++i)
        follow(btf::member_of(*type, i).type, depth);
    }
  }

 private:
  // Far more than a declaration of people or compilers has.
  static constexpr unsigned max_depth = 64;
  static constexpr unsigned max_steps = 1U << 20U;

  static Error malformed() {
    return failure("the object's BTF is malformed: a type leads nowhere");
  }

  btf::BtfView types_;
  unsigned steps_ = 0;
};

}  // namespace

TypeText::TypeText(btf::BtfView types)
    : types_(types),
      text_(std::make_unique<std::string>()),
      dump_(check(btf_dump__new(types.get(), append_text, text_.get(), nullptr),
                  "can't print types of BTF")) {}

std::string TypeText::declare(btf::TypeId type, const std::string& name,
                              int indent, Qualifiers qualifiers) {
  Walk{types_}.follow(type);
  btf_dump_emit_type_decl_opts options{};
  options.sz = sizeof(options);
  options.field_name = name.c_str();
  options.indent_level = indent;
  options.strip_mods = qualifiers == Qualifiers::strip;
  check(btf_dump__emit_type_decl(dump_.get(), type, &options),
        "can't print the type of {}", name);
  return take();
}

std::string TypeText::define(std::span<const btf::TypeId> ids) {
  for (const btf::TypeId id : ids)
    check(btf_dump__dump_type(dump_.get(), id), "can't print BTF type {}", id);
  return take();
}

std::string TypeText::take() { return std::exchange(*text_, {}); }

}  // namespace skep::gen
