#include "src/map/descriptor_words.h"

#include <fcntl.h>
#include <linux/bpf.h>

#include <algorithm>

#include "src/sys/cgroup.h"
#include "src/sys/error.h"
#include "src/sys/file.h"
#include "src/sys/pidfd.h"
#include "src/sys/text.h"

namespace skep::map {
namespace {

std::string_view keyword_of(Described kind) {
  const std::string_view syntax = syntax_of(kind);
  return syntax.substr(0, syntax.find(' '));
}

// Read the number behind a keyword.
std::uint32_t parse_id(std::span<const std::string> words, std::size_t place,
                       Described kind) {
  const auto number =
      place < words.size() ? parse_unsigned(words[place], 10) : std::nullopt;
  if (!number || *number > INT32_MAX)
    throw usage_error("expected {}, not '{}'", syntax_of(kind),
                      join({words.begin(), words.end()}, " "));
  return static_cast<std::uint32_t>(*number);
}

DescriptorWords parse_numbers(std::span<const std::string> words,
                              Described kind) {
  DescriptorWords parsed{.kind = kind, .pid = parse_id(words, 1, kind)};
  if (kind == Described::task) return parsed;
  if (words.size() < 3 || words[2] != "fd")
    throw usage_error("expected {}, not '{}'", syntax_of(kind),
                      join({words.begin(), words.end()}, " "));
  parsed.number = parse_id(words, 3, kind);
  return parsed;
}

Fd open_described(const DescriptorWords& words) {
  switch (words.kind) {
    case Described::task:
      return open_process(words.pid);
    case Described::socket:
      return descriptor_of(words.pid, words.number);
    case Described::cgroup:
      return open_cgroup(words.path, /*any_version=*/true);
    case Described::file:
      // Nothing happens to what is not opened for reading.
      return open_file(words.path, O_PATH);
    case Described::nothing:
      break;
  }
  return {};
}

Bytes number_bytes(int descriptor, std::uint32_t size) {
  const auto number = static_cast<std::uint32_t>(descriptor);
  const std::uint64_t wide = number;
  const ByteView bytes =
      size == sizeof wide ? bytes_of(wide) : bytes_of(number);
  return {bytes.begin(), bytes.end()};
}

}  // namespace

Described described_key_of(std::uint32_t type) {
  switch (type) {
    case BPF_MAP_TYPE_TASK_STORAGE:
      return Described::task;
    case BPF_MAP_TYPE_INODE_STORAGE:
      return Described::file;
    case BPF_MAP_TYPE_CGRP_STORAGE:
      return Described::cgroup;
    case BPF_MAP_TYPE_SK_STORAGE:
      return Described::socket;
    default:
      return Described::nothing;
  }
}

Described described_value_of(std::uint32_t type) {
  switch (type) {
    case BPF_MAP_TYPE_CGROUP_ARRAY:
      return Described::cgroup;
    case BPF_MAP_TYPE_SOCKMAP:
    case BPF_MAP_TYPE_SOCKHASH:
    case BPF_MAP_TYPE_REUSEPORT_SOCKARRAY:
    case BPF_MAP_TYPE_XSKMAP:
      return Described::socket;
    default:
      return Described::nothing;
  }
}

std::string_view syntax_of(Described kind) {
  switch (kind) {
    case Described::task:
      return "pid PID";
    case Described::file:
      return "file FILE";
    case Described::cgroup:
      return "cgroup DIR";
    case Described::socket:
      return "pid PID fd NUMBER";
    case Described::nothing:
      break;
  }
  return {};
}

std::optional<DescriptorWords> take_descriptor_words(
    std::span<const std::string>& words, Described kind) {
  if (kind == Described::nothing || words.empty() ||
      words.front() != keyword_of(kind))
    return std::nullopt;
  const std::size_t count = kind == Described::socket ? 4 : 2;
  const auto mine = words.first(std::min(count, words.size()));
  if (mine.size() < 2)
    throw usage_error("expected {}, not '{}'", syntax_of(kind), mine.front());
  DescriptorWords parsed{.kind = kind, .path = mine[1]};
  if (kind == Described::task || kind == Described::socket)
    parsed = parse_numbers(mine, kind);
  words = words.subspan(mine.size());
  return parsed;
}

HeldData hold(const std::optional<DescriptorWords>& words,
              const std::optional<Bytes>& bytes, std::uint32_t size) {
  if (!words) return {.bytes = bytes.value_or(Bytes{})};
  Fd descriptor = open_described(*words);
  Bytes number = number_bytes(descriptor.get(), size);
  return {std::move(descriptor), std::move(number)};
}

}  // namespace skep::map
