#include "src/iter/load_program.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>

#include "src/disasm/instruction.h"
#include "src/object/verifier_log.h"
#include "src/sys/diagnose.h"
#include "src/sys/error.h"

namespace skep::iter {
namespace {

constexpr const char* name = "skep_iter";

// Load, with a log of the verifier if it has room. Returns a descriptor or the
// negated errno value.
int try_to_load(const Target& target, const std::vector<bpf_insn>& program,
                std::string& log) {
  bpf_prog_load_opts options{};
  options.sz = sizeof options;
  options.expected_attach_type = BPF_TRACE_ITER;
  options.attach_btf_id = target.function;
  if (!log.empty()) {
    options.log_buf = log.data();
    options.log_size = static_cast<std::uint32_t>(log.size());
    options.log_level = 1;
  }
  return bpf_prog_load(BPF_PROG_TYPE_TRACING, name, "GPL", program.data(),
                       program.size(), &options);
}

// Load once more to hear what the verifier says; empty: nothing.
std::string ask_verifier(const Target& target,
                         const std::vector<bpf_insn>& program) {
  std::string log(std::size_t{1} << 20U, '\0');
  const Fd second{try_to_load(target, program, log)};
  // The first failure was a passing one, such as a lack of memory.
  if (second.is_open()) return {};
  log.resize(std::min(log.find('\0'), log.size()));
  return log;
}

std::string list(std::span<const bpf_insn> program) {
  std::string text;
  for (std::size_t i = 0; i < program.size(); ++i) {
    text += fmt::format("{:5}: {}\n", i, disasm::text_of(program.subspan(i)));
    if (disasm::is_wide(program[i])) ++i;
  }
  return text;
}

Error refusal(int code, const Target& target,
              const std::vector<bpf_insn>& program) {
  Error error =
      system_error(code, "can't load the program that reads '{}'", target.name);
  if (lockdown_mode() == "confidentiality")
    return error.with_hint(
        "the kernel is locked down (confidentiality): no program may read its "
        "memory");
  const std::string log = ask_verifier(target, program);
  if (log.empty()) return error;
  return Error{
      ErrorKind::system, -code,
      fmt::format("{}: {}\nthe program:\n{}the verifier's log:\n{}",
                  error.what(), find_verdict(log).reason, list(program), log),
      "this is a mistake of skep: please report it, with all of this"};
}

}  // namespace

Fd make_row_buffer(std::uint32_t row_size) {
  return Fd{check(bpf_map_create(BPF_MAP_TYPE_ARRAY, name,
                                 sizeof(std::uint32_t), row_size, 1, nullptr),
                  "can't create a map for rows")};
}

Fd load_program(const Target& target, const std::vector<bpf_insn>& program) {
  std::string no_log;
  const int loaded = try_to_load(target, program, no_log);
  if (loaded < 0) throw refusal(loaded, target, program);
  return Fd{loaded};
}

}  // namespace skep::iter
