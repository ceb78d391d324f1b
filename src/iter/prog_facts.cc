#include "src/iter/prog_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <variant>

#include "src/btf/btf.h"
#include "src/iter/cell.h"
#include "src/iter/projection.h"
#include "src/iter/rows.h"

namespace skep::iter {
namespace {

// Members of a program that are true or not, where there are any. Those that
// tell of all programs the same are left out.
constexpr auto flags = std::to_array<std::string_view>(
    {"sleepable", "xdp_has_frags", "dev_bound", "offload_requested",
     "tail_call_reachable", "changes_pkt_data", "is_extended", "blinded",
     "cb_access", "dst_needed", "kprobe_override", "kprobe_write_ctx",
     "enforce_expected_attach_type", "has_callchain_buf", "call_get_stack",
     "call_get_func_ip"});

// In the order in which read_facts() takes them; the flags follow.
constexpr auto fields = std::to_array<std::string_view>(
    {"aux.id", "expected_attach_type", "aux.attach_func_name",
     "aux.dst_prog.aux.id", "aux.stack_depth"});

std::vector<std::string> all_fields() {
  std::vector<std::string> all{fields.begin(), fields.end()};
  // They have moved between the two structs.
  for (const std::string_view flag : flags)
    all.push_back(fmt::format("{0}={0}|aux.{0}|-", flag));
  return all;
}

bool is_set(const Cell& cell) {
  if (const auto* truth = std::get_if<bool>(&cell)) return *truth;
  const auto* number = std::get_if<std::uint64_t>(&cell);
  return number != nullptr && *number != 0;
}

std::uint32_t number_in(const Cell& cell) {
  const auto* number = std::get_if<std::uint64_t>(&cell);
  return number == nullptr ? 0 : static_cast<std::uint32_t>(*number);
}

std::string text_in(const Cell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  return text == nullptr ? "" : *text;
}

// Of "BPF_TRACE_FENTRY", make the name that libbpf has: "trace_fentry".
std::string attach_type_name(std::string name) {
  constexpr std::string_view prefix = "BPF_";
  if (name.starts_with(prefix)) name.erase(0, prefix.size());
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return name;
}

ProgFacts facts_in(const CellRow& cells) {
  ProgFacts facts{.flags = {},
                  .attach_type = attach_type_name(text_of_cell(cells[1])),
                  .function = text_in(cells[2]),
                  .target_prog = number_in(cells[3]),
                  .stack_depth = number_in(cells[4])};
  for (std::size_t i = 0; i < flags.size(); ++i)
    if (is_set(cells[fields.size() + i])) facts.flags.emplace_back(flags[i]);
  return facts;
}

}  // namespace

std::map<std::uint32_t, ProgFacts> read_prog_facts() {
  const btf::Btf kernel = btf::Btf::vmlinux();
  const Projection projection =
      project(kernel, find_target(kernel, "bpf_prog"), all_fields());
  std::map<std::uint32_t, ProgFacts> facts;
  Rows rows{kernel, projection, {}};
  CellReader reader{kernel};
  while (const auto row = rows.next()) {
    CellRow cells;
    for (std::size_t i = 0; i < projection.columns.size(); ++i)
      cells.push_back(reader.read(projection.columns[i], i, *row));
    facts.emplace(number_in(cells[0]), facts_in(cells));
  }
  return facts;
}

}  // namespace skep::iter
