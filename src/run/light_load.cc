#include "src/run/light_load.h"

#include <cstring>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include "src/disasm/instruction.h"
#include "src/object/reuse_map.h"
#include "src/object/run_loader.h"
#include "src/sys/error.h"
#include "src/sys/file.h"
#include "src/sys/log.h"

namespace skep {
namespace {

// As every option that libbpf has for logging.
constexpr unsigned verbose_verifier = 1U | 2U | 4U;

template <typename Range>
std::size_t count(const Range& range) {
  return static_cast<std::size_t>(std::distance(range.begin(), range.end()));
}

void log_instructions(ByteView bytes) {
  std::vector<bpf_insn> code(bytes.size() / sizeof(bpf_insn));
  std::memcpy(code.data(), bytes.data(), code.size() * sizeof(bpf_insn));
  for (std::size_t i = 0; i < code.size(); ++i) {
    log::debug("{:4}: {}", i, disasm::text_of(std::span{code}.subspan(i)));
    if (disasm::is_wide(code[i])) ++i;
  }
}

LoaderProgram make_loader_of(const BpfObject& object, const std::string& path,
                             bool is_signed) {
  return make_loader(object, read_file(path), path, {.checks_data = is_signed});
}

// Throw for a loader program that failed: what libbpf says of the same object,
// if it can't load it either.
[[noreturn]] void explain(const Error& error, const std::string& path,
                          const LoadOptions& options) {
  try {
    BpfObject object = open_to_load(path, options);
    forget_new_pins(object);
    const LoadedObject loaded{std::move(object), path};
  } catch (const Error& reason) {
    throw reason.in("the loader program failed");
  }
  throw error.in(fmt::format("can't load {}", path));
}

}  // namespace

void load_lightly(const std::string& path, const LoadOptions& options,
                  const std::optional<SigningFiles>& signing) {
  const BpfObject object = open_to_load(path, options);
  LoaderRun run{.maps = count(object.maps()),
                .programs = count(object.programs()),
                .log_level = options.logs_verifier ? verbose_verifier : 0};
  const LoaderProgram loader =
      make_loader_of(object, path, signing.has_value());
  if (options.logs_verifier) log_instructions(loader.insns);
  if (signing) run.signature = sign(loader.insns, *signing);
  try {
    const LoaderResult result = run_loader(loader, run);
    if (!result.log.empty()) log::debug("{}", result.log);
  } catch (const Error& error) {
    explain(error, path, options);
  }
}

}  // namespace skep
