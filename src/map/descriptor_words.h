// Words for what the kernel wants a descriptor of, as a key or a value:
// `pid 12`, `file /etc/passwd`, `cgroup /sys/fs/cgroup/a`, `pid 12 fd 7`.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "src/sys/bytes.h"
#include "src/sys/fd.h"

namespace skep::map {

enum class Described { nothing, task, file, cgroup, socket };

// Return what a key or a value of a map of this type describes.
[[nodiscard]] Described described_key_of(std::uint32_t map_type);
[[nodiscard]] Described described_value_of(std::uint32_t map_type);

// Return what the words look like, "pid PID", for messages.
[[nodiscard]] std::string_view syntax_of(Described kind);

struct DescriptorWords {
  Described kind = Described::nothing;
  std::string path{};        // of a file or cgroup
  std::uint32_t pid = 0;     // of a task, or of who has the socket open
  std::uint32_t number = 0;  // which it has there
};

// Take such words off the front of `words`.
// Errors: nullopt, with nothing taken, if they are other words; usage error for
//         some that are missing or no numbers.
[[nodiscard]] std::optional<DescriptorWords> take_descriptor_words(
    std::span<const std::string>& words, Described kind);

// Data as the kernel takes it, and a descriptor that has to stay open
// meanwhile.
struct HeldData {
  Fd descriptor{};
  Bytes bytes{};
};

// Open what the words mean; without words, `bytes` is the data.
// Shape:  `size` bytes, 4 or 8 behind words: the number of the descriptor.
// Errors: Error when it can't be opened.
[[nodiscard]] HeldData hold(const std::optional<DescriptorWords>& words,
                            const std::optional<Bytes>& bytes,
                            std::uint32_t size);

}  // namespace skep::map
