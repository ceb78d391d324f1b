// Which programs use which maps.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace skep::prog {

struct User {
  std::uint32_t id;
  std::string name;
  std::uint32_t btf_id;  // 0: it has no BTF
};

// The programs that use each map, by its id; in id order.
using UsersOfMaps = std::map<std::uint32_t, std::vector<User>>;

// Errors: Error when programs can't be listed.
[[nodiscard]] UsersOfMaps find_users_of_maps();

// Return the programs that use one map.
[[nodiscard]] std::vector<User> find_users_of_map(std::uint32_t map_id);

}  // namespace skep::prog
