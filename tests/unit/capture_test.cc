// Captures, as they are and as they should not be.
#include "src/capture/capture.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "src/sys/error.h"
#include "tests/unit/memory_file.h"

namespace skep::capture {
namespace {

// Writes numbers in either byte order.
class Builder {
 public:
  explicit Builder(bool is_swapped) : is_swapped_(is_swapped) {}

  template <typename T>
  Builder& put(T number) {
    const ByteView view = bytes_of(number);
    Bytes bytes{view.begin(), view.end()};
    if (is_swapped_) std::reverse(bytes.begin(), bytes.end());
    text_ += text_of(bytes);
    return *this;
  }
  template <typename... T>
  Builder& words(T... numbers) {
    (put(static_cast<std::uint32_t>(numbers)), ...);
    return *this;
  }
  Builder& text(std::string_view text) {
    text_ += text;
    return *this;
  }
  [[nodiscard]] const std::string& str() const { return text_; }

 private:
  bool is_swapped_;
  std::string text_;
};

std::string pcap(bool is_swapped, std::uint32_t magic = 0xa1b2c3d4) {
  Builder file{is_swapped};
  file.words(magic).put<std::uint16_t>(2).put<std::uint16_t>(4);
  file.words(0, 0, 65535, 1);
  file.words(1, 2, 3, 3).text("abc");
  file.words(1, 2, 2, 1500).text("de");
  return file.str();
}

// A block of pcapng whose body is already padded.
std::string block(bool is_swapped, std::uint32_t type, std::string_view body) {
  Builder built{is_swapped};
  const std::size_t size = body.size() + 12;
  built.words(type, size).text(body).words(size);
  return built.str();
}

std::string section(bool is_swapped) {
  Builder body{is_swapped};
  body.words(0x1a2b3c4d).put<std::uint16_t>(1).put<std::uint16_t>(0);
  body.words(0xffffffff, 0xffffffff);
  return block(is_swapped, 0x0a0d0d0a, body.str());
}

std::string interface(bool is_swapped, std::uint16_t link_type,
                      std::uint32_t longest) {
  Builder body{is_swapped};
  body.put(link_type).put<std::uint16_t>(0).words(longest);
  return block(is_swapped, 1, body.str());
}

std::string packet(bool is_swapped, std::uint32_t index, std::uint32_t size,
                   std::string_view padded) {
  Builder body{is_swapped};
  body.words(index, 0, 0, size, size).text(padded);
  return block(is_swapped, 6, body.str());
}

std::string pcapng(bool is_swapped) {
  Builder simple{is_swapped};
  simple.words(9).text("fgh ");
  return section(is_swapped) + interface(is_swapped, 1, 3) +
         packet(is_swapped, 0, 3, std::string_view{"abc\0", 4}) +
         block(is_swapped, 4, "name resolution blk!") +
         interface(is_swapped, 101, 0) + packet(is_swapped, 1, 4, "dedd") +
         block(is_swapped, 3, simple.str());
}

std::vector<Packet> read_all(const std::string& file) {
  const MemoryFile memory{file};
  Capture capture{memory.path()};
  std::vector<Packet> packets;
  while (auto packet = capture.next()) packets.push_back(std::move(*packet));
  return packets;
}

std::string text_of_packet(const Packet& packet) {
  return std::string{text_of(packet.data)};
}

}  // namespace

TEST_CASE("pcap files of both byte orders and both clocks are read") {
  for (const bool is_swapped : {false, true})
    for (const std::uint32_t magic : {0xa1b2c3d4U, 0xa1b23c4dU}) {
      const auto packets = read_all(pcap(is_swapped, magic));
      REQUIRE(packets.size() == 2);
      CHECK(packets[0].number == 1);
      CHECK(packets[0].link_type == ethernet);
      CHECK(text_of_packet(packets[0]) == "abc");
      CHECK(packets[1].number == 2);
      CHECK(text_of_packet(packets[1]) == "de");
      CHECK(packets[1].original_size == 1500);
    }
}

TEST_CASE("the checksums that a pcap file tells of are no link type") {
  Builder file{false};
  file.words(0xa1b2c3d4, 0, 0, 0, 65535, 0x24000001);
  file.words(0, 0, 1, 1).text("a");
  CHECK(read_all(file.str()).at(0).link_type == ethernet);
}

TEST_CASE("pcapng files of both byte orders are read, also one in the other") {
  for (const bool is_swapped : {false, true}) {
    const auto packets = read_all(pcapng(is_swapped) + pcapng(!is_swapped));
    REQUIRE(packets.size() == 6);
    CHECK(text_of_packet(packets[0]) == "abc");
    CHECK(packets[0].link_type == ethernet);
    CHECK(text_of_packet(packets[1]) == "dedd");
    CHECK(packets[1].link_type == 101);
    // Cut to what the interface keeps.
    CHECK(text_of_packet(packets[2]) == "fgh");
    CHECK(packets[2].original_size == 9);
    CHECK(text_of_packet(packets[3]) == "abc");
    CHECK(packets[5].number == 6);
  }
}

TEST_CASE("a capture that is cut anywhere is malformed, or ends there") {
  for (const std::string& whole : {pcap(false), pcapng(false)}) {
    const std::size_t count = read_all(whole).size();
    for (std::size_t size = 0; size < whole.size(); ++size) {
      CAPTURE(size);
      std::size_t read = 0;
      try {
        read = read_all(whole.substr(0, size)).size();
      } catch (const Error& error) {
        CHECK(std::string{error.what()}.starts_with("/proc/self/fd"));
      }
      CHECK(read < count);
    }
  }
}

TEST_CASE("captures that lie about sizes are malformed") {
  Builder huge{false};
  huge.words(0xa1b2c3d4, 0, 0, 0, 65535, 1).words(0, 0, 0xffffffff, 1);
  CHECK_THROWS_AS(read_all(huge.str()), Error);
  const std::string start = section(false) + interface(false, 1, 0);
  CHECK_THROWS_AS(read_all(start + packet(false, 0, 5, "abcd")), Error);
  CHECK_THROWS_AS(read_all(start + packet(false, 1, 4, "abcd")), Error);
  CHECK_THROWS_AS(read_all(start + block(false, 6, "tiny")), Error);
  for (const std::uint32_t size : {0U, 8U, 13U, 0xfffffff0U}) {
    Builder odd{false};
    for (const std::uint32_t type : {4U, 6U, 0x0a0d0d0aU}) {
      CAPTURE(size);
      CAPTURE(type);
      odd.words(type, size, size);
      CHECK_THROWS_AS(read_all(start + odd.str()), Error);
    }
  }
}

TEST_CASE("other files are no captures") {
  for (const char* text : {"", "abc", "no capture", "\x1f\x8b\x08\x00\x00"})
    CHECK_THROWS_AS(read_all(text), Error);
}

}  // namespace skep::capture
