#include "src/gen/type_text.h"

#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <utility>

#include "src/sys/error.h"

namespace skep::gen {
namespace {

// libbpf fills gaps between members by declarations of eight bytes each: for a
// struct of some hundred megabytes, which only malformed BTF has, without end.
constexpr std::size_t longest_text = 1U << 22U;

extern "C" void append_text(void* out, const char* form, va_list args) {
  auto& text = *static_cast<std::string*>(out);
  if (text.size() > longest_text) return;
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

}  // namespace

TypeText::TypeText(btf::BtfView types)
    : text_(std::make_unique<std::string>()),
      dump_(check(btf_dump__new(types.get(), append_text, text_.get(), nullptr),
                  "can't print types of BTF")) {}

std::string TypeText::declare(btf::TypeId type, const std::string& name,
                              int indent, Qualifiers qualifiers) {
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

std::string TypeText::take() {
  if (text_->size() > longest_text)
    throw failure("the object's BTF is malformed: a type is too large");
  return std::exchange(*text_, {});
}

}  // namespace skep::gen
