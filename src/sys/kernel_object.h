// Programs, maps, links and BTF as the kernel lists them: by kind and id.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "src/sys/bytes.h"
#include "src/sys/fd.h"

namespace skep {

enum class ObjectKind { prog, map, link, btf };

// Return "prog", "map", "link" or "btf".
[[nodiscard]] std::string_view kind_name(ObjectKind kind);

// Return the lowest id above `after`; nullopt when there is none.
// Errors: Error when listing is refused (EPERM).
[[nodiscard]] std::optional<std::uint32_t> next_id(ObjectKind kind,
                                                   std::uint32_t after);

// Open an object by id. Maps are opened for reading, unless `writable`.
// Errors: nullopt when there is none with this id (any more, or yet).
[[nodiscard]] std::optional<Fd> open_id(ObjectKind kind, std::uint32_t id,
                                        bool writable = false);

// Wait, a second at the most, until there is no object with this id: the kernel
// frees what nothing holds a while later.
void wait_until_gone(ObjectKind kind, std::uint32_t id);

// Call `visit` for each object of a kind, in id order, with one descriptor
// open at a time. Objects that vanish meanwhile are left out.
void for_each_object(ObjectKind kind,
                     const std::function<void(std::uint32_t id, Fd fd)>& visit);

// Return what an open descriptor refers to; nullopt: none of the four.
[[nodiscard]] std::optional<ObjectKind> kind_of(const Fd& fd);

// Return the kind of object behind a link of /proc/PID/fd; nullopt: none.
[[nodiscard]] std::optional<ObjectKind> kind_of_link(std::string_view target);

// Return the id of an open object of a kind.
[[nodiscard]] std::uint32_t id_of_object(ObjectKind kind, const Fd& fd);

// Open an object pinned at `path`, which must be of this kind. Maps are opened
// for reading, unless `writable`.
[[nodiscard]] Fd open_pinned(ObjectKind kind, const std::string& path,
                             bool writable = false);

// Call bpf_obj_get_info_by_fd for an info structure of the kernel's.
// Errors: Error; what the kernel does not know stays zero.
template <typename Info>
[[nodiscard]] Info info_of(int fd, Info info = zeroed<Info>());
template <typename Info>
[[nodiscard]] Info info_of(const Fd& fd, Info info = zeroed<Info>()) {
  return info_of<Info>(fd.get(), info);
}

namespace detail {
void fill_info(int fd, void* info, std::uint32_t size);
}

template <typename Info>
Info info_of(int fd, Info info) {
  detail::fill_info(fd, &info, sizeof info);
  return info;
}

}  // namespace skep
