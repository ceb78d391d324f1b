#include "src/sys/netdev.h"

#include <net/if.h>

#include <array>
#include <memory>

#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep {
std::uint32_t ifindex_of(const std::string& name) {
  const std::uint32_t index = ::if_nametoindex(name.c_str());
  if (index != 0) return index;
  throw failure("there is no network device '{}'", name)
      .with_hint(did_you_mean(name, netdev_names()));
}

std::optional<std::string> netdev_name(std::uint32_t ifindex) {
  std::array<char, IF_NAMESIZE> name{};
  if (::if_indextoname(ifindex, name.data()) == nullptr) return std::nullopt;
  return name.data();
}

std::vector<std::string> netdev_names() {
  std::vector<std::string> names;
  const std::unique_ptr<struct if_nameindex, void (*)(struct if_nameindex*)>
      devices{::if_nameindex(), ::if_freenameindex};
  if (!devices) return names;
  for (const auto* device = devices.get(); device->if_index != 0; ++device)
    names.emplace_back(device->if_name);
  return names;
}

}  // namespace skep
