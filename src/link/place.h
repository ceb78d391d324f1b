// Where links are attached, in words.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "src/btf/btf.h"
#include "src/link/link_info.h"

namespace skep {

// Names of what things are attached to, which are found once.
class PlaceNames {
 public:
  // Return the name of a type or function in a BTF object of the kernel's;
  // empty: not known.
  [[nodiscard]] std::string type_name(std::uint32_t btf_id,
                                      std::uint32_t type_id);
  // Return the name of a function of a loaded program.
  [[nodiscard]] std::string function_of_prog(std::uint32_t prog_id,
                                             std::uint32_t type_id);
  // Return the directory of a control group; empty: not known.
  [[nodiscard]] std::string cgroup(std::uint64_t id);

 private:
  std::map<std::uint32_t, std::optional<btf::Btf>> types_{};
  std::optional<std::map<std::uint64_t, std::string>> cgroups_{};
};

struct LinkPlace {
  // As `prog attach` calls it, "tcx_ingress"; a number where it has no name.
  std::string hook{};
  std::string target{};  // "eth0", "do_nanosleep"; empty: there is none
  std::uint32_t ifindex = 0;
  std::uint64_t cgroup_id = 0;
  std::uint32_t map_id = 0;

  // Return both: "tcx_ingress eth0".
  [[nodiscard]] std::string text() const {
    return target.empty() ? hook : hook + " " + target;
  }
};

[[nodiscard]] LinkPlace place_of(const LinkInfo& info, PlaceNames& names);

// Return the name of an attach type, or its number.
[[nodiscard]] std::string attach_type_text(std::uint32_t type);

}  // namespace skep
