#include "src/prog/info.h"

#include <algorithm>
#include <cerrno>

#include "src/object/handle.h"
#include "src/sys/bytes.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "src/sys/proc.h"

namespace skep::prog {
namespace {

// Return false if the program's device is gone.
bool read_info(const Fd& prog, bpf_prog_info& info) {
  try {
    detail::fill_info(prog.get(), &info, sizeof info);
    return true;
  } catch (const Error& error) {
    if (error.code() != ENODEV) throw;
    return false;
  }
}

// An orphaned program is not described by its info: what fdinfo says is left.
void read_fdinfo(const FdInfo& fdinfo, bpf_prog_info& info) {
  const auto number = [&](const char* name) {
    return static_cast<std::uint32_t>(fdinfo.number(name).value_or(0));
  };
  info.id = number("prog_id");
  info.type = number("prog_type");
}

std::vector<std::uint32_t> read_map_ids(const Fd& prog, std::uint32_t count) {
  std::vector<std::uint32_t> ids(count);
  if (count == 0) return ids;
  auto request = zeroed<bpf_prog_info>();
  request.nr_map_ids = count;
  request.map_ids = reinterpret_cast<std::uintptr_t>(ids.data());
  // A program can be bound to more maps meanwhile; only `count` ids are there.
  request = info_of(prog, request);
  ids.resize(std::min(count, request.nr_map_ids));
  return ids;
}

}  // namespace

Info read(const Fd& prog) {
  const FdInfo fdinfo = FdInfo::of(prog);
  Info result{};
  result.memlock_bytes = fdinfo.number("memlock");
  result.is_orphaned = !read_info(prog, result.kernel);
  if (result.is_orphaned) {
    read_fdinfo(fdinfo, result.kernel);
    return result;
  }
  result.name = full_name_of_prog(prog, result.kernel);
  result.map_ids = read_map_ids(prog, result.kernel.nr_map_ids);
  return result;
}

}  // namespace skep::prog
