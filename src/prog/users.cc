#include "src/prog/users.h"

#include "src/prog/info.h"
#include "src/sys/kernel_object.h"

namespace skep::prog {

UsersOfMaps find_users_of_maps() {
  UsersOfMaps users;
  for_each_object(ObjectKind::prog, [&](std::uint32_t id, const Fd& fd) {
    const Info info = read(fd);
    for (const std::uint32_t map_id : info.map_ids)
      users[map_id].push_back({id, info.name, info.kernel.btf_id});
  });
  return users;
}

std::vector<User> find_users_of_map(std::uint32_t map_id) {
  return find_users_of_maps()[map_id];
}

}  // namespace skep::prog
