// How people name an object that the kernel holds, and how it is found.
#pragma once

#include <linux/bpf.h>

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "src/sys/bytes.h"
#include "src/sys/fd.h"
#include "src/sys/kernel_object.h"

namespace skep {

struct ById {
  std::uint32_t id;
};
struct ByName {
  std::string name;
};
struct ByTag {
  std::array<Byte, 8> tag;  // of a program: SHA of its instructions
};
struct ByPin {
  std::string path;
};

using MapRef = std::variant<ById, ByName, ByPin>;
using ProgRef = std::variant<ById, ByTag, ByName, ByPin>;
using LinkRef = std::variant<ById, ByPin>;

// Open all the maps, programs or links that a reference means. Maps are opened
// for reading, unless `writable`.
// Errors: Error when there is none, with the names that are close.
[[nodiscard]] std::vector<Fd> open_maps(const MapRef& ref,
                                        bool writable = false);
[[nodiscard]] std::vector<Fd> open_progs(const ProgRef& ref);

// Open the one object that a reference means.
// Errors: Error when there is none, or more than one: their ids are listed.
[[nodiscard]] Fd open_map(const MapRef& ref, bool writable = false);
[[nodiscard]] Fd open_prog(const ProgRef& ref);
[[nodiscard]] Fd open_link(const LinkRef& ref);

// Return the name of a program: the whole name of its function from its BTF
// where the kernel's own (15 characters) is cut; the kernel's otherwise.
[[nodiscard]] std::string full_name_of_prog(const Fd& prog);
// The same for a program about which the kernel has told `info` already.
[[nodiscard]] std::string full_name_of_prog(const Fd& prog,
                                            const bpf_prog_info& info);

}  // namespace skep
