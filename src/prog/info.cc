#include "src/prog/info.h"

#include <array>
#include <cerrno>

#include "src/object/handle.h"
#include "src/object/map_ids.h"
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
void read_fdinfo(const FdInfo& fdinfo, Info& result) {
  result.memlock_bytes = fdinfo.number("memlock");
  if (!result.is_orphaned) return;
  const auto number = [&](const char* name) {
    return static_cast<std::uint32_t>(fdinfo.number(name).value_or(0));
  };
  result.kernel = zeroed<bpf_prog_info>();
  result.kernel.id = number("prog_id");
  result.kernel.type = number("prog_type");
}

// How many maps programs have, as a rule; asking once more costs little.
constexpr std::uint32_t usual_map_count = 64;

}  // namespace

Info read(const Fd& prog) {
  Info result{};
  std::array<std::uint32_t, usual_map_count> ids{};
  result.kernel.nr_map_ids = ids.size();
  result.kernel.map_ids = reinterpret_cast<std::uintptr_t>(ids.data());
  result.is_orphaned = !read_info(prog, result.kernel);
  const std::uint32_t count = result.kernel.nr_map_ids;
  result.kernel.map_ids = 0;
  read_fdinfo(FdInfo::of(prog), result);
  if (result.is_orphaned) return result;
  result.name = full_name_of_prog(prog, result.kernel);
  if (count > ids.size())
    result.map_ids = read_map_ids(prog.get(), count);
  else
    result.map_ids.assign(ids.begin(), ids.begin() + count);
  return result;
}

}  // namespace skep::prog
