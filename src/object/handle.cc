#include "src/object/handle.h"

#include <fmt/format.h>
#include <linux/bpf.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "src/object/entry_function.h"
#include "src/sys/bytes.h"
#include "src/sys/error.h"
#include "src/sys/kernel_name.h"
#include "src/sys/text.h"

namespace skep {
namespace {

std::string name_of_map(const Fd& map) {
  return name_in(info_of<bpf_map_info>(map).name);
}

Fd open_by_id(ObjectKind kind, std::uint32_t id, bool writable) {
  auto fd = open_id(kind, id, writable);
  if (!fd)
    throw system_error(ENOENT, "there is no {} with id {}", kind_name(kind),
                       id);
  return std::move(*fd);
}

// Does a name select an object: its whole name, or what the kernel kept of it?
bool is_named(std::string_view name, std::string_view kernel_name,
              std::string_view full_name) {
  return name == full_name || name == kernel_name;
}

// Open the objects for which `matches(fd, names)` holds; `names` collects the
// names seen, for suggestions. An object that vanishes is left out.
template <typename Matches>
std::vector<Fd> open_matching(ObjectKind kind, bool writable,
                              Matches&& matches) {
  std::vector<Fd> found;
  for_each_object(kind, [&](std::uint32_t id, Fd fd) {
    if (!matches(fd)) return;
    if (!writable)
      found.push_back(std::move(fd));
    else if (auto again = open_id(kind, id, true))
      found.push_back(std::move(*again));
  });
  return found;
}

[[noreturn]] void throw_no_name(ObjectKind kind, const std::string& name,
                                const std::vector<std::string>& names) {
  throw failure("no {} is named '{}'", kind_name(kind), name)
      .with_hint(did_you_mean(name, names));
}

std::vector<Fd> open_maps_named(const std::string& name, bool writable) {
  std::vector<std::string> names;
  auto found = open_matching(ObjectKind::map, writable, [&](const Fd& map) {
    names.push_back(name_of_map(map));
    return names.back() == name;
  });
  if (found.empty()) throw_no_name(ObjectKind::map, name, names);
  return found;
}

std::vector<Fd> open_progs_named(const std::string& name) {
  std::vector<std::string> names;
  auto found = open_matching(ObjectKind::prog, false, [&](const Fd& prog) {
    names.push_back(full_name_of_prog(prog));
    return is_named(name, name_in(info_of<bpf_prog_info>(prog).name),
                    names.back());
  });
  if (found.empty()) throw_no_name(ObjectKind::prog, name, names);
  return found;
}

std::string hex_of(const std::array<Byte, 8>& tag) {
  return fmt::format("{:02x}", fmt::join(tag, ""));
}

std::vector<Fd> open_progs_tagged(const std::array<Byte, 8>& tag) {
  auto found = open_matching(ObjectKind::prog, false, [&](const Fd& prog) {
    return std::memcmp(info_of<bpf_prog_info>(prog).tag, tag.data(),
                       tag.size()) == 0;
  });
  if (found.empty()) throw failure("no prog has the tag {}", hex_of(tag));
  return found;
}

template <typename... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <typename... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

std::vector<Fd> only(Fd fd) {
  std::vector<Fd> list;
  list.push_back(std::move(fd));
  return list;
}

template <typename Info>
Fd the_only_one(ObjectKind kind, std::vector<Fd> found) {
  if (found.size() == 1) return std::move(found.front());
  std::vector<std::string> ids;
  for (const Fd& fd : found)
    ids.push_back(std::to_string(info_of<Info>(fd).id));
  throw failure("several {}s match: ids {}", kind_name(kind), join(ids, ", "))
      .with_hint("choose one of them by `id ID`");
}

}  // namespace

std::vector<Fd> open_maps(const MapRef& ref, bool writable) {
  return std::visit(
      Overloaded{
          [&](const ById& by) {
            return only(open_by_id(ObjectKind::map, by.id, writable));
          },
          [&](const ByName& by) { return open_maps_named(by.name, writable); },
          [&](const ByPin& by) {
            return only(open_pinned(ObjectKind::map, by.path, writable));
          },
      },
      ref);
}

std::vector<Fd> open_progs(const ProgRef& ref) {
  return std::visit(
      Overloaded{
          [](const ById& by) {
            return only(open_by_id(ObjectKind::prog, by.id, false));
          },
          [](const ByTag& by) { return open_progs_tagged(by.tag); },
          [](const ByName& by) { return open_progs_named(by.name); },
          [](const ByPin& by) {
            return only(open_pinned(ObjectKind::prog, by.path));
          },
      },
      ref);
}

Fd open_map(const MapRef& ref, bool writable) {
  return the_only_one<bpf_map_info>(ObjectKind::map, open_maps(ref, writable));
}

Fd open_prog(const ProgRef& ref) {
  return the_only_one<bpf_prog_info>(ObjectKind::prog, open_progs(ref));
}

Fd open_link(const LinkRef& ref) {
  return std::visit(Overloaded{
                        [](const ById& by) {
                          return open_by_id(ObjectKind::link, by.id, false);
                        },
                        [](const ByPin& by) {
                          return open_pinned(ObjectKind::link, by.path);
                        },
                    },
                    ref);
}

std::string full_name_of_prog(const Fd& prog) {
  return full_name_of_prog(prog, info_of<bpf_prog_info>(prog));
}

std::string full_name_of_prog(const Fd& prog, const bpf_prog_info& info) {
  std::string name = name_in(info.name);
  // Only a name of 15 characters can have been cut.
  if (name.size() + 1 < sizeof info.name || info.btf_id == 0 ||
      info.nr_func_info == 0)
    return name;
  const auto function = entry_function(prog, info);
  const std::string full = function ? function->name() : "";
  return full.empty() ? name : full;
}

}  // namespace skep
