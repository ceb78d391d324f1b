// Why the verifier refused a program, told from its log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::verifier {

// An instruction that matters; what is not known is empty.
struct Place {
  std::uint32_t index;
  std::string text{};    // "(61) r0 = *(u32 *)(r1 +0)"
  std::string state{};   // what its register holds then: "R0=scalar()"
  std::string source{};  // "x = *p; @ a.bpf.c:12"
};

struct Explanation {
  std::string reason{};  // "R1 invalid mem access 'scalar'"; empty: none
  std::vector<std::string> context{};  // what was said just before it
  std::string kind{};  // "scalar-access"; empty: a message that nobody knows
  std::string explanation{};     // what the verifier wants
  std::string advice{};          // what people usually do
  std::optional<Place> place{};  // the instruction that was refused
  std::string subject{};         // the register that it is about, "R1"; may
                                 // be empty
  std::vector<Place> trail{};    // how that came about, oldest first
};

// Explain a log. The form of logs is no ABI: what is not recognized is left
// empty, and the reason is then the last line that says anything. What newer
// kernels explain themselves is told in their words.
[[nodiscard]] Explanation explain(std::string_view log);

}  // namespace skep::verifier
