// How bpftool's `net` calls the places where packets come by.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "commands/types/hook_words.h"
#include "src/link/attach/direct.h"

namespace skep::commands {

// Where a program is attached without a link.
struct NetPlace {
  bool is_xdp = true;
  bool is_egress = false;      // of tcx
  std::uint32_t xdp_mode = 0;  // XDP_FLAGS_*_MODE
};

}  // namespace skep::commands

namespace skep::cli {

template <>
struct ArgType<commands::NetPlace> {
  static commands::NetPlace parse(Words& words, std::string_view name);
  static std::string_view syntax() {
    return "{ xdp | xdpgeneric | xdpdrv | xdpoffload | tcx_ingress | "
           "tcx_egress }";
  }
};

}  // namespace skep::cli
