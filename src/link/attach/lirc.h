// Infrared receivers: a program decodes what they see. There are no links.
#pragma once

#include <string>

#include "src/link/attach/program.h"

namespace skep {

struct LircHook {
  std::string file{};  // the device, "/dev/lirc0"
};

[[nodiscard]] std::string title_of(const LircHook& hook);

// Source: BPF_PROG_ATTACH and BPF_PROG_DETACH with BPF_LIRC_MODE2, since Linux
//         4.18.
void attach_without_link(const LircHook& hook, const Program& program);
void detach_without_link(const LircHook& hook, const Program& program);

}  // namespace skep
