// pcap, the old format: a header, then packets. Declared in capture.h.
#include "src/capture/capture.h"

namespace skep::capture {
namespace {

constexpr std::uint32_t magic_microseconds = 0xa1b2c3d4;
constexpr std::uint32_t magic_nanoseconds = 0xa1b23c4d;

// After the magic: the version, a zone, an accuracy, the longest packet, and
// what the packets begin with.
constexpr std::size_t rest_of_header = 20;
constexpr std::size_t link_type_at = 16;
// The bits above tell of checksums behind the packets.
constexpr std::uint32_t link_type_mask = 0xffff;

// Two parts of a time, how much of the packet is here, how long it was.
constexpr std::size_t packet_header = 16;

class Pcap : public Format {
 public:
  Pcap(Input& input, bool is_swapped)
      : is_swapped_(is_swapped), link_type_(read_link_type(input)) {}

  std::optional<Packet> next(Input& input) override {
    if (input.at_end()) return std::nullopt;
    const Numbers header{input.take(packet_header), is_swapped_};
    const auto size = header.at<std::uint32_t>(8);
    const auto original_size = header.at<std::uint32_t>(12);
    const ByteView data = input.take(size);
    return Packet{.link_type = link_type_,
                  .original_size = original_size,
                  .data = {data.begin(), data.end()}};
  }

 private:
  [[nodiscard]] std::uint32_t read_link_type(Input& input) const {
    const Numbers header{input.take(rest_of_header), is_swapped_};
    return header.at<std::uint32_t>(link_type_at) & link_type_mask;
  }

  bool is_swapped_;
  std::uint32_t link_type_;
};

}  // namespace

std::unique_ptr<Format> open_pcap(std::uint32_t magic, Input& input) {
  for (const std::uint32_t known : {magic_microseconds, magic_nanoseconds}) {
    if (magic == known) return std::make_unique<Pcap>(input, false);
    if (Numbers{bytes_of(magic), true}.at<std::uint32_t>(0) == known)
      return std::make_unique<Pcap>(input, true);
  }
  return nullptr;
}

}  // namespace skep::capture
