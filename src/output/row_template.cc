#include "src/output/row_template.h"

#include <array>
#include <cstring>
#include <functional>
#include <utility>

#include "src/output/decimal.h"

namespace skep {
namespace {

// Short texts are copied by blocks.
constexpr std::size_t block = 16;

using Digits = std::array<char, 2>;

constexpr std::array<Digits, 256> hex_digits = [] {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<Digits, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i)
    table[i] = {digits[i / 16], digits[i % 16]};
  return table;
}();

template <typename T>
char* write_number(char* to, const Byte* number) {
  T value;
  std::memcpy(&value, number, sizeof value);
  return write_decimal(to, value);
}

// Copy text that has a block more behind it, and so has the place for it.
void copy_blocks(char* to, const char* text, std::size_t size) {
  for (std::size_t i = 0; i < size; i += block)
    std::memcpy(to + i, text + i, block);
}

template <typename Signed, typename Unsigned>
constexpr auto writer_of(bool is_signed) {
  return is_signed ? &write_number<Signed> : &write_number<Unsigned>;
}

char* (*number_writer(std::size_t size, bool is_signed))(char*, const Byte*) {
  switch (size) {
    case 1:
      return writer_of<std::int8_t, std::uint8_t>(is_signed);
    case 2:
      return writer_of<std::int16_t, std::uint16_t>(is_signed);
    case 4:
      return writer_of<std::int32_t, std::uint32_t>(is_signed);
    default:
      return writer_of<std::int64_t, std::uint64_t>(is_signed);
  }
}

}  // namespace

void RowTemplate::write(Sink& sink, RowSources sources) const {
  const char* text = text_.data();
  const HexByte* hex = hex_bytes_.data();
  char* start = sink.room(room_);
  char* to = start;
  for (const Piece& piece : pieces_) {
    copy_blocks(to, text, piece.text_size);
    for (const HexByte* end = hex + piece.hex_bytes; hex != end; ++hex) {
      const Byte byte = sources[hex->place.source][hex->place.offset];
      std::memcpy(to + hex->at, hex_digits[byte].data(), 2);
    }
    text += piece.text_size;
    to += piece.text_size;
    if (piece.number != nullptr)
      to = piece.number(to, &sources[piece.place.source][piece.place.offset]);
    if (piece.value == no_value) continue;
    sink.took(static_cast<std::size_t>(to - start));
    write_value(sink, sources, piece);
    to = start = sink.room(room_);
  }
  sink.took(static_cast<std::size_t>(to - start));
}

void RowTemplate::write_value(Sink& sink, RowSources sources,
                              const Piece& piece) const {
  const Value& value = values_[piece.value];
  Json json{sink, value.style, value.closers};
  const ByteView source = sources[piece.place.source];
  value.write(json, source.subspan(piece.place.offset, value.size));
}

RowTemplate::Place RowRecorder::place_of(ByteView bytes) const {
  // Pointers into different sources can be compared by std::less alone.
  const std::less_equal<> is_at_most;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const Byte* const begin = sources_[i].data();
    if (is_at_most(begin, bytes.data()) &&
        is_at_most(bytes.data() + bytes.size(), begin + sources_[i].size()))
      return {i, static_cast<std::size_t>(bytes.data() - begin)};
  }
  return {0, 0};
}

// Write what stands before a value.
void RowRecorder::start_value() {
  if (is_json_) json_.raw({});
}

void RowRecorder::end_piece(RowTemplate::Place place,
                            RowTemplate::WriteNumber write, std::size_t value) {
  const std::string text = sink_.take();
  result_.text_ += text;
  result_.pieces_.push_back({.text_size = text.size(),
                             .hex_bytes = std::exchange(hex_bytes_, 0),
                             .place = place,
                             .number = write,
                             .value = value});
}

void RowRecorder::hex_byte(ByteView byte) {
  result_.hex_bytes_.push_back({sink_.size(), place_of(byte)});
  ++hex_bytes_;
  sink_.write("00");
}

void RowRecorder::number(ByteView bytes, bool is_signed) {
  start_value();
  end_piece(place_of(bytes), number_writer(bytes.size(), is_signed),
            RowTemplate::no_value);
}

void RowRecorder::value(ByteView bytes,
                        std::function<void(Json&, ByteView)> write) {
  start_value();
  end_piece(place_of(bytes), nullptr, result_.values_.size());
  result_.values_.push_back(
      {std::move(write), bytes.size(), json_.style(), json_.closers()});
}

RowTemplate RowRecorder::finish() {
  end_piece({0, 0}, nullptr, RowTemplate::no_value);
  result_.room_ =
      result_.text_.size() + block + result_.pieces_.size() * decimal_room;
  result_.text_.append(block, '\0');
  return std::move(result_);
}

}  // namespace skep
