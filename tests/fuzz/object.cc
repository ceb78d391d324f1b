// Object files: through `gen skeleton`, `sec test`, and through `prog load` as
// far as the kernel is not asked, with values for all their variables.
#include <fmt/format.h>

#include "commands/table.h"
#include "src/cli/run.h"
#include "src/object/global_edits.h"
#include "src/object/load.h"
#include "src/sys/error.h"
#include "tests/fuzz/elf_mutator.h"
#include "tests/fuzz/fuzz.h"

namespace skep::fuzz {
namespace {

std::string output_of(const std::vector<std::string>& args) {
  static const cli::Table table = commands::make_table();
  Sink sink;
  cli::run_line(table, args, sink);
  return sink.take();
}

void generate(const std::string& path) {
  const std::vector<std::string> words{"gen", "skeleton", path, "name", "x"};
  require_printable(output_of(words));
  std::vector<std::string> for_cpp = words;
  for_cpp.insert(for_cpp.end(), {"--lang", "c++"});
  require_printable(output_of(for_cpp));
  std::vector<std::string> with_json = words;
  with_json.insert(with_json.begin(), "-j");
  require_json(output_of(with_json));
  std::vector<std::string> light = words;
  light.insert(light.begin(), "-L");
  require_printable(output_of(light));
}

void set_variable(const BpfObject& object, const Globals& globals,
                  const std::string& assignment) {
  try {
    const std::vector<Assignment> assignments{parse_assignment(assignment)};
    const GlobalEdits edits{globals, assignments};
    (void)edits.kconfig();
    edits.apply(object);
  } catch (const Error&) {
  }
}

void set_variables(const BpfObject& object) {
  const Globals globals{btf::BtfView{object.type_info()}, sections_of(object)};
  for (const std::string& name : globals.names())
    for (const char* value : {"=0", "={}", "=[0]", "[0..1]=x", "[0][0]=1"})
      set_variable(object, globals, name + value);
}

void handle_sections(const std::string& path) {
  require_json(output_of({"-j", "sec", "test", path, "--sec-handler",
                          "*=kprobe!attach=kprobe {1} cookie {x:1}",
                          "--sec-handler", "xdp+=sec:tp", "--sec-handler",
                          "tp/=tracing/trace_iter,target={*},autoload=yes"}));
}

}  // namespace

void fuzz_one(ByteView input) {
  const MemoryFile file{input};
  generate(file.path());
  handle_sections(file.path());
  set_variables(
      open_to_load(file.path(), {.relaxed_maps = input.size() % 2 == 0}));
}

}  // namespace skep::fuzz

// What libbpf forgets of a section that is there twice.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:bpf_object__elf_collect\n";
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                               std::size_t size,
                                               std::size_t max_size,
                                               unsigned seed) {
  return skep::fuzz::mutate_elf(data, size, max_size, seed);
}
