// version: show the version of skep and of the libbpf inside.
#include <bpf/libbpf.h>

#include "src/cli/command.h"
#include "src/disasm/native.h"
#include "src/sys/sign.h"

namespace skep::commands {
namespace {

struct Options {};

void run(const Options&, cli::Context& context) {
  Writer& out = context.out;
  const std::string libbpf =
      fmt::format("{}.{}", libbpf_major_version(), libbpf_minor_version());
  const auto document = out.object();
  out.field("version", SKEP_VERSION, "skep v{}\n");
  out.field("libbpf_version", libbpf, "using libbpf v{}\n");
  const auto features = out.object("features");
  // bpftool's names for what skep does not need or not have.
  for (const char* absent : {"libbfd", "llvm"}) out.field(absent, false);
  out.layout("features: ");
  out.flag("capstone", disasm::can_read_native(), "capstone, ");
  out.flag("crypto", can_sign(), "crypto, ");
  out.flag("skeletons", true, "skeletons\n");
  out.field("bootstrap", false);
}

}  // namespace

cli::Command version() {
  return cli::command<Options>(
      "version", "Show the version of skep and of libbpf", {}, run,
      {.details = {},
       .examples = {{"version", "Show the versions"},
                    {"-j version", "The same for a script"}},
       .aliases = {}});
}

}  // namespace skep::commands
