#include "src/btf/declare.h"

#include <fmt/format.h>

#include <cstddef>
#include <utility>

#include "src/btf/parts.h"

namespace skep::btf {
namespace {

std::string_view keyword_of(const btf_type& type) {
  switch (btf_kind(&type)) {
    case BTF_KIND_STRUCT:
      return "struct ";
    case BTF_KIND_UNION:
      return "union ";
    case BTF_KIND_FWD:
      return btf_kflag(&type) ? "union " : "struct ";
    case BTF_KIND_ENUM:
    case BTF_KIND_ENUM64:
      return "enum ";
    case BTF_KIND_CONST:
      return "const ";
    case BTF_KIND_VOLATILE:
      return "volatile ";
    case BTF_KIND_RESTRICT:
      return "restrict ";
    default:
      return {};
  }
}

// Grows a text that ends with a space wherever a name may follow.
class Declaration {
 public:
  explicit Declaration(BtfView btf) : btf_(btf) {}

  void add_type(TypeId id);
  void add_function(const btf_type& proto, std::string_view name);
  void add(std::string_view text) { text_ += text; }
  void add_word(std::string_view word) {
    add(word);
    add(" ");
  }
  void drop_space() {
    if (text_.ends_with(' ')) text_.pop_back();
  }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  // More than anybody reads; parameters of parameters can double in number at
  // every level.
  static constexpr std::size_t longest = 16384;

  [[nodiscard]] bool is_too_long() const { return text_.size() > longest; }
  void add_kind(const btf_type& type);
  void add_parameter(const Param& param);

  BtfView btf_;
  std::string text_;
  unsigned depth_ = 0;
};

void Declaration::add_type(TypeId id) {
  const btf_type* type = btf_.type(id);
  if (type == nullptr) return add_word(unsupported_kind);
  if (depth_ == max_depth || is_too_long()) return add("... ");
  ++depth_;
  add_kind(*type);
  --depth_;
}

void Declaration::add_kind(const btf_type& type) {
  add(keyword_of(type));
  switch (btf_kind(&type)) {
    case BTF_KIND_UNKN:
      return add("void ");
    case BTF_KIND_INT:
    case BTF_KIND_FLOAT:
    case BTF_KIND_TYPEDEF:
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION:
    case BTF_KIND_FWD:
    case BTF_KIND_ENUM:
    case BTF_KIND_ENUM64:
      return add_word(btf_.name(type));
    case BTF_KIND_PTR:
      add_type(type.type);
      return add("* ");
    case BTF_KIND_CONST:
    case BTF_KIND_VOLATILE:
    case BTF_KIND_RESTRICT:
    case BTF_KIND_TYPE_TAG:
      return add_type(type.type);
    case BTF_KIND_ARRAY:
      add_type(array_of(type).type);
      return add(fmt::format("[{}]", array_of(type).nelems));
    case BTF_KIND_FUNC_PROTO:
      return add_function(type, {});
    default:
      add_word(unsupported_kind);
  }
}

void Declaration::add_function(const btf_type& proto, std::string_view name) {
  add_type(proto.type);
  add(name);
  add("(");
  std::string_view separator;
  for (const Param& param : params_of(proto)) {
    add(separator);
    separator = ", ";
    add_parameter(param);
    if (is_too_long()) break;
  }
  add(")");
}

void Declaration::add_parameter(const Param& param) {
  const bool is_ellipsis = param.name_off == 0 && param.type == void_id;
  if (is_ellipsis) return add("...");
  add_type(param.type);
  const std::string_view name = btf_.name(param.name_off);
  if (name.empty()) drop_space();
  add(name);
}

}  // namespace

std::string declare(BtfView btf, TypeId id, std::string_view name) {
  Declaration declaration{btf};
  const btf_type* type = btf.type(id);
  if (type != nullptr && btf_is_func_proto(type)) {
    declaration.add_function(*type, name);
    return declaration.take();
  }
  declaration.add_type(id);
  declaration.add(name);
  declaration.drop_space();
  return declaration.take();
}

std::string declare_function(BtfView btf, const btf_type& func) {
  return declare(btf, func.type, btf.name(func));
}

}  // namespace skep::btf
