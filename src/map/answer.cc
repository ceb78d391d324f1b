#include "src/map/answer.h"

#include "src/map/dump.h"
#include "src/map/element_printer.h"
#include "src/map/histogram.h"
#include "src/map/lines.h"
#include "src/map/selection.h"
#include "src/map/watch.h"
#include "src/output/hex.h"
#include "src/sys/counted.h"

namespace skep::map {
namespace {

Parts parts_of(const Query& query) {
  return query.keys_only ? Parts::keys : Parts::all;
}

void print_count(Writer& out, Selection& selection) {
  std::uint64_t count = 0;
  selection.for_each([&](const Row& row) { count += row.code == 0 ? 1 : 0; });
  const auto object = out.object();
  out.field("count", count, "{}\n");
}

void print_histogram(Writer& out, Selection& selection,
                     std::string_view field) {
  const Column column = selection.find(field);
  Histogram histogram{column};
  selection.for_each([&](const Row& row) {
    histogram.add(part_of(column, row.key, row.values));
  });
  histogram.print(out);
}

void print_lines(Sink& sink, Selection& selection, const ElementTypes* types,
                 const Query& query) {
  if (query.format == RowFormat::ndjson) {
    JsonLines lines{selection.layout(), types, parts_of(query)};
    return selection.for_each([&](const Row& row) { lines.write(sink, row); });
  }
  const CsvLines lines{selection.layout(), selection.columns(),
                       parts_of(query)};
  lines.write_header(sink);
  selection.for_each([&](const Row& row) { lines.write(sink, row); });
}

void print_tail(Writer& out, std::uint64_t count, std::string_view what) {
  out.text("Found {}\n", counted(count, what));
}

void print_elements(Writer& out, const Map& map, Selection& selection,
                    const ElementTypes* types, View view) {
  ElementPrinter printer{map, selection.layout(), types, view};
  std::uint64_t count = 0;
  const auto list = out.list();
  selection.for_each([&](const Row& row) {
    if (row.code != 0) return printer.print_unreadable(out, row.key, row.code);
    printer.print(out, row.key, row.values);
    ++count;
  });
  print_tail(out, count, "element");
}

void write_key_rows(Sink& sink, ByteView key) {
  sink.write(key.size() > 16 ? "key:\n" : "key: ");
  write_hex_rows(sink, key);
  sink.put('\n');
}

void write_key(Json& json, const RowWriter& rows, ByteView key, View view,
               bool has_types) {
  json.begin_object();
  if (view == View::types) {
    json.key("key");
    rows.write_key(json, key);
    return json.end_object();
  }
  json.key("key");
  write_hex_list(json, key);
  if (has_types) {
    json.key("formatted");
    json.begin_object();
    json.key("key");
    rows.write_key(json, key);
    json.end_object();
  }
  json.end_object();
}

void print_keys(Writer& out, Selection& selection, const ElementTypes* types,
                View view) {
  const RowWriter rows{selection.layout(), types};
  const bool has_types = types != nullptr && types->key != btf::void_id;
  std::uint64_t count = 0;
  const auto list = out.list();
  selection.for_each([&](const Row& row) {
    out.in_text([&](Sink& sink) { write_key_rows(sink, row.key); });
    out.in_json(
        [&](Json& json) { write_key(json, rows, row.key, view, has_types); });
    ++count;
  });
  print_tail(out, count, "key");
}

void print_for_people_or_programs(Writer& out, const Map& map,
                                  Selection& selection,
                                  const ElementTypes* types, Parts parts) {
  print_for_reader(out, types != nullptr, [&](Writer& document, View view) {
    if (parts == Parts::keys)
      print_keys(document, selection, types, view);
    else
      print_elements(document, map, selection, types, view);
  });
}

}  // namespace

void answer(Writer& out, const Map& map, const Query& query,
            const TypeChoice& choice) {
  check_query(query);
  check_listable(map);
  const auto known = load_types(map, choice);
  const ElementTypes* types = known ? &*known : nullptr;
  Selection selection{map, types, query};
  if (query.count) return print_count(out, selection);
  if (query.histogram) return print_histogram(out, selection, *query.histogram);
  if (query.watch)
    return out.in_text([&](Sink& sink) {
      watch(sink, selection, types, *query.watch,
            query.format ? ChangeFormat::ndjson : ChangeFormat::text);
    });
  if (query.format)
    return out.in_text(
        [&](Sink& sink) { print_lines(sink, selection, types, query); });
  print_for_people_or_programs(out, map, selection, types, parts_of(query));
}

}  // namespace skep::map
