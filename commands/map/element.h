// What the commands on single elements share.
#pragma once

#include "commands/map/arguments.h"
#include "commands/map/type_options.h"
#include "src/cli/context.h"
#include "src/map/map.h"
#include "src/object/handle.h"
#include "src/sys/bytes.h"

namespace skep::commands {

// The Options of a command on a single element; its arguments are to be given
// to with_types().
struct ElementOptions : TypeOptions {
  MapRef map{};
  cli::ElementWords words{};
  bool is_dry_run = false;
};

struct FoundElement {
  Bytes key;
  Bytes values;  // of every CPU, see map::ValueLayout
};

// Look up the element of a key.
// Errors: Error when there is none, once that is printed.
[[nodiscard]] FoundElement find_element(const map::Map& map,
                                        const ElementOptions& options,
                                        Writer& out);

// Look up the element that the words mean, and print it: lookup, peek.
void look_up(const ElementOptions& options, Writer& out);

// Set the element that the words mean: update, push. A dry run prints the bytes
// of key and value instead.
void update_element(const ElementOptions& options, Writer& out);

}  // namespace skep::commands
