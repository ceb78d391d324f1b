#include "src/object/load.h"

#include <linux/bpf.h>

#include <optional>
#include <utility>

#include "src/btf/btf.h"
#include "src/object/global_edits.h"
#include "src/object/load_error.h"
#include "src/object/program_log.h"
#include "src/object/reuse_map.h"
#include "src/object/section.h"
#include "src/object/source_lines.h"
#include "src/object/token.h"
#include "src/object/unknown_names.h"
#include "src/sys/error.h"
#include "src/sys/file.h"
#include "src/sys/log.h"
#include "src/sys/netdev.h"

namespace skep {
namespace {

// All the verifier has: its way (1), every state (2), statistics (4). No ABI.
constexpr unsigned verbose_verifier = 1U | 2U | 4U;
constexpr unsigned plain_verifier = 1U;

unsigned log_level(const LoadOptions& options) {
  if (options.logs_verifier) return verbose_verifier;
  return options.log_file.empty() ? 0 : plain_verifier;
}

OpenOptions open_options(const LoadOptions& options) {
  return {.relaxed_maps = options.relaxed_maps,
          .kernel_log_level = log_level(options),
          .custom_btf = options.kernel_btf,
          .token_path = options.token_path,
          .sections = options.sections};
}

BpfObject open_bytes(ByteView bytes, const std::string& path,
                     OpenOptions options) {
  HeldDiagnostics messages;
  try {
    return BpfObject::open(bytes, path, std::move(options));
  } catch (const Error& error) {
    throw with_reasons(error, messages.take());
  }
}

// libbpf would tell of a bad file or a missing token only when it needs it.
void check_files(const LoadOptions& options) {
  if (!options.kernel_btf.empty())
    static_cast<void>(btf::Btf::from_file(options.kernel_btf));
  if (!options.token_path.empty()) check_token_path(options.token_path);
}

Globals globals_of(const BpfObject& object) {
  return {btf::BtfView{object.type_info()}, sections_of(object)};
}

void check_names(const BpfObject& object, const Globals& globals,
                 const LoadOptions& options) {
  UnknownNames unknown;
  find_unknown_variables(globals, options.variables, unknown);
  find_unknown_programs(object, options.programs, unknown);
  find_unknown_maps(object, options.map_sizes, unknown);
  find_unknown_maps(object, options.reused_maps, unknown);
  if (options.find_unknown) options.find_unknown(object, unknown);
  unknown.check(options.find_unknown ? ErrorKind::usage : ErrorKind::system);
}

void check_has_types(const BpfObject& object, const std::string& path) {
  if (object.type_info() != nullptr) return;
  throw failure(
      "can't set variables of {}: it has no BTF, which tells where they are",
      path)
      .with_hint("compile it with -g");
}

// Programs that are accepted come before one that is not.
void keep_logs(LogFile& file, const std::vector<std::string>& accepted,
               const std::vector<std::string>& warnings, bool has_failed) try {
  file.write(accepted);
  file.write(warnings);
  file.finish();
} catch (const Error& error) {
  if (!has_failed) throw;
  // Why the load failed matters more.
  log::warn("{}", error.what());
}

void set_type(bpf_program* prog, const ProgramType& type) {
  check(bpf_program__set_type(prog, type.type), "can't set the type of '{}'",
        bpf_program__name(prog));
  check(bpf_program__set_expected_attach_type(prog, type.attach_type),
        "can't set the attach type of '{}'", bpf_program__name(prog));
}

void check_section(const bpf_program* prog, const std::string& path) {
  try {
    static_cast<void>(type_of_section(bpf_program__section_name(prog)));
  } catch (const Error& error) {
    throw error
        .in(fmt::format("can't load program '{}' of {}",
                        bpf_program__name(prog), path))
        .with_hint(error.hint() + "; --sec-handler says what other names mean");
  }
}

void set_types(const BpfObject& object, const std::string& path,
               std::string section) {
  if (section.ends_with('/')) section.pop_back();
  for (bpf_program* prog : programs_to_load(object))
    if (section.empty())
      check_section(prog, path);
    else
      set_type(prog, type_of_section(section));
}

void set_metadata_device(bpf_program* prog, std::uint32_t ifindex) {
  if (bpf_program__type(prog) != BPF_PROG_TYPE_XDP) return;
  bpf_program__set_ifindex(prog, ifindex);
  check(bpf_program__set_flags(
            prog, bpf_program__flags(prog) | BPF_F_XDP_DEV_BOUND_ONLY),
        "can't bind program '{}' to a device", bpf_program__name(prog));
}

void offload(const BpfObject& object, std::uint32_t ifindex) {
  for (bpf_program* prog : object.programs())
    bpf_program__set_ifindex(prog, ifindex);
  for (bpf_map* map : object.maps())
    // Events go to user space: these stay with the host.
    if (bpf_map__type(map) != BPF_MAP_TYPE_PERF_EVENT_ARRAY)
      check(bpf_map__set_ifindex(map, ifindex), "can't offload the map '{}'",
            bpf_map__name(map));
}

void set_devices(const BpfObject& object, const LoadOptions& options) {
  if (!options.offload_device.empty())
    offload(object, ifindex_of(options.offload_device));
  if (options.metadata_device.empty()) return;
  const std::uint32_t ifindex = ifindex_of(options.metadata_device);
  for (bpf_program* prog : object.programs())
    set_metadata_device(prog, ifindex);
}

void configure(const BpfObject& object, const std::string& path,
               const LoadOptions& options) {
  choose_programs(object, options.programs);
  set_types(object, path, options.section);
  set_devices(object, options);
  set_map_sizes(object, options.map_sizes);
  reuse_maps(object, options.reused_maps);
  check_maps_pinned_by_name(object);
}

}  // namespace

BpfObject open_to_load(const std::string& path, const LoadOptions& options) {
  check_files(options);
  const Bytes bytes = read_file(path);
  BpfObject object = open_bytes(bytes, path, open_options(options));
  if (!options.variables.empty()) check_has_types(object, path);
  const Globals globals = globals_of(object);
  check_names(object, globals, options);
  const GlobalEdits edits{globals, options.variables};
  const auto configured = [&](BpfObject opened) {
    configure(opened, path, options);
    edits.apply(opened);
    return opened;
  };
  OpenOptions again = open_options(options);
  again.kconfig = edits.kconfig();
  if (again.kconfig.empty()) return configured(std::move(object));
  // libbpf takes these values when it opens an object, not later.
  return configured(open_bytes(bytes, path, std::move(again)));
}

LoadedObject::LoadedObject(BpfObject object, const std::string& path,
                           const std::string& log_file,
                           const Prepared& prepared)
    : object_(std::move(object)) {
  std::optional<LogFile> logs;
  if (!log_file.empty()) logs.emplace(log_file);
  // What is logged of programs that are accepted is no warning.
  HeldDiagnostics messages{logs.has_value()};
  SourceLines lines;
  int code = object_.prepare();
  if (code == 0) {
    lines = SourceLines{object_};
    if (prepared) prepared(object_);
    code = object_.load();
  }
  const std::vector<std::string> warnings = messages.take(log::Level::warning);
  if (logs) keep_logs(*logs, messages.take(), warnings, code < 0);
  if (code < 0) throw load_error(-code, path, warnings, object_.get(), lines);
}

std::vector<bpf_program*> LoadedObject::programs() const {
  return programs_to_load(object_);
}

std::vector<bpf_map*> LoadedObject::maps() const {
  return maps_to_create(object_);
}

std::vector<bpf_program*> programs_to_load(const BpfObject& object) {
  std::vector<bpf_program*> programs;
  for (bpf_program* prog : object.programs())
    if (bpf_program__autoload(prog)) programs.push_back(prog);
  return programs;
}

std::vector<bpf_map*> maps_to_create(const BpfObject& object) {
  std::vector<bpf_map*> maps;
  for (bpf_map* map : object.maps())
    if (bpf_map__autocreate(map)) maps.push_back(map);
  return maps;
}

}  // namespace skep
