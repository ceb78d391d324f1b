// Rows that differ in a few places only: what all have in common is rendered
// once. Dumps of large maps spend their time here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/output/json.h"
#include "src/output/sink.h"
#include "src/sys/bytes.h"

namespace skep {

// The bytes that a row shows: a key and a value, say. Each has one size in all
// the rows.
using RowSources = std::span<const ByteView>;

class RowTemplate {
 public:
  // Write the row of these sources.
  void write(Sink& sink, RowSources sources) const;

 private:
  friend class RowRecorder;
  using WriteNumber = char* (*)(char* to, const Byte* number);
  using WriteValue = std::function<void(Json&, ByteView)>;

  struct Place {
    std::size_t source;
    std::size_t offset;
  };
  // Two digits of the text of a piece.
  struct HexByte {
    std::size_t at;
    Place place;
  };
  // Text, and what comes behind it: a number, a value that is written by a
  // function, or neither.
  struct Piece {
    std::size_t text_size;
    std::size_t hex_bytes;  // how many of its digits are of bytes
    Place place;
    WriteNumber number;
    std::size_t value;
  };
  struct Value {
    WriteValue write;
    std::size_t size;
    Json::Style style;
    std::string closers;
  };
  static constexpr std::size_t no_value = ~std::size_t{0};

  void write_value(Sink& sink, RowSources sources, const Piece& piece) const;

  // The text of all the pieces, and what may be copied with its end.
  std::string text_;
  // As many characters as a row may have, those of values left out.
  std::size_t room_ = 0;
  std::vector<HexByte> hex_bytes_;
  std::vector<Piece> pieces_;
  std::vector<Value> values_;
};

// Makes a template from the way in which one row is written.
class RowRecorder {
 public:
  // The row of `sources`: text of our own, or a value where `place` expects
  // one.
  explicit RowRecorder(RowSources sources)
      : sources_(sources),
        json_(sink_, Json::Style::compact),
        is_json_(false) {}
  RowRecorder(RowSources sources, const Json& place)
      : sources_(sources),
        json_(sink_, place.style(), place.closers()),
        is_json_(true) {}
  RowRecorder(const RowRecorder&) = delete;
  RowRecorder& operator=(const RowRecorder&) = delete;

  // For the brackets, keys and values that all the rows have.
  [[nodiscard]] Json& json() { return json_; }
  // Write text that all the rows have.
  void text(std::string_view text) { sink_.write(text); }

  // Write what differs: `bytes` are part of a source.
  // Two digits, which are no JSON value by themselves:
  void hex_byte(ByteView byte);
  // A number of 1, 2, 4 or 8 bytes in the byte order of this machine:
  void number(ByteView bytes, bool is_signed);
  // Whatever `write` writes as one JSON value, or as text, of these bytes:
  void value(ByteView bytes, std::function<void(Json&, ByteView)> write);

  [[nodiscard]] RowTemplate finish();

 private:
  [[nodiscard]] RowTemplate::Place place_of(ByteView bytes) const;
  void start_value();
  void end_piece(RowTemplate::Place place, RowTemplate::WriteNumber write,
                 std::size_t value);

  RowSources sources_;
  Sink sink_;
  Json json_;
  bool is_json_;
  std::size_t hex_bytes_ = 0;  // of the piece that is recorded
  RowTemplate result_;
};

}  // namespace skep
