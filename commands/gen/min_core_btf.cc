// gen min_core_btf: the part of a kernel's BTF that objects need.
#include "src/gen/min_core_btf.h"

#include "src/cli/command.h"
#include "src/object/btf_source.h"
#include "src/sys/file.h"
#include "src/sys/log.h"

namespace skep::commands {
namespace {

struct Options {
  cli::FilePath input;
  cli::FilePath output;
  std::vector<cli::FilePath> objects{};
};

void run(const Options& options, cli::Context& context) {
  const BtfSelection kernel =
      load_btf(BtfOfFiles{{options.input.path}}, context.options.base_btf);
  gen::MinCoreBtf minimal{kernel.types};
  for (const cli::FilePath& object : options.objects)
    minimal.add_object(read_file(object.path), object.path);
  replace_file(options.output.path, minimal.write());
  if (minimal.is_empty())
    log::warn("{} has no types: the objects ask for none that {} has",
              options.output.path, options.input.path);
}

}  // namespace

cli::Command gen_min_core_btf() {
  return cli::command<Options>(
      "gen min_core_btf", "Write the part of a kernel's BTF that objects need",
      {cli::arg("INPUT", &Options::input,
                "BTF of the kernel, raw or in an ELF file"),
       cli::arg("OUTPUT", &Options::output, "the BTF file to write"),
       cli::arg("OBJECT", &Options::objects, "BPF object files")},
      run,
      {.details =
           "Objects built for CO-RE (\"compile once, run everywhere\") are "
           "adapted to a kernel by its BTF. For kernels that have none of "
           "their own, a full one takes megabytes; the objects need a few "
           "hundred bytes of it: the types and members that their CO-RE "
           "relocations are about. They are loaded with OUTPUT, given by "
           "libbpf's btf_custom_path or by the words kernel_btf FILE of prog "
           "load, as with the whole INPUT.\n\n"
           "A field brings the types on the way to it, and of those only the "
           "members on the way. A type that is asked for brings what it "
           "points to, one that has to match all its members, and an "
           "enumerator the whole enum.\n\n"
           "INPUT may be of any kernel, for machines of any byte order, which "
           "OUTPUT has as well. BTF that is split rests on a base, given by "
           "-B; OUTPUT then rests on none. OUTPUT is written whole or not at "
           "all.",
       .examples = {{"gen min_core_btf /sys/kernel/btf/vmlinux min.btf "
                     "trace.bpf.o",
                     "Take from the running kernel what an object needs"},
                    {"gen min_core_btf vmlinux-5.4.btf 5.4.btf trace.bpf.o "
                     "net.bpf.o",
                     "The same for another kernel and two objects"}},
       .aliases = {}});
}

}  // namespace skep::commands
