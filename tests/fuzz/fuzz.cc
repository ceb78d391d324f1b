#include "tests/fuzz/fuzz.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <vector>

#include "src/sys/error.h"
#include "src/sys/file.h"
#include "src/sys/log.h"
#include "src/sys/utf8.h"

namespace skep::fuzz {
namespace {

// Where reports go, while descriptor 2 is kept for what is under test.
int report_fd = STDERR_FILENO;

BpfCall bpf_answer = [](long, void*) -> long { return -EPERM; };

void report(std::string_view text) {
  (void)!::write(report_fd, text.data(), text.size());
}

// Holds what goes to standard error; empty again with each input.
class HeldStandardError {
 public:
  void hold() {
    if (!file_.is_open())
      file_ = Fd{check(::memfd_create("stderr", MFD_CLOEXEC), "memfd")};
    check(::dup2(file_.get(), STDERR_FILENO), "dup2");
  }
  [[nodiscard]] std::string take() {
    std::string text(
        static_cast<std::size_t>(::lseek(file_.get(), 0, SEEK_CUR)), '\0');
    if (text.empty()) return text;
    check(::pread(file_.get(), text.data(), text.size(), 0), "pread");
    check(::ftruncate(file_.get(), 0), "ftruncate");
    ::lseek(file_.get(), 0, SEEK_SET);
    return text;
  }

 private:
  Fd file_;
};

bool is_printable(std::string_view text) {
  return printable_lines(text) == text;
}

}  // namespace

void answer_bpf_by(BpfCall answer) { bpf_answer = answer; }

void require(bool truth, std::string_view what, std::string_view shown) {
  if (truth) return;
  report(fmt::format("\nfuzz: required: {}, but:\n{}\n", what, shown));
  std::abort();
}

void require_json(std::string_view text) {
  require(nlohmann::json::accept(text), "valid JSON", text);
}

void require_printable(std::string_view text) {
  require(is_printable(text), "printable text", text);
}

MemoryFile::MemoryFile(ByteView content)
    : fd_(check(::memfd_create("input", MFD_CLOEXEC), "memfd")) {
  write_all(fd_.get(), content, "memfd");
}

std::string MemoryFile::path() const {
  return fmt::format("/proc/self/fd/{}", fd_.get());
}

}  // namespace skep::fuzz

using namespace skep;
using namespace skep::fuzz;

// Linked in place of syscall(2) (--wrap), by which libbpf and skep call these.
extern "C" long __real_syscall(long number, ...);
extern "C" long __wrap_syscall(long number, ...) {
  std::array<long, 6> args{};
  va_list list;
  va_start(list, number);
  for (long& arg : args) arg = va_arg(list, long);
  va_end(list);
  if (number != SYS_bpf && number != SYS_perf_event_open)
    return __real_syscall(number, args[0], args[1], args[2], args[3], args[4],
                          args[5]);
  const long answer =
      number == SYS_bpf ? bpf_answer(args[0], reinterpret_cast<void*>(args[1]))
                        : -EPERM;
  if (answer < 0) errno = static_cast<int>(-answer);
  return answer < 0 ? -1 : answer;
}

// libFuzzer and the sanitizers report to where standard error was: an option
// tells them so.
extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  static std::string option = "-close_fd_mask=2";
  static std::vector<char*> args{*argv, *argv + *argc};
  args.push_back(option.data());
  args.push_back(nullptr);
  *argc = static_cast<int>(args.size()) - 1;
  *argv = args.data();
  report_fd = check(::dup(STDERR_FILENO), "dup");
  start_logging(false);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static HeldStandardError held;
  held.hold();
  try {
    fuzz_one({data, size});
  } catch (const Error&) {
    // A good answer.
  }
  require_printable(held.take());
  return 0;
}
