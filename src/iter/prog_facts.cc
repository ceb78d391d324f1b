#include "src/iter/prog_facts.h"

#include <fmt/format.h>
#include <linux/bpf.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>

#include "src/iter/cell.h"
#include "src/iter/projection.h"
#include "src/iter/row_value.h"
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

// In the order in which facts_in() takes them; the flags follow.
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

// Goes through the objects of a target.
class Objects {
 public:
  Objects(btf::BtfView kernel, const std::string& target,
          const std::vector<std::string>& paths)
      : kernel_(kernel),
        projection_(project(kernel, find_target(kernel, target), paths)),
        rows_(kernel, projection_, attach_projection(kernel, projection_, {})),
        reader_(kernel) {}

  // Go on to the next object; false: that was the last one.
  bool next() {
    row_ = rows_.next();
    return row_.has_value();
  }

  // Return a field by its place; 0, or nothing, if the object has none.
  [[nodiscard]] std::uint32_t number(std::size_t place) const {
    if (!has_value(*row_, place)) return 0;
    const Column& column = projection_.columns[place];
    return static_cast<std::uint32_t>(
        number_in(kernel_, column, bytes_in(*row_, column)));
  }
  [[nodiscard]] std::string_view text(std::size_t place) const {
    if (!has_value(*row_, place)) return {};
    return text_in(bytes_in(*row_, projection_.columns[place]));
  }
  // Return what is shown of a field: the name of a number.
  [[nodiscard]] std::string shown(std::size_t place) {
    return text_of_cell(reader_.read(projection_.columns[place], place, *row_));
  }

 private:
  btf::BtfView kernel_;
  Projection projection_;
  Rows rows_;
  CellReader reader_;
  std::optional<ByteView> row_{};
};

// Of "BPF_TRACE_FENTRY", make the name that libbpf has: "trace_fentry".
std::string attach_type_name(std::string name) {
  constexpr std::string_view prefix = "BPF_";
  if (name.starts_with(prefix)) name.erase(0, prefix.size());
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return name;
}

ProgFacts facts_in(Objects& progs) {
  ProgFacts facts{.flags = {},
                  .attach_type = attach_type_name(progs.shown(1)),
                  .function = std::string{progs.text(2)},
                  .target_prog = progs.number(3),
                  .stack_depth = progs.number(4)};
  for (std::size_t i = 0; i < flags.size(); ++i)
    if (progs.number(fields.size() + i) != 0)
      facts.flags.emplace_back(flags[i]);
  return facts;
}

}  // namespace

std::map<std::uint32_t, ProgFacts> read_prog_facts() {
  const btf::Btf kernel = btf::Btf::vmlinux();
  std::map<std::uint32_t, ProgFacts> facts;
  Objects progs{kernel, "bpf_prog", all_fields()};
  while (progs.next()) facts.emplace(progs.number(0), facts_in(progs));
  return facts;
}

}  // namespace skep::iter
