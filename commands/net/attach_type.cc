#include "commands/net/attach_type.h"

#include <linux/if_link.h>

#include <array>
#include <utility>

namespace skep::cli {

// A whole word first: "xdp" is none of the others.
commands::NetPlace ArgType<commands::NetPlace>::parse(Words& words,
                                                      std::string_view name) {
  using commands::NetPlace;
  static constexpr std::array<std::pair<std::string_view, NetPlace>, 6> places{
      {{"xdp", {true, false, 0}},
       {"xdpgeneric", {true, false, XDP_FLAGS_SKB_MODE}},
       {"xdpdrv", {true, false, XDP_FLAGS_DRV_MODE}},
       {"xdpoffload", {true, false, XDP_FLAGS_HW_MODE}},
       {"tcx_ingress", {false, false, 0}},
       {"tcx_egress", {false, true, 0}}}};
  for (const auto& [word, place] : places)
    if (words.accept_exactly(word)) return place;
  for (const auto& [word, place] : places)
    if (words.accept(word)) return place;
  words.reject(name);
}

}  // namespace skep::cli
