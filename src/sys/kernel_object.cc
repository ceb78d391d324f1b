#include "src/sys/kernel_object.h"

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string>
#include <thread>

#include "src/sys/error.h"
#include "src/sys/proc.h"

namespace skep {
namespace {

struct KindCalls {
  ObjectKind kind;
  std::string_view name;
  std::string_view anon_inode;  // what /proc/PID/fd/N links to
  int (*next_id)(std::uint32_t, std::uint32_t*);
  int (*open_id)(std::uint32_t, const bpf_get_fd_by_id_opts*);
};

constexpr std::array<KindCalls, 4> kinds{{
    {ObjectKind::prog, "prog", "anon_inode:bpf-prog", bpf_prog_get_next_id,
     bpf_prog_get_fd_by_id_opts},
    {ObjectKind::map, "map", "anon_inode:bpf-map", bpf_map_get_next_id,
     bpf_map_get_fd_by_id_opts},
    {ObjectKind::link, "link", "anon_inode:bpf_link", bpf_link_get_next_id,
     bpf_link_get_fd_by_id_opts},
    {ObjectKind::btf, "btf", "anon_inode:btf", bpf_btf_get_next_id,
     bpf_btf_get_fd_by_id_opts},
}};

const KindCalls& calls_of(ObjectKind kind) {
  return kinds[static_cast<std::size_t>(kind)];
}

}  // namespace

std::string_view kind_name(ObjectKind kind) { return calls_of(kind).name; }

std::optional<std::uint32_t> next_id(ObjectKind kind, std::uint32_t after) {
  std::uint32_t id = 0;
  const int result = calls_of(kind).next_id(after, &id);
  if (result == -ENOENT) return std::nullopt;
  check(result, "can't list {}s", kind_name(kind));
  return id;
}

std::optional<Fd> open_id(ObjectKind kind, std::uint32_t id, bool writable) {
  bpf_get_fd_by_id_opts options{};
  options.sz = sizeof options;
  if (kind == ObjectKind::map && !writable) options.open_flags = BPF_F_RDONLY;
  const int fd = calls_of(kind).open_id(id, &options);
  // A link that is being attached has its id already, and answers EAGAIN.
  if (fd == -ENOENT || fd == -EAGAIN) return std::nullopt;
  return Fd{check(fd, "can't open {} with id {}", kind_name(kind), id)};
}

void wait_until_gone(ObjectKind kind, std::uint32_t id) {
  bpf_get_fd_by_id_opts options{};
  options.sz = sizeof options;
  for (int tries = 100; tries > 0; --tries) {
    if (!Fd{calls_of(kind).open_id(id, &options)}.is_open()) return;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
}

void for_each_object(
    ObjectKind kind,
    const std::function<void(std::uint32_t id, Fd fd)>& visit) {
  std::uint32_t id = 0;
  while (const auto next = next_id(kind, id)) {
    id = *next;
    if (auto fd = open_id(kind, id)) visit(id, std::move(*fd));
  }
}

std::optional<ObjectKind> kind_of_link(std::string_view target) {
  // A link opened again (by id, by pin) is called otherwise than a new one.
  if (target == "anon_inode:bpf-link") return ObjectKind::link;
  for (const KindCalls& calls : kinds)
    if (target == calls.anon_inode) return calls.kind;
  return std::nullopt;
}

std::optional<ObjectKind> kind_of(const Fd& fd) {
  return kind_of_link(
      read_link(fmt::format("/proc/self/fd/{}", fd.get())).value_or(""));
}

std::uint32_t id_of_object(ObjectKind kind, const Fd& fd) {
  switch (kind) {
    case ObjectKind::prog:
      return info_of<bpf_prog_info>(fd).id;
    case ObjectKind::map:
      return info_of<bpf_map_info>(fd).id;
    case ObjectKind::link:
      return info_of<bpf_link_info>(fd).id;
    case ObjectKind::btf:
      return info_of<bpf_btf_info>(fd).id;
  }
  return 0;
}

Fd open_pinned(ObjectKind kind, const std::string& path, bool writable) {
  struct bpf_obj_get_opts options{};
  options.sz = sizeof options;
  if (kind == ObjectKind::map && !writable) options.file_flags = BPF_F_RDONLY;
  int result = bpf_obj_get_opts(path.c_str(), &options);
  // Only maps take flags; another kind answers EINVAL, told apart below.
  if (result == -EINVAL && options.file_flags != 0)
    result = bpf_obj_get(path.c_str());
  Fd fd{check(result, "can't open the {} pinned at {}", kind_name(kind), path)};
  const auto found = kind_of(fd);
  if (found != kind)
    throw failure("{} pins a {}, not a {}", path,
                  found ? kind_name(*found) : "different object",
                  kind_name(kind));
  return fd;
}

void detail::fill_info(int fd, void* info, std::uint32_t size) {
  check(bpf_obj_get_info_by_fd(fd, info, &size),
        "can't get information about the object");
}

}  // namespace skep
