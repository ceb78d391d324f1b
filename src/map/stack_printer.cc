#include "src/map/stack_printer.h"

#include <cstdint>

#include "src/map/map_type.h"
#include "src/map/value_layout.h"
#include "src/map/walk.h"
#include "src/output/hex.h"
#include "src/sys/counted.h"
#include "src/sys/error.h"

namespace skep::map {
namespace {

void print_function(Writer& out, std::uint64_t address,
                    const KernelFunctions& functions) {
  const auto object = out.object();
  out.field("address", address, "\t{:016x}");
  if (const auto function = functions.find(address)) {
    out.field("function", function->name, "  {}");
    out.field("offset", address - function->address, "+0x{:x}");
    if (!function->module.empty())
      out.field("module", function->module, " [{}]");
  }
  out.layout("\n");
}

void print_bytes(Writer& out, std::string_view name, ByteView bytes) {
  out.key(name);
  out.in_json([&](Json& json) { write_hex_list(json, bytes); });
}

}  // namespace

void check_has_stacks(const Map& map) {
  const bpf_map_info& info = map.info();
  if (info.type != BPF_MAP_TYPE_STACK_TRACE)
    throw failure("{} has no stack traces: its type is {}", map.label(),
                  type_label(info.type));
  if ((info.map_flags & BPF_F_STACK_BUILD_ID) != 0)
    throw failure("the stack traces of {} have no addresses of the kernel",
                  map.label())
        .with_hint("they tell build ids and offsets: BPF_F_STACK_BUILD_ID");
}

void print_stack(Writer& out, ByteView key, ByteView value,
                 const KernelFunctions& functions) {
  const auto object = out.object();
  out.in_text([&](Sink& sink) {
    sink.write("key: ");
    write_hex_rows(sink, key);
    sink.put('\n');
  });
  print_bytes(out, "key", key);
  print_bytes(out, "value", value);
  const auto list = out.list("stack");
  // Zeros follow a stack that is not as deep as there is room.
  for (; value.size() >= sizeof(std::uint64_t);
       value = value.subspan(sizeof(std::uint64_t))) {
    const auto address = load_as<std::uint64_t>(value);
    if (address == 0) return;
    print_function(out, address, functions);
  }
}

void dump_stacks(Writer& out, const Map& map,
                 const KernelFunctions& functions) {
  std::uint64_t count = 0;
  const auto list = out.list();
  walk(map, ValueLayout{map.info()},
       {.element =
            [&](ByteView key, ByteView value) {
              print_stack(out, key, value, functions);
              ++count;
            },
        .unreadable = [](ByteView, int) {}});
  out.text("Found {}\n", counted(count, "element"));
}

}  // namespace skep::map
