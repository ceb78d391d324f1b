// Bytes as bpftool shows them: rows for people, lists for programs.
#pragma once

#include "src/output/json.h"
#include "src/output/row_template.h"
#include "src/output/sink.h"
#include "src/sys/bytes.h"

namespace skep::map {

// Write "01 02 03": rows of 16 bytes with a gap in the middle, without a line
// feed at the end.
void write_hex_rows(Sink& sink, ByteView bytes);

// Write ["0x01","0x02","0x03"].
void write_hex_list(Json& json, ByteView bytes);

// Record the same for all rows; `bytes` are part of the row's sources.
void record_hex_rows(RowRecorder& row, ByteView bytes);
void record_hex_list(RowRecorder& row, ByteView bytes);

}  // namespace skep::map
