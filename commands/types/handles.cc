#include "commands/types/handles.h"

#include <fmt/format.h>
#include <linux/bpf.h>

#include <algorithm>

#include "src/object/btf_info.h"
#include "src/sys/bpffs.h"
#include "src/sys/kernel_name.h"

namespace skep::cli {
namespace {

// Describe each live object of a kind by `describe(fd)`. Completion is silent:
// what can't be listed is no candidate.
template <typename Describe>
Candidates live_objects(ObjectKind kind, Describe&& describe) {
  Candidates candidates;
  try {
    for_each_object(kind, [&](std::uint32_t id, Fd fd) {
      candidates.push_back(describe(id, fd));
    });
  } catch (const Error&) {
    return candidates;
  }
  return candidates;
}

std::string name_of(ObjectKind kind, const Fd& fd) {
  switch (kind) {
    case ObjectKind::map:
      return name_in(info_of<bpf_map_info>(fd).name);
    case ObjectKind::prog:
      return full_name_of_prog(fd);
    case ObjectKind::btf:
      return read_btf_info(fd).name;
    default:
      return {};
  }
}

CandidateSource ids_of(ObjectKind kind) {
  return [kind] {
    return live_objects(kind, [&](std::uint32_t id, const Fd& fd) {
      return Candidate{std::to_string(id), name_of(kind, fd)};
    });
  };
}

CandidateSource names_of(ObjectKind kind) {
  return [kind] {
    Candidates names = live_objects(kind, [&](std::uint32_t id, const Fd& fd) {
      return Candidate{name_of(kind, fd), "id " + std::to_string(id)};
    });
    std::erase_if(names, [](const Candidate& c) { return c.word.empty(); });
    return names;
  };
}

CandidateSource pins_of(ObjectKind kind) {
  return [kind] {
    Candidates paths;
    for (const auto& [id, pins] : find_pins(kind))
      for (const std::string& path : pins)
        paths.push_back({path, "id " + std::to_string(id)});
    return paths;
  };
}

Candidates live_tags() {
  return live_objects(ObjectKind::prog, [](std::uint32_t id, const Fd& fd) {
    const auto info = info_of<bpf_prog_info>(fd);
    return Candidate{fmt::format("{:02x}", fmt::join(info.tag, "")),
                     "id " + std::to_string(id)};
  });
}

ByName take_name(Words& words, ObjectKind kind) {
  return {words.take("NAME", names_of(kind))};
}

ByPin take_pin(Words& words, ObjectKind kind) {
  return {words.take_path("FILE", pins_of(kind))};
}

ByTag take_tag(Words& words) {
  const std::string text = words.take("TAG", live_tags);
  const auto number =
      text.size() == 16 ? parse_unsigned("0x" + text) : std::nullopt;
  if (!number)
    throw usage_error("expected 16 hex digits for TAG, not '{}'", text);
  ByTag result{};
  for (std::size_t i = 0; i < result.tag.size(); ++i)
    result.tag[i] = static_cast<Byte>(*number >> (8 * (7 - i)));
  return result;
}

}  // namespace

ById take_id(Words& words, ObjectKind kind) {
  return {static_cast<std::uint32_t>(
      parse_number(words.take("ID", ids_of(kind)), "ID", UINT32_MAX))};
}

MapRef ArgType<MapRef>::parse(Words& words, std::string_view name) {
  if (words.accept("id", "by id")) return take_id(words, ObjectKind::map);
  if (words.accept("name", "by name")) return take_name(words, ObjectKind::map);
  if (words.accept("pinned", "by pin")) return take_pin(words, ObjectKind::map);
  words.reject(name);
}

ProgRef ArgType<ProgRef>::parse(Words& words, std::string_view name) {
  if (words.accept("id", "by id")) return take_id(words, ObjectKind::prog);
  if (words.accept("tag", "by tag")) return take_tag(words);
  if (words.accept("name", "by name"))
    return take_name(words, ObjectKind::prog);
  if (words.accept("pinned", "by pin"))
    return take_pin(words, ObjectKind::prog);
  words.reject(name);
}

LinkRef ArgType<LinkRef>::parse(Words& words, std::string_view name) {
  if (words.accept("id", "by id")) return take_id(words, ObjectKind::link);
  if (words.accept("pinned", "by pin"))
    return take_pin(words, ObjectKind::link);
  words.reject(name);
}

}  // namespace skep::cli
