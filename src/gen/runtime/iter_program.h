// Programs that the kernel calls for each of its objects of a kind.
#pragma once

#include <unistd.h>

#include <string>

#include "src/gen/runtime/owned_fd.h"
#include "src/gen/runtime/program.h"

namespace skep::v0 {

class iter_program : public program {
 public:
  using program::program;
  result<link> attach_iter(
      const ::bpf_iter_attach_opts* options = nullptr) const {
    return hold(::bpf_program__attach_iter(native(), options),
                "attach program");
  }

  // Run it over all there is; return what it writes.
  result<std::string> run(
      const ::bpf_iter_attach_opts* options = nullptr) const {
    const auto attached = attach_iter(options);
    if (!attached) return attached.error();
    const owned_fd output{::bpf_iter_create(attached->fd())};
    if (output.get() < 0) return error_info{errno, "run iterator", name()};
    std::string text;
    char bytes[4096];
    while (true) {
      const auto count = ::read(output.get(), bytes, sizeof bytes);
      if (count == 0) return text;
      if (count > 0)
        text.append(bytes, static_cast<std::size_t>(count));
      else if (errno != EAGAIN && errno != EINTR)
        return error_info{errno, "run iterator", name()};
    }
  }
};

}  // namespace skep::v0
