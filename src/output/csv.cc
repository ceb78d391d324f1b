#include "src/output/csv.h"

namespace skep {

void write_csv_cell(Sink& sink, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == text.npos) return sink.write(text);
  sink.put('"');
  for (const char c : text) {
    if (c == '"') sink.put('"');
    sink.put(c);
  }
  sink.put('"');
}

}  // namespace skep
