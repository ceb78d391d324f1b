#include "src/prog/source_line.h"

#include <algorithm>

#include "src/btf/signature.h"
#include "src/sys/utf8.h"

namespace skep::prog {
namespace {

void print_place(Writer& out, const btf::BtfView& types,
                 const bpf_line_info& line) {
  const std::string_view file = types.name(line.file_name_off);
  const std::uint32_t number = BPF_LINE_INFO_LINE_NUM(line.line_col);
  const std::uint32_t column = BPF_LINE_INFO_LINE_COL(line.line_col);
  out.text(" [file:{} line_num:{} line_col:{}]", file, number, column);
  out.in_json([&](Json&) {
    if (!file.empty()) out.field("file", file);
    if (number != 0) out.field("line_num", number);
    if (column != 0) out.field("line_col", column);
  });
}

}  // namespace

std::string_view source_of(const btf::BtfView& types,
                           const bpf_line_info& line) {
  const std::string_view text = types.name(line.line_off);
  return text.substr(
      std::min(text.find_first_not_of(" \t\n\v\f\r"), text.size()));
}

void print_source(Writer& out, const btf::BtfView& types,
                  const bpf_line_info& line, bool shows_place) {
  const std::string_view text = source_of(types, line);
  out.field("src", text);
  out.in_text([&](Sink& sink) { sink.write("; " + printable_lines(text)); });
  if (shows_place) print_place(out, types, line);
  out.layout("\n");
}

std::string signature_at(const Code& code, std::size_t at) {
  if (!code.types) return "";
  for (const bpf_func_info& function : code.functions)
    if (function.insn_off == at)
      return btf::signature_of(*code.types, function.type_id);
  return "";
}

}  // namespace skep::prog
