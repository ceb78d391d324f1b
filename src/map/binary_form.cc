#include "src/map/binary_form.h"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cstddef>

#include "src/btf/fingerprint.h"
#include "src/map/map_type.h"
#include "src/sys/error.h"

namespace skep::map {
namespace {

// A block has about as many bytes as a pipe or the cache of a CPU takes.
constexpr std::size_t block_bytes = std::size_t{1} << 17U;

static_assert(sizeof(BinaryHeader) == 56);

std::uint32_t crc32_of(ByteView bytes, std::uint32_t before = 0) {
  return static_cast<std::uint32_t>(
      ::crc32_z(before, bytes.data(), bytes.size()));
}

std::uint32_t checksum_of(const BinaryHeader& header) {
  return crc32_of(bytes_of(header).first(offsetof(BinaryHeader, checksum)));
}

std::size_t value_count(const ElementLayout& layout) {
  return std::max<std::size_t>(layout.values.cpus().size(), 1);
}

std::size_t record_size(const ElementLayout& layout) {
  return layout.key_size + layout.values.size() * value_count(layout);
}

std::size_t records_in_block(const ElementLayout& layout) {
  return std::max<std::size_t>(block_bytes / record_size(layout), 1);
}

std::uint64_t types_of(const DataType& type) {
  return type.is_known() ? btf::fingerprint(*type.btf, type.id) : 0;
}

void check_sizes(const BinaryHeader& header, const ElementLayout& layout) {
  if (header.key_size != layout.key_size ||
      header.value_size != layout.values.size())
    throw failure(
        "its keys have {} bytes and its values {}, those of the map have {} "
        "and {}",
        header.key_size, header.value_size, layout.key_size,
        layout.values.size());
}

// Types that are not known are not compared.
void check_types(std::string_view part, std::uint64_t found,
                 const DataType& type) {
  const std::uint64_t expected = types_of(type);
  if (found == 0 || expected == 0 || found == expected) return;
  throw failure("its {}s are of another type than those of the map", part)
      .with_hint(
          "export it as ndjson to convert it by the names of its members, or "
          "take the bytes as they are by --ignore-types");
}

}  // namespace

BinaryWriter::BinaryWriter(Sink& sink, const ElementLayout& layout,
                           std::uint32_t map_type)
    : sink_(sink), layout_(layout), block_records_(records_in_block(layout)) {
  const auto& cpus = layout.values.cpus();
  BinaryHeader header{
      .map_type = map_type,
      .key_size = layout.key_size,
      .value_size = layout.values.size(),
      .cpu_count = static_cast<std::uint32_t>(cpus.size()),
      .key_types = types_of(layout.key_type()),
      .value_types = types_of(layout.value_type()),
  };
  header.checksum = checksum_of(header);
  sink_.write(text_of(bytes_of(header)));
  for (const std::uint32_t cpu : cpus) sink_.write(text_of(bytes_of(cpu)));
}

void BinaryWriter::write(ByteView key, ByteView values) {
  block_.insert(block_.end(), key.begin(), key.end());
  for (std::size_t i = 0; i < value_count(layout_); ++i) {
    const ByteView value = layout_.values.value_at(values, i);
    block_.insert(block_.end(), value.begin(), value.end());
  }
  ++count_;
  if (++in_block_ == block_records_) write_block();
}

void BinaryWriter::write_checked(ByteView bytes) {
  checksum_ = crc32_of(bytes, checksum_);
  sink_.write(text_of(bytes));
}

void BinaryWriter::write_block() {
  if (in_block_ == 0) return;
  write_checked(bytes_of(in_block_));
  write_checked(block_);
  block_.clear();
  in_block_ = 0;
}

void BinaryWriter::finish() {
  write_block();
  sink_.write(text_of(bytes_of(std::uint32_t{0})));
  sink_.write(text_of(bytes_of(checksum_)));
  sink_.write(text_of(bytes_of(count_)));
}

BinaryReader::BinaryReader(ReplayedInput& input, const ElementLayout& layout,
                           bool ignores_types)
    : input_(input), layout_(layout), record_size_(record_size(layout)) {
  const auto header = read_as<BinaryHeader>();
  check_header(header, ignores_types);
  check_cpus(header.cpu_count);
}

void BinaryReader::check_header(const BinaryHeader& header,
                                bool ignores_types) const {
  const BinaryHeader expected;
  if (header.magic != expected.magic) throw failure("it is no export of skep");
  if (header.byte_order == 0x04030201)
    throw failure("it is from a machine of the other byte order");
  if (header.checksum != checksum_of(header))
    throw failure("its header is damaged");
  if (header.version != expected.version)
    throw failure("it is of version {}, not {}", header.version,
                  expected.version)
        .with_hint("a newer skep wrote it");
  check_sizes(header, layout_);
  if (ignores_types) return;
  check_types("key", header.key_types, layout_.key_type());
  check_types("value", header.value_types, layout_.value_type());
}

void BinaryReader::check_cpus(std::uint32_t count) {
  const auto& cpus = layout_.values.cpus();
  if (count != cpus.size())
    throw failure("it has values of {} CPUs, the map has {}", count,
                  cpus.size());
  for (const std::uint32_t cpu : cpus)
    if (read_as<std::uint32_t>() != cpu)
      throw failure("it has values of other CPUs than the map");
}

template <typename T>
T BinaryReader::read_as() {
  T value{};
  read_all({reinterpret_cast<Byte*>(&value), sizeof value});
  return value;
}

void BinaryReader::read_all(MutableBytes bytes) {
  while (!bytes.empty()) {
    const std::size_t got = input_.read(bytes);
    if (got == 0) throw failure("it is cut: its end is missing");
    bytes = bytes.subspan(got);
  }
}

bool BinaryReader::next(MutableBytes key, MutableBytes values) {
  if (at_ == block_.size() && !read_block()) return false;
  ByteView record = ByteView{block_}.subspan(at_, record_size_);
  at_ += record_size_;
  ++count_;
  const auto take_into = [&](MutableBytes part) {
    std::copy_n(record.begin(), part.size(), part.begin());
    record = record.subspan(part.size());
  };
  take_into(key);
  if (!layout_.values.is_per_cpu()) {
    take_into(values);
    return true;
  }
  std::fill(values.begin(), values.end(), Byte{0});
  for (std::size_t i = 0; i < value_count(layout_); ++i)
    take_into(layout_.values.value_at(values, i));
  return true;
}

// Return false at the end.
bool BinaryReader::read_block() {
  const auto records = read_as<std::uint32_t>();
  if (records == 0) {
    read_end();
    return false;
  }
  if (records > records_in_block(layout_))
    throw failure("it is damaged: a block can't have {} records", records);
  block_.resize(records * record_size_);
  at_ = 0;
  read_all(block_);
  checksum_ = crc32_of(block_, crc32_of(bytes_of(records), checksum_));
  return true;
}

void BinaryReader::read_end() {
  if (read_as<std::uint32_t>() != checksum_)
    throw failure("it is damaged: its checksum is another");
  if (read_as<std::uint64_t>() != count_)
    throw failure("it is damaged: it says to have another number of records");
  Byte more{};
  if (input_.read({&more, 1}) != 0)
    throw failure("there is more behind its end");
}

}  // namespace skep::map
