// A program that the verifier refused, as an error that explains it.
#pragma once

#include <string>
#include <string_view>

#include "src/object/bpf_object.h"
#include "src/object/source_lines.h"
#include "src/sys/error.h"

namespace skep {

struct RefusedProgram {
  std::string_view name;
  std::string_view log;  // the verifier's; may be empty
};

// Make the error for a program of an object from `path` that was refused with
// the errno value `code`. `object` may be null.
// Shape:  facts: {"verifier": {"program", "reason", "kind", "explanation",
//         "advice", "insn", "source", "register", "trail", "log"}}, each if it
//         is known, the log if the program's log level asked for it.
[[nodiscard]] Error refusal(int code, const std::string& path,
                            const RefusedProgram& prog,
                            const bpf_object* object, const SourceLines& lines);

}  // namespace skep
