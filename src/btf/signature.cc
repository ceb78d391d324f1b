#include "src/btf/signature.h"

#include <fmt/format.h>

#include "src/btf/parts.h"

namespace skep::btf {
namespace {

// Longer ones help nobody; bpftool cuts them, too.
constexpr std::size_t longest = 1023;

class Declarer {
 public:
  explicit Declarer(const BtfView& btf) : btf_(btf) {}

  std::string declare(const btf_type& function) {
    if (const btf_type* proto = btf_.type(function.type);
        proto != nullptr && btf_is_func_proto(proto))
      this->function(*proto, btf_.name(function));
    if (text_.size() > longest) text_.resize(longest);
    return std::move(text_);
  }

 private:
  void type(TypeId id);
  void named(const btf_type& type);
  void function(const btf_type& proto, std::string_view name);
  void parameter(const btf_param& param);
  // Write what a type is made from, with a word before or behind it.
  void qualified(std::string_view before, TypeId id, std::string_view behind) {
    text_ += before;
    type(id);
    text_ += behind;
  }

  const BtfView& btf_;
  std::string text_;
  unsigned depth_ = 0;
};

void Declarer::named(const btf_type& type) {
  switch (btf_kind(&type)) {
    case BTF_KIND_STRUCT:
      text_ += "struct ";
      break;
    case BTF_KIND_UNION:
      text_ += "union ";
      break;
    case BTF_KIND_ENUM:
    case BTF_KIND_ENUM64:
      text_ += "enum ";
      break;
    case BTF_KIND_FWD:
      text_ += btf_kflag(&type) ? "union " : "struct ";
      break;
    default:
      break;
  }
  text_ += btf_.name(type);
  text_ += ' ';
}

void Declarer::type(TypeId id) {
  const btf_type* const found = btf_.type(id);
  if (depth_ == max_depth || found == nullptr || text_.size() > longest) return;
  ++depth_;
  switch (btf_kind(found)) {
    case BTF_KIND_UNKN:
      text_ += "void ";
      break;
    case BTF_KIND_ARRAY:
      qualified("", array_of(*found).type,
                fmt::format("[{}]", array_of(*found).nelems));
      break;
    case BTF_KIND_PTR:
      qualified("", found->type, "* ");
      break;
    case BTF_KIND_VOLATILE:
      qualified("volatile ", found->type, "");
      break;
    case BTF_KIND_CONST:
      qualified("const ", found->type, "");
      break;
    case BTF_KIND_RESTRICT:
      qualified("restrict ", found->type, "");
      break;
    case BTF_KIND_TYPE_TAG:
      type(found->type);
      break;
    case BTF_KIND_FUNC_PROTO:
      function(*found, "");
      break;
    default:
      named(*found);
      break;
  }
  --depth_;
}

void Declarer::parameter(const btf_param& param) {
  if (param.type == void_id) {
    text_ += "...";
    return;
  }
  type(param.type);
  if (param.name_off != 0)
    text_ += btf_.name(param.name_off);
  else if (text_.ends_with(' '))
    text_.pop_back();
}

void Declarer::function(const btf_type& proto, std::string_view name) {
  type(proto.type);
  text_ += name;
  text_ += '(';
  const char* separator = "";
  for (const btf_param& param : params_of(proto)) {
    text_ += std::exchange(separator, ", ");
    parameter(param);
    if (text_.size() > longest) break;
  }
  text_ += ')';
}

}  // namespace

std::string signature_of(const BtfView& btf, TypeId function) {
  const btf_type* const type = btf.type(function);
  if (type == nullptr || !btf_is_func(type)) return "";
  return Declarer{btf}.declare(*type);
}

}  // namespace skep::btf
