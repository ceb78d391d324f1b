// Stack traces of the kernel, with the names of functions.
#pragma once

#include "src/map/map.h"
#include "src/output/writer.h"
#include "src/sys/bytes.h"
#include "src/sys/kallsyms.h"

namespace skep::map {

// Make sure that the values of a map are stack traces of addresses.
// Errors: Error that says what they are.
void check_has_stacks(const Map& map);

// Print a stack trace, the innermost function first. Addresses of user space
// have no names.
// Shape: {"key":["0x01",...],"value":["0x02",...],"stack":[{"address":1,
//        "function":"f","offset":2,"module":"m"}]}; text is a line for each
//        function below the key.
void print_stack(Writer& out, ByteView key, ByteView value,
                 const KernelFunctions& functions);

// Print all the stack traces of a map: text ends with their number.
void dump_stacks(Writer& out, const Map& map, const KernelFunctions& functions);

}  // namespace skep::map
