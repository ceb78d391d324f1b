// Bytes as bpftool shows them: rows for people, lists for programs.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "src/output/json.h"
#include "src/output/row_template.h"
#include "src/output/sink.h"
#include "src/sys/bytes.h"

namespace skep {

// Write "01 02 03": rows of 16 bytes with a gap in the middle, without a line
// feed at the end.
void write_hex_rows(Sink& sink, ByteView bytes);

// Write ["0x01","0x02","0x03"].
void write_hex_list(Json& json, ByteView bytes);

// Record the same for all rows; `bytes` are part of the row's sources.
void record_hex_rows(RowRecorder& row, ByteView bytes);
void record_hex_list(RowRecorder& row, ByteView bytes);

// Write rows of 16 bytes with their offset, in hex and as ASCII, each with a
// line feed: what bpftool's `prog run` shows.
void write_offset_rows(Sink& sink, ByteView bytes);

// Write where bytes differ from those that were expected: the rows of 16 bytes
// in which they do, as expected behind "-" and as they are behind "+".
void write_difference(Sink& sink, ByteView expected, ByteView actual);
// The same for programs: a list of {"offset":12,"expected":[8],"actual":[9]}.
void write_difference(Json& json, ByteView expected, ByteView actual);

// Return the value of a hex digit, 0 to 9 or a to f; -1 for all else.
[[nodiscard]] int hex_digit(char c);

// Read "010203", the digits of `size` bytes.
// Errors: nullopt for another text.
[[nodiscard]] std::optional<Bytes> parse_hex_digits(std::string_view text,
                                                    std::size_t size);

// Read any number of bytes: pairs of digits, of which words may have 0x in
// front; blanks, commas and colons may stand between them.
// Errors: nullopt for another text.
[[nodiscard]] std::optional<Bytes> parse_hex(std::string_view text);

}  // namespace skep
