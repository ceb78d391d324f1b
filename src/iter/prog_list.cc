#include "src/iter/prog_list.h"

#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "src/iter/if_allowed.h"
#include "src/iter/load_program.h"
#include "src/iter/map_row.h"
#include "src/iter/prog_row.h"
#include "src/iter/row_program.h"
#include "src/link/attach/hook.h"
#include "src/sys/kernel_name.h"
#include "src/sys/kernel_object.h"

namespace skep::iter {
namespace {

bool are_many_progs() {
  std::size_t count = 0;
  for (std::uint32_t id = 0; count < many_progs; ++count) {
    const auto next = next_id(ObjectKind::prog, id);
    if (!next) return false;
    id = *next;
  }
  return true;
}

// Start an iterator whose program makes rows of one size.
FixedRows start(const Target& target, const Fd& program, std::size_t row_size) {
  const auto links =
      attach(program, "skep_iter", IterHook{.target = target.name});
  return {Session{links.front(), "over '" + target.name + "'"}, row_size};
}

prog::DataKind kind_of(const MapRow& map) {
  return prog::may_be_readonly(name_in(map.name)) ? map.kind
                                                  : prog::DataKind::none;
}

prog::DataKinds read_data_kinds(btf::BtfView kernel) {
  const Target target = find_target(kernel, "bpf_map");
  const Fd buffer = make_row_buffer(RowProgram::space);
  const Fd program =
      load_program(target, assemble_map_row(kernel, target, buffer));
  FixedRows rows = start(target, program, sizeof(MapRow));
  prog::DataKinds kinds;
  while (const auto row = rows.next()) {
    const auto map = load_as<MapRow>(*row);
    kinds.emplace(map.id, kind_of(map));
  }
  return kinds;
}

prog::Info info_in(const ProgRow& row) {
  static const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  const std::string_view whole_name{row.name.data()};
  prog::Info prog{.kernel = row.info,
                  .name = whole_name.empty() ? name_in(row.info.name)
                                             : std::string{whole_name},
                  .map_ids = {row.map_ids.begin(),
                              row.map_ids.begin() + row.info.nr_map_ids},
                  .memlock_bytes = row.pages * page,
                  .is_orphaned = false};
  prog.kernel.gpl_compatible = row.gpl != 0;
  return prog;
}

}  // namespace

ProgList::ProgList(btf::Btf kernel, const Fd& program, FixedRows rows)
    : kernel_(std::move(kernel)),
      rows_(std::move(rows)),
      own_id_(info_of<bpf_prog_info>(program).id) {}

ProgList ProgList::open() {
  btf::Btf kernel = btf::Btf::vmlinux();
  const Target target = find_target(kernel, "bpf_prog");
  const ProgRowMaps maps{.row = make_row_buffer(RowProgram::space),
                         .per_cpu = make_per_cpu_number()};
  const Fd program =
      load_program(target, assemble_prog_row(kernel, target, maps));
  return {std::move(kernel), program, start(target, program, sizeof(ProgRow))};
}

std::optional<ProgList> ProgList::open_if_many() {
  if (!are_many_progs()) return std::nullopt;
  return if_allowed("each program is asked by itself", [] { return open(); });
}

prog::DataKinds ProgList::data_kinds() const {
  return if_allowed("each map is asked by itself",
                    [&] { return read_data_kinds(kernel_); })
      .value_or(prog::DataKinds{});
}

std::optional<prog::Info> ProgList::next() {
  while (const auto bytes = rows_.next()) {
    const auto row = load_as<ProgRow>(*bytes);
    if (row.info.id == own_id_) continue;
    if (row.is_whole != 0) return info_in(row);
    if (const auto fd = open_id(ObjectKind::prog, row.info.id))
      return prog::read(*fd);
  }
  return std::nullopt;
}

}  // namespace skep::iter
