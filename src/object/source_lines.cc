#include "src/object/source_lines.h"

#include <algorithm>

#include "src/btf/btf.h"

namespace skep {

SourceLines::SourceLines(const BpfObject& object) : types_(object.type_info()) {
  if (types_ == nullptr) return;
  for (const bpf_program* prog : object.programs()) {
    const bpf_line_info* lines = bpf_program__line_info(prog);
    if (lines != nullptr && bpf_program__autoload(prog))
      lines_[bpf_program__name(prog)].assign(
          lines, lines + bpf_program__line_info_cnt(prog));
  }
}

std::optional<SourceLine> SourceLines::find(std::string_view program,
                                            std::uint32_t insn) const {
  const auto found = lines_.find(program);
  if (found == lines_.end()) return std::nullopt;
  const auto& lines = found->second;
  const auto next =
      std::ranges::upper_bound(lines, insn, {}, &bpf_line_info::insn_off);
  if (next == lines.begin()) return std::nullopt;
  const bpf_line_info& line = *std::prev(next);
  const btf::BtfView types{types_};
  const std::string_view text = types.name(line.line_off);
  const auto first = std::min(text.find_first_not_of(" \t"), text.size());
  return SourceLine{.file = std::string{types.name(line.file_name_off)},
                    .line = BPF_LINE_INFO_LINE_NUM(line.line_col),
                    .column = BPF_LINE_INFO_LINE_COL(line.line_col),
                    .text = std::string{text.substr(first)}};
}

}  // namespace skep
