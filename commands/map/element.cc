#include "commands/map/element.h"

#include <utility>

#include "commands/types/handles.h"
#include "src/map/access.h"
#include "src/map/element_printer.h"
#include "src/map/element_words.h"
#include "src/map/map_type.h"
#include "src/output/hex.h"
#include "src/sys/log.h"

namespace skep::commands {
namespace {

// Say that there is no such element where bpftool says it, and fail.
[[noreturn]] void fail_not_found(Writer& out, const map::Map& map,
                                 ByteView key) {
  out.in_text([&](Sink& sink) {
    sink.write("key:\n");
    write_hex_rows(sink, key);
    sink.write("\n\nNot found\n");
  });
  out.finish_value();
  throw Error{ErrorKind::reported, ENOENT,
              fmt::format("{} has no such element", map.label())};
}

void ask_bloom_filter(const map::Map& map, const ElementOptions& options,
                      Writer& out) {
  const auto shape = map::shape_of(map, options.types());
  const auto element =
      map::parse_element(options.words.list, shape, map::Clauses::value);
  map::require_value(element, shape);
  if (!map::contains(map, *element.value)) fail_not_found(out, map, {});
  map::print_element(out, map, {}, *element.value, options.types());
}

Fd open_stored(const map::ElementShape& shape,
               const std::vector<std::string>& ref) {
  cli::Words words{ref};
  if (shape.value_form == map::ValueForm::map)
    return open_map(cli::ArgType<MapRef>::parse(words, "MAP"));
  const ProgRef prog = cli::ArgType<ProgRef>::parse(words, "PROG");
  if (std::holds_alternative<ById>(prog))
    log::warn("{} forgets its programs when nothing holds it open: pin it",
              shape.label);
  return open_prog(prog);
}

// Return what a lookup would find: of a stored map or program its id.
Bytes values_of(const map::Map& map, const map::ValueLayout& layout,
                const map::Element& element) {
  if (!element.cpu_values.empty()) return layout.lay_out(element.cpu_values);
  if (element.value_ref.empty())
    return layout.replicate(
        map::hold(element.described_value, element.value, layout.size()).bytes);
  const Fd stored = open_stored(map::shape_of(map), element.value_ref);
  const std::uint32_t id = map::holds_maps(map.info().type)
                               ? info_of<bpf_map_info>(stored).id
                               : info_of<bpf_prog_info>(stored).id;
  return layout.replicate(bytes_of(id));
}

void show(Writer& out, const map::Map& map, ByteView key,
          const map::Element& element) {
  map::ValueLayout layout{map.info()};
  if (element.cpu) layout = {layout.size(), {*element.cpu}};
  map::ElementPrinter printer{map, layout, nullptr, map::View::bytes_and_types};
  printer.print(out, key, values_of(map, layout, element));
}

void set(const map::Map& map, ByteView key, const map::Element& element) {
  const auto held =
      map::hold(element.described_value, element.value, map.info().value_size);
  const Bytes& value = held.bytes;
  if (!element.value_ref.empty()) {
    const Fd stored = open_stored(map::shape_of(map), element.value_ref);
    return map::update(map, key, bytes_of(stored.get()), element.flags);
  }
  if (!element.cpu_values.empty())
    return map::update_each_cpu(map, key, element.cpu_values, element.flags);
  if (element.cpu)
    return map::update_one_cpu(map, key, *element.cpu, value, element.flags);
  map::update(map, key, value, element.flags);
}

}  // namespace

FoundElement find_element(const map::Map& map, const ElementOptions& options,
                          Writer& out) {
  const auto shape = map::shape_of(map, options.types());
  const auto element =
      map::parse_element(options.words.list, shape, map::Clauses::key);
  map::require_key(element, shape);
  map::HeldData key = map::hold_key(element);
  auto values = map::lookup(map, key.bytes);
  if (!values) fail_not_found(out, map, key.bytes);
  return {std::move(key.bytes), std::move(*values)};
}

void look_up(const ElementOptions& options, Writer& out) {
  const map::Map map{open_map(options.map)};
  if (map.info().type == BPF_MAP_TYPE_BLOOM_FILTER)
    return ask_bloom_filter(map, options, out);
  const FoundElement found = find_element(map, options, out);
  map::print_element(out, map, found.key, found.values, options.types());
}

void update_element(const ElementOptions& options, Writer& out) {
  const map::Map map{open_map(options.map, /*writable=*/!options.is_dry_run)};
  const auto shape = map::shape_of(map, options.types());
  const auto element =
      map::parse_element(options.words.list, shape, map::Clauses::all);
  map::require_key(element, shape);
  map::require_value(element, shape);
  const map::HeldData key = map::hold_key(element);
  if (options.is_dry_run)
    show(out, map, key.bytes, element);
  else
    set(map, key.bytes, element);
}

}  // namespace skep::commands
