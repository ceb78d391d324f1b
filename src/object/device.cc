#include "src/object/device.h"

#include <net/if.h>
#include <sys/stat.h>

#include <array>
#include <string>

namespace skep {
namespace {

bool is_in_our_netns(const Device& device) {
  struct stat ours{};
  return ::stat("/proc/self/ns/net", &ours) == 0 &&
         ours.st_dev == device.netns_dev && ours.st_ino == device.netns_inode;
}

// Return the name of the device; empty when it can't be known.
std::string name_of(const Device& device) {
  std::array<char, IF_NAMESIZE> name{};
  if (!is_in_our_netns(device) ||
      ::if_indextoname(device.index, name.data()) == nullptr)
    return {};
  return name.data();
}

}  // namespace

void print_device(Writer& out, const Device& device) {
  if (device.index == 0) return;
  const std::string name = name_of(device);
  const auto object = out.object("dev");
  out.field("ifindex", device.index);
  out.field("ns_dev", device.netns_dev);
  out.field("ns_inode", device.netns_inode);
  if (!name.empty())
    out.field("ifname", name, "  offloaded_to {}");
  else
    out.text("  offloaded_to ifindex {} ns_dev {} ns_ino {}", device.index,
             device.netns_dev, device.netns_inode);
}

}  // namespace skep
