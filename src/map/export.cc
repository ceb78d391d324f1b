#include "src/map/export.h"

#include <cerrno>
#include <functional>

#include "src/map/access.h"
#include "src/map/binary_form.h"
#include "src/map/dump.h"
#include "src/map/element_layout.h"
#include "src/map/element_printer.h"
#include "src/map/lines.h"
#include "src/map/row_writer.h"
#include "src/map/walk.h"
#include "src/output/json.h"
#include "src/output/writer.h"
#include "src/sys/progress.h"

namespace skep::map {
namespace {

using WriteElement = std::function<void(ByteView key, ByteView values)>;

// Call `write` for each element; an empty slot is none.
std::uint64_t for_each_element(const Map& map, const ElementLayout& layout,
                               const WriteElement& write) {
  Progress progress{"exported"};
  std::uint64_t count = 0;
  walk(map, layout.values,
       {.element =
            [&](ByteView key, ByteView values) {
              write(key, values);
              if (++count % 4096 == 0) progress.show(count);
            },
        .unreadable =
            [&](ByteView, int code) {
              if (code != ENOENT)
                throw access_error(map, -code, "read an element of");
            }});
  return count;
}

std::uint64_t export_lines(const Map& map, const ElementLayout& layout,
                           Sink& sink) {
  const RowWriter rows{layout};
  RowLines lines{rows};
  return for_each_element(map, layout, [&](ByteView key, ByteView values) {
    lines.write(sink, key, values);
  });
}

std::uint64_t export_json(const Map& map, const ElementLayout& layout,
                          Sink& sink) {
  ElementPrinter printer{map, layout.values,
                         layout.types ? &*layout.types : nullptr,
                         View::bytes_and_types};
  Writer out{sink, Format::json};
  std::uint64_t count = 0;
  {
    const auto list = out.list();
    count = for_each_element(map, layout, [&](ByteView key, ByteView values) {
      printer.print(out, key, values);
    });
  }
  out.finish();
  return count;
}

std::uint64_t export_csv(const Map& map, const ElementLayout& layout,
                         Sink& sink) {
  const Columns columns{map.info(), layout.types ? &*layout.types : nullptr};
  const CsvLines lines{layout.values, columns, Parts::all};
  lines.write_header(sink);
  return for_each_element(map, layout, [&](ByteView key, ByteView values) {
    lines.write(sink, {.key = key, .values = values});
  });
}

std::uint64_t export_binary(const Map& map, const ElementLayout& layout,
                            Sink& sink) {
  BinaryWriter writer{sink, layout, map.info().type};
  const std::uint64_t count = for_each_element(
      map, layout,
      [&](ByteView key, ByteView values) { writer.write(key, values); });
  writer.finish();
  return count;
}

}  // namespace

std::uint64_t export_elements(const Map& map, FileForm form, Sink& sink) {
  check_listable(map);
  const ElementLayout layout = layout_of(map);
  switch (form) {
    case FileForm::json:
      return export_json(map, layout, sink);
    case FileForm::csv:
      return export_csv(map, layout, sink);
    case FileForm::binary:
      return export_binary(map, layout, sink);
    case FileForm::ndjson:
      break;
  }
  return export_lines(map, layout, sink);
}

}  // namespace skep::map
