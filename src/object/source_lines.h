// Where the instructions of an object's programs come from.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/object/bpf_object.h"

namespace skep {

struct SourceLine {
  std::string file;
  std::uint32_t line;
  std::uint32_t column;
  std::string text;  // without the blanks before it
};

// libbpf forgets the lines of a program that is refused: this is what it knew
// before.
class SourceLines {
 public:
  SourceLines() = default;
  // Copy them from an object that is prepared, but not loaded yet; it must
  // outlive the copy.
  explicit SourceLines(const BpfObject& object);

  // Return the line of an instruction of a program; nullopt: not known.
  [[nodiscard]] std::optional<SourceLine> find(std::string_view program,
                                               std::uint32_t insn) const;

 private:
  std::map<std::string, std::vector<bpf_line_info>, std::less<>> lines_{};
  const ::btf* types_ = nullptr;
};

}  // namespace skep
