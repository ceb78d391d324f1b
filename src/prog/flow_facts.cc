#include "src/prog/flow_facts.h"

#include <algorithm>
#include <string_view>

#include "src/prog/jump_tables.h"

namespace skep::prog {
namespace {

// Return the name of a function; empty if it is none.
std::string_view function_name(const btf::BtfView& types, btf::TypeId id) {
  const btf_type* type = types.type(id);
  return type != nullptr && btf_is_func(type) ? types.name(*type)
                                              : std::string_view{};
}

// Return the name of the function that a program has chosen to take exceptions:
// a tag of its main function tells.
std::string_view handler_name(const btf::BtfView& types, btf::TypeId main) {
  constexpr std::string_view mark = "exception_callback:";
  for (btf::TypeId id = 1; id < types.type_count(); ++id) {
    const btf_type* type = types.type(id);
    if (type != nullptr && btf_is_decl_tag(type) && type->type == main &&
        types.name(*type).starts_with(mark))
      return types.name(*type).substr(mark.size());
  }
  return {};
}

std::optional<std::size_t> find_handler(const Code& code) {
  if (!code.types || code.functions.empty()) return std::nullopt;
  const std::string_view name =
      handler_name(*code.types, code.functions.front().type_id);
  if (name.empty()) return std::nullopt;
  for (const bpf_func_info& function : code.functions)
    if (function_name(*code.types, function.type_id) == name)
      return function.insn_off;
  return std::nullopt;
}

}  // namespace

disasm::FlowFacts flow_facts_of(const Code& code, const CallNames& names) {
  disasm::FlowFacts facts;
  for (const bpf_func_info& function : code.functions)
    facts.starts.push_back(function.insn_off);
  facts.handler = find_handler(code);
  facts.throws = [&names](const bpf_insn& call) {
    return call.src_reg == BPF_PSEUDO_KFUNC_CALL &&
           names.text_of(call) == "bpf_throw";
  };
  if (std::any_of(code.insns.begin(), code.insns.end(), disasm::is_gotox))
    facts.table_places = places_in_tables(code.map_ids);
  return facts;
}

}  // namespace skep::prog
