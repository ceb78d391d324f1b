#include "src/iter/prog_facts.h"

#include <fmt/format.h>
#include <linux/bpf.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>

#include "src/iter/cell.h"
#include "src/iter/projection.h"
#include "src/iter/row_value.h"
#include "src/iter/rows.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "src/sys/log.h"

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

// From so many programs on, iterators are done sooner.
constexpr std::size_t many = 400;

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
  template <typename T = std::uint32_t>
  [[nodiscard]] T number(std::size_t place) const {
    if (!has_value(*row_, place)) return 0;
    const Column& column = projection_.columns[place];
    return static_cast<T>(number_in(kernel_, column, bytes_in(*row_, column)));
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

bool are_many_progs() {
  std::size_t count = 0;
  for (std::uint32_t id = 0; count < many; ++count) {
    const auto next = next_id(ObjectKind::prog, id);
    if (!next) return false;
    id = *next;
  }
  return true;
}

prog::Known ask() {
  const btf::Btf kernel = btf::Btf::vmlinux();
  prog::Known known;
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  Objects progs{kernel, "bpf_prog", {"aux.id", "pages"}};
  while (progs.next())
    known.memory[progs.number(0)] = progs.number<std::uint64_t>(1) * page;
  Objects maps{kernel,
               "bpf_map",
               {"id", "map_type", "key_size", "max_entries",
                "btf_value_type_id", "btf.id", "name"}};
  while (maps.next()) {
    auto info = zeroed<bpf_map_info>();
    info.type = maps.number(1);
    info.key_size = maps.number(2);
    info.max_entries = maps.number(3);
    info.btf_value_type_id = maps.number(4);
    maps.text(6).copy(info.name, sizeof info.name - 1);
    known.data_maps[maps.number(0)] =
        prog::is_readonly_data(info) ? maps.number(5) : 0;
  }
  return known;
}

}  // namespace

std::map<std::uint32_t, ProgFacts> read_prog_facts() {
  const btf::Btf kernel = btf::Btf::vmlinux();
  std::map<std::uint32_t, ProgFacts> facts;
  Objects progs{kernel, "bpf_prog", all_fields()};
  while (progs.next()) facts.emplace(progs.number(0), facts_in(progs));
  return facts;
}

prog::Known ask_about_many_progs() {
  if (!are_many_progs()) return {};
  try {
    return ask();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    log::debug("each program is asked by itself: {}", error.what());
    return {};
  }
}

}  // namespace skep::iter
