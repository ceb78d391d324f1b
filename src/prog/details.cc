#include "src/prog/details.h"

#include <cerrno>
#include <optional>
#include <string>
#include <utility>

#include "src/prog/functions.h"
#include "src/sys/error.h"
#include "src/sys/file.h"
#include "src/sys/kernel_name.h"
#include "src/sys/kernel_object.h"
#include "src/sys/user.h"

namespace skep::prog {
namespace {

void print_origin(Writer& out, const bpf_prog_info& prog) {
  out.text("\tverified_insns {}", prog.verified_insns);
  if (prog.load_time == 0) return;
  if (const auto name = user_name(prog.created_by_uid))
    out.field("user", *name, "  user {}");
}

void print_runs(Writer& out, const bpf_prog_info& prog, bool are_counted) {
  out.field("stats_enabled", are_counted);
  if (prog.run_cnt == 0 && !are_counted)
    return out.layout(
        "\n\truns are not counted (sysctl kernel.bpf_stats_enabled)");
  out.text("\n\truns {}", prog.run_cnt);
  if (prog.run_cnt != 0)
    out.field("average_run_ns", prog.run_time_ns / prog.run_cnt,
              "  average {}ns");
  out.text("  recursion_misses {}", prog.recursion_misses);
}

void print_functions(Writer& out, const Fd& fd) {
  const auto functions = find_functions(fd);
  if (functions.empty()) return;
  const auto list = out.list("functions");
  out.layout("\n\tfunctions:");
  for (const FunctionSize& function : functions) {
    const auto object = out.object();
    out.field("name", function.name, "\n\t\t{}");
    out.field("bytes_xlated", function.xlated_bytes, "  xlated {}B");
    if (function.jited_bytes != 0)
      out.field("bytes_jited", function.jited_bytes, "  jited {}B");
  }
}

// Return the name of a map: nullopt if it is gone, empty if it may not be
// opened.
std::optional<std::string> map_name(std::uint32_t id) try {
  const auto fd = open_id(ObjectKind::map, id);
  if (!fd) return std::nullopt;
  return name_in(info_of<bpf_map_info>(*fd).name);
} catch (const Error& error) {
  if (error.code() != EPERM) throw;
  return "";
}

void print_maps(Writer& out, const Info& prog) {
  const auto list = out.list("maps");
  const char* separator = "\n\tmaps ";
  for (const std::uint32_t id : prog.map_ids) {
    const auto name = map_name(id);
    if (!name) continue;
    const auto object = out.object();
    out.layout(std::exchange(separator, ", "));
    out.field("id", id);
    out.field("name", *name, "{}({})", *name, id);
  }
}

}  // namespace

bool are_runs_counted() {
  const auto value = read_small_file("/proc/sys/kernel/bpf_stats_enabled");
  return value && value->starts_with('1');
}

void print_details(Writer& out, const Fd& fd, const Info& prog,
                   bool runs_are_counted) {
  print_origin(out, prog.kernel);
  print_runs(out, prog.kernel, runs_are_counted);
  // Of an orphan the kernel does not tell more.
  if (prog.is_orphaned) return;
  print_functions(out, fd);
  print_maps(out, prog);
}

}  // namespace skep::prog
