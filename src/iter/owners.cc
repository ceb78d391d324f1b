#include "src/iter/owners.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "src/iter/file_context.h"
#include "src/iter/if_allowed.h"
#include "src/iter/projection.h"
#include "src/iter/row_value.h"
#include "src/iter/rows.h"

namespace skep::iter {
namespace {

// Microseconds. An iterator takes three milliseconds before it starts, and next
// to nothing for each process.
constexpr std::uint64_t cheaper_in_proc = 3'000;
constexpr std::uint64_t affordable_in_proc = 60'000;

// The columns of a row.
enum Place : std::size_t { id_at, pid_at, comm_at, cookie_at };
const std::vector<std::string> fields{
    "bpf.id", "bpf.pid", "task.group_leader.comm", "bpf.event.bpf_cookie|-"};

template <typename T>
T number_in(ByteView row, const Column& column) {
  return load_as<T>(bytes_in(row, column));
}

// The threads of a process may have files of their own.
void sort_and_merge(OwnerTable& owners) {
  for (auto& [id, list] : owners) {
    std::sort(list.begin(), list.end(),
              [](const Owner& a, const Owner& b) { return a.pid < b.pid; });
    const auto same = [](const Owner& a, const Owner& b) {
      return a.pid == b.pid;
    };
    list.erase(std::unique(list.begin(), list.end(), same), list.end());
  }
}

Holders ask_iterator(ObjectKind kind) {
  const btf::Btf kernel = load_kernel(file_target);
  const std::size_t wanted =
      kind == ObjectKind::link ? fields.size() : cookie_at;
  const Projection projection = project(
      kernel, find_target(kernel, std::string{file_target}),
      {fields.begin(), fields.begin() + static_cast<long>(wanted)},
      btf::parse_expression(fmt::format("bpf.kind == {}", kind_name(kind))));
  const auto& columns = projection.columns;
  Rows rows{kernel, projection, attach_projection(kernel, projection, {})};
  Holders holders;
  while (const auto row = rows.next()) {
    const auto id = number_in<std::uint32_t>(*row, columns[id_at]);
    holders.owners[id].push_back(
        {number_in<pid_t>(*row, columns[pid_at]),
         std::string{text_in(bytes_in(*row, columns[comm_at]))}});
    if (wanted > cookie_at && has_value(*row, cookie_at))
      holders.cookies[id] = number_in<std::uint64_t>(*row, columns[cookie_at]);
  }
  sort_and_merge(holders.owners);
  return holders;
}

}  // namespace

Holders find_holders(ObjectKind kind, OwnerSearch search) {
  if (search == OwnerSearch::off) return {};
  const bool is_cheap_only = search == OwnerSearch::when_cheap;
  if (is_cheap_only)
    if (auto owners = find_owners_within(cheaper_in_proc, kind))
      return {.owners = std::move(*owners)};
  if (auto found = if_allowed("owners are looked for in /proc",
                              [&] { return ask_iterator(kind); }))
    return std::move(*found);
  if (!is_cheap_only) return {.owners = find_owners(kind)};
  auto owners = find_owners_within(affordable_in_proc, kind);
  return {.owners = owners ? std::move(*owners) : OwnerTable{}};
}

}  // namespace skep::iter
