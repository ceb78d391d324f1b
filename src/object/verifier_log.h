// The verifier's log: the few lines that matter when a program is refused.
#pragma once

#include <string>
#include <string_view>

namespace skep {

struct Verdict {
  std::string reason;       // "R1 invalid mem access 'scalar'"
  std::string instruction;  // "5: (61) r0 = *(u32 *)(r1 +0)"; may be empty
  std::string source;       // "x = *p; @ a.bpf.c:12"; may be empty
};

// Find the verdict in a log. The format is no ABI: what is not recognized is
// left empty, and the reason is the last line that says anything.
[[nodiscard]] Verdict find_verdict(std::string_view log);

}  // namespace skep
