#include "src/prog/test_context.h"

#include <bpf/btf.h>
#include <linux/bpf.h>

#include <string>
#include <utility>

#include "src/btf/encode.h"
#include "src/btf/literal.h"
#include "src/btf/named_type.h"
#include "src/btf/parts.h"
#include "src/btf/print_value.h"
#include "src/object/entry_function.h"
#include "src/prog/test_kind.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "src/sys/text.h"

namespace skep::prog {
namespace {

constexpr const char* give_bytes = "give its bytes in a file: ctx_in FILE";

// A context without a name for all of it: "mark=1,ifindex=2".
btf::Literal parse_members(std::string_view text) {
  const bool starts_with_name =
      !text.empty() &&
      std::string_view{"{[.\""}.find(text.front()) == std::string_view::npos;
  if (!starts_with_name) return btf::parse_literal(text);
  return btf::parse_literal(fmt::format("{{{}}}", text));
}

// Numbers, as the arguments of a tracepoint.
Bytes parse_numbers(std::string_view text) {
  const btf::Literal literal = btf::parse_literal(text);
  if (literal.kind != btf::Literal::Kind::list)
    throw usage_error("the context of a raw tracepoint is a list of numbers")
        .with_hint("such as --ctx '[1, 2]'");
  Bytes bytes;
  for (const btf::Literal& element : literal.elements) {
    const bool is_negative = element.text.starts_with('-');
    const auto number = parse_unsigned(
        std::string_view{element.text}.substr(is_negative ? 1 : 0));
    if (!number || element.kind != btf::Literal::Kind::word)
      throw usage_error("'{}' is no number", element.text);
    const std::uint64_t value = is_negative ? 0 - *number : *number;
    const ByteView view = bytes_of(value);
    bytes.insert(bytes.end(), view.begin(), view.end());
  }
  return bytes;
}

// Return what the argument of the entry function points to; void: not told.
btf::TypeId argument_type(const EntryFunction& function) {
  const btf_type* type = function.types.type(function.id);
  const btf_type* prototype = function.types.type(type->type);
  if (prototype == nullptr || !btf_is_func_proto(prototype) ||
      btf_vlen(prototype) == 0)
    return btf::void_id;
  const btf::TypeId argument = btf_params(prototype)[0].type;
  const btf_type* pointer = function.types.resolve(argument);
  if (pointer == nullptr || !btf_is_ptr(pointer)) return btf::void_id;
  return pointer->type;
}

}  // namespace

TestContext::TestContext(const Testee& prog) {
  const TestKind* kind = find_test_kind(prog.type());
  if (prog.type() == BPF_PROG_TYPE_RAW_TRACEPOINT) return;
  if (kind != nullptr && !kind->context.empty()) {
    types_ = btf::Btf::vmlinux();
    const auto id =
        btf::find_named(*types_, fmt::format("struct {}", kind->context));
    if (!id)
      throw failure("this kernel has no struct {}", kind->context)
          .with_hint(give_bytes);
    id_ = *id;
  } else if (prog.type() == BPF_PROG_TYPE_SYSCALL) {
    auto function =
        entry_function(prog.fd(), info_of<bpf_prog_info>(prog.fd()));
    if (function) id_ = argument_type(*function);
    if (function) types_ = std::move(function->types);
  } else {
    throw failure("programs of type {} are run without a context",
                  prog.type_name());
  }
  const auto size =
      types_ && id_ != btf::void_id ? types_->resolve_size(id_) : std::nullopt;
  if (!size)
    throw failure("the program '{}' does not tell the type of its context",
                  prog.name())
        .with_hint(give_bytes);
  size_ = *size;
}

Bytes TestContext::parse(std::string_view text) const {
  if (!types_) return parse_numbers(text);
  try {
    return btf::encode(*types_, id_, size_, parse_members(text));
  } catch (const Error& error) {
    throw error.in("the context");
  }
}

void TestContext::print(Writer& out, ByteView context) const {
  if (!types_) return;
  const btf::ValuePrinter json_printer{*types_, id_};
  const btf::ValuePrinter text_printer{
      *types_,
      id_,
      {.dialect = btf::Dialect::plain, .function_pointer = nullptr}};
  out.key("ctx");
  out.in_json([&](Json& json) { json_printer.print(json, context); });
  out.in_text([&](Sink& sink) {
    sink.write("ctx: ");
    Json json{sink, Json::Style::pretty};
    text_printer.print(json, context);
    sink.put('\n');
  });
}

}  // namespace skep::prog
