#include "src/object/written_program.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <span>

#include "src/disasm/instruction.h"
#include "src/sys/diagnose.h"
#include "src/sys/error.h"
#include "src/verifier/explain.h"

namespace skep {
namespace {

// Load, with a log of the verifier if it has room. Returns a descriptor or the
// negated errno value.
int try_to_load(const WrittenProgram& program, std::string& log) {
  bpf_prog_load_opts options{};
  options.sz = sizeof options;
  options.expected_attach_type = program.attach_type;
  options.attach_btf_id = program.function;
  options.attach_prog_fd = static_cast<std::uint32_t>(program.target);
  if (!log.empty()) {
    options.log_buf = log.data();
    options.log_size = static_cast<std::uint32_t>(log.size());
    options.log_level = 1;
  }
  return bpf_prog_load(BPF_PROG_TYPE_TRACING, program.name.c_str(), "GPL",
                       program.code.data(), program.code.size(), &options);
}

// Load once more to hear what the verifier says; empty: nothing.
std::string ask_verifier(const WrittenProgram& program) {
  std::string log(std::size_t{1} << 20U, '\0');
  const Fd second{try_to_load(program, log)};
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

Error refusal(int code, const WrittenProgram& program) {
  Error error =
      system_error(code, "can't load the program that {}", program.task);
  if (lockdown_mode() == "confidentiality")
    return error.with_hint(
        "the kernel is locked down (confidentiality): no program may read its "
        "memory");
  const std::string log = ask_verifier(program);
  if (log.empty()) return error;
  const verifier::Explanation verdict = verifier::explain(log);
  // Of another program, refused before a single instruction was looked at.
  if (program.target != 0 && !verdict.place)
    return Error{ErrorKind::system, -code,
                 fmt::format("{}: {}", error.what(), verdict.reason)};
  return Error{
      ErrorKind::system, -code,
      fmt::format("{}: {}\nthe program:\n{}the verifier's log:\n{}",
                  error.what(), verdict.reason, list(program.code), log),
      "this is a mistake of skep: please report it, with all of this"};
}

}  // namespace

Fd load(const WrittenProgram& program) {
  std::string no_log;
  const int loaded = try_to_load(program, no_log);
  if (loaded < 0) throw refusal(loaded, program);
  return Fd{loaded};
}

}  // namespace skep
