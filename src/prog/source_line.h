// The source lines and the functions that instructions belong to, as dumps
// print them: bpftool's text and JSON.
#pragma once

#include <string>
#include <string_view>

#include "src/output/writer.h"
#include "src/prog/code.h"

namespace skep::prog {

// Return the text of a line, without the spaces that it begins with.
[[nodiscard]] std::string_view source_of(const btf::BtfView& types,
                                         const bpf_line_info& line);

// Print a line, with its file, number and column if `shows_place`.
void print_source(Writer& out, const btf::BtfView& types,
                  const bpf_line_info& line, bool shows_place);

// Return the signature of the function that starts at an instruction; empty if
// none does, or it is not known.
[[nodiscard]] std::string signature_at(const Code& code, std::size_t at);

}  // namespace skep::prog
