// An open map, and what the kernel says about it.
#pragma once

#include <linux/bpf.h>

#include <string>
#include <utility>

#include "src/sys/fd.h"
#include "src/sys/kernel_object.h"

namespace skep::map {

class Map {
 public:
  explicit Map(Fd fd) : fd_(std::move(fd)), info_(info_of<bpf_map_info>(fd_)) {}

  [[nodiscard]] const Fd& fd() const { return fd_; }
  [[nodiscard]] const bpf_map_info& info() const { return info_; }
  // Return the kernel's name of it, of up to 15 characters; it may have none.
  [[nodiscard]] std::string name() const;
  // Return what messages call it: "map 'counts' (id 7)".
  [[nodiscard]] std::string label() const;

 private:
  Fd fd_;
  bpf_map_info info_;
};

}  // namespace skep::map
