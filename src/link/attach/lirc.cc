#include "src/link/attach/lirc.h"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>

#include "src/sys/file.h"

namespace skep {
namespace {

std::string hint_for_lirc(int code) {
  if (code == EINVAL)
    return "the kernel is built without CONFIG_BPF_LIRC_MODE2, or the file is "
           "none of an infrared receiver (/dev/lirc0)";
  if (code == ENOENT) return "the program is not attached there";
  if (code == EEXIST) return "this program is attached there already";
  if (code == E2BIG) return "as many programs are attached as there can be";
  return {};
}

}  // namespace

std::string title_of(const LircHook& hook) {
  return fmt::format("lirc_mode2 of {}", hook.file);
}

void attach_without_link(const LircHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_LIRC_MODE2});
  const Fd device = open_file(hook.file, O_RDONLY | O_NONBLOCK);
  accepted(bpf_prog_attach(program.fd, device.get(), BPF_LIRC_MODE2, 0),
           hint_for_lirc);
}

void detach_without_link(const LircHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_LIRC_MODE2});
  const Fd device = open_file(hook.file, O_RDONLY | O_NONBLOCK);
  accepted(bpf_prog_detach2(program.fd, device.get(), BPF_LIRC_MODE2),
           hint_for_lirc);
}

}  // namespace skep
