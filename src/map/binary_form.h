// skep's own form of the elements of a map: `map export --format binary`.
//
//   header   BinaryHeader, then the ids of its CPUs, 4 bytes each
//   blocks   how many records, 4 bytes, not 0; the records, each the key and
//            the value, or the value of each CPU, without a gap
//   end      0, 4 bytes; CRC-32 of all blocks, 4 bytes; the number of records,
//            8 bytes
//
// All numbers are in the byte order of the machine, which the header tells.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "src/map/element_layout.h"
#include "src/map/map.h"
#include "src/output/sink.h"
#include "src/sys/bytes.h"
#include "src/sys/replayed_input.h"

namespace skep::map {

// Begins as no text does.
inline constexpr std::array<char, 8> binary_magic{'\x89', 's',  'k',  'e',
                                                  'p',    '\r', '\n', '\x1a'};

struct BinaryHeader {
  std::array<char, 8> magic = binary_magic;
  std::uint32_t version = 1;
  std::uint32_t byte_order = 0x01020304;
  std::uint32_t map_type = 0;
  std::uint32_t key_size = 0;
  std::uint32_t value_size = 0;
  std::uint32_t cpu_count = 0;  // 0: all share one value
  std::uint64_t key_types = 0;  // btf::fingerprint(); 0: not known
  std::uint64_t value_types = 0;
  std::uint32_t reserved = 0;
  std::uint32_t checksum = 0;  // CRC-32 of all that is before it
};

// Writes elements in this form.
class BinaryWriter {
 public:
  // Write the header; `layout` and `sink` must outlive the writer.
  BinaryWriter(Sink& sink, const ElementLayout& layout, std::uint32_t map_type);

  void write(ByteView key, ByteView values);
  // Write the end; call it once, behind the last element.
  void finish();

 private:
  void write_block();
  void write_checked(ByteView bytes);

  Sink& sink_;
  const ElementLayout& layout_;
  std::size_t block_records_;
  Bytes block_{};
  std::uint32_t in_block_ = 0;
  std::uint32_t checksum_ = 0;
  std::uint64_t count_ = 0;
};

// Reads them back.
class BinaryReader {
 public:
  // Read the header; `input` and `layout` must outlive the reader.
  // Errors: Error for what is not in this form, or has elements of another
  //         layout; with `ignores_types`, types may differ.
  BinaryReader(ReplayedInput& input, const ElementLayout& layout,
               bool ignores_types);

  // Read one element; return false behind the last.
  // Errors: Error when the file is cut, has more behind its end, or is not what
  //         its checksum says.
  [[nodiscard]] bool next(MutableBytes key, MutableBytes values);
  // Return how many have been read.
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  void check_header(const BinaryHeader& header, bool ignores_types) const;
  void check_cpus(std::uint32_t count);
  [[nodiscard]] bool read_block();
  void read_end();
  void read_all(MutableBytes bytes);
  template <typename T>
  T read_as();

  ReplayedInput& input_;
  const ElementLayout& layout_;
  std::size_t record_size_;
  Bytes block_{};
  std::size_t at_ = 0;  // of the next record in the block
  std::uint32_t checksum_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace skep::map
