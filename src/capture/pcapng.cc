// pcapng: sections of blocks, which describe interfaces or hold packets.
// Declared in capture.h.
#include <algorithm>
#include <vector>

#include "src/capture/capture.h"

namespace skep::capture {
namespace {

enum Block : std::uint32_t {
  section_header = 0x0a0d0d0a,  // the same in either byte order
  interface = 1,
  old_packet = 2,
  simple_packet = 3,
  packet = 6,
};

constexpr std::uint32_t byte_order_magic = 0x1a2b3c4d;

// Each block: its type and length, its body, its length once more.
constexpr std::size_t frame = 12;

struct Interface {
  std::uint32_t link_type;
  std::uint32_t longest;  // packets are cut to so many bytes; 0: they are not
};

class Pcapng : public Format {
 public:
  explicit Pcapng(Input& input) { start_section(input); }

  std::optional<Packet> next(Input& input) override {
    while (!input.at_end()) {
      const auto type = number(input);
      if (type == section_header) {
        start_section(input);
        continue;
      }
      if (auto found = read_block(input, type)) return found;
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::uint32_t number(Input& input) const {
    return Numbers{input.take(sizeof(std::uint32_t)), is_swapped_}
        .at<std::uint32_t>(0);
  }

  // Read a section header behind its type: its length comes before it is known
  // which byte order that has.
  void start_section(Input& input) {
    const ByteView start = input.take(8);
    const Numbers as_ours{start, false};
    is_swapped_ = as_ours.at<std::uint32_t>(4) != byte_order_magic;
    const Numbers header{start, is_swapped_};
    if (header.at<std::uint32_t>(4) != byte_order_magic)
      throw input.malformed("a section has no byte order");
    const auto length = header.at<std::uint32_t>(0);
    skip_rest(input, length, frame);
    interfaces_.clear();
  }

  // Read a block behind its type.
  std::optional<Packet> read_block(Input& input, std::uint32_t type) {
    const auto length = number(input);
    switch (type) {
      case interface:
      case old_packet:
      case simple_packet:
      case packet:
        break;
      default:
        skip_rest(input, length, frame - 4);
        return std::nullopt;
    }
    if (length < frame || length % 4 != 0)
      throw input.malformed(fmt::format("a block has {} bytes", length));
    // The copy of the length is skipped, too.
    const ByteView body = input.take(length - frame + 4);
    return read_body(input, type, body.first(length - frame));
  }

  std::optional<Packet> read_body(Input& input, std::uint32_t type,
                                  ByteView body) {
    const Numbers numbers{body, is_swapped_};
    if (type == interface) {
      interfaces_.push_back(
          {numbers.at<std::uint16_t>(0), numbers.at<std::uint32_t>(4)});
      return std::nullopt;
    }
    if (type == simple_packet) return read_simple(input, body);
    const std::uint32_t index = type == packet ? numbers.at<std::uint32_t>(0)
                                               : numbers.at<std::uint16_t>(0);
    return make_packet(input, index, body, 20, numbers.at<std::uint32_t>(12),
                       numbers.at<std::uint32_t>(16));
  }

  // A packet that tells how long it was, not how much of it is here.
  std::optional<Packet> read_simple(Input& input, ByteView body) {
    const auto original_size = Numbers{body, is_swapped_}.at<std::uint32_t>(0);
    if (interfaces_.empty()) throw no_interface(input, 0);
    const std::uint32_t longest = interfaces_.front().longest;
    const std::uint32_t size =
        longest == 0 ? original_size : std::min(original_size, longest);
    return make_packet(input, 0, body, 4, size, original_size);
  }

  std::optional<Packet> make_packet(Input& input, std::uint32_t index,
                                    ByteView body, std::size_t header,
                                    std::uint32_t size,
                                    std::uint32_t original_size) {
    if (index >= interfaces_.size()) throw no_interface(input, index);
    if (body.size() < header || size > body.size() - header)
      throw input.malformed(
          fmt::format("a packet of {} bytes is longer than its block", size));
    const ByteView data = body.subspan(header, size);
    return Packet{.link_type = interfaces_[index].link_type,
                  .original_size = original_size,
                  .data = {data.begin(), data.end()}};
  }

  [[nodiscard]] static Error no_interface(Input& input, std::uint32_t index) {
    return input.malformed(
        fmt::format("a packet is of interface {}, which it lacks", index));
  }

  // Skip the rest of a block of which `taken` bytes have been read.
  static void skip_rest(Input& input, std::uint32_t length,
                        std::uint32_t taken) {
    if (length < frame || length % 4 != 0)
      throw input.malformed(fmt::format("a block has {} bytes", length));
    input.skip(length - taken);
  }

  bool is_swapped_ = false;
  std::vector<Interface> interfaces_{};
};

}  // namespace

std::unique_ptr<Format> open_pcapng(std::uint32_t magic, Input& input) {
  if (magic != section_header) return nullptr;
  return std::make_unique<Pcapng>(input);
}

}  // namespace skep::capture
