#include "src/link/kernel_symbols.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "src/sys/file.h"

namespace skep {
namespace {

constexpr std::uint64_t landing_pad_size = 4;

// A line of kallsyms: "ffffffff81000000 T name\t[module]".
struct Symbol {
  std::uint64_t address;
  std::string_view name;
  std::string_view module;
};

std::optional<Symbol> parse_symbol(std::string_view line) {
  Symbol symbol{};
  const auto [end, error] = std::from_chars(
      line.data(), line.data() + line.size(), symbol.address, 16);
  const auto name_at = static_cast<std::size_t>(end - line.data()) + 3;
  if (error != std::errc{} || name_at >= line.size()) return std::nullopt;
  symbol.name = line.substr(name_at, line.find('\t') - name_at);
  const auto bracket = line.find('[', name_at + symbol.name.size());
  if (bracket != line.npos)
    symbol.module = line.substr(bracket + 1, line.find(']') - bracket - 1);
  return symbol;
}

class FunctionNamer {
 public:
  explicit FunctionNamer(std::vector<ProbeSite>& sites)
      : sites_(sites), is_exact_(sites.size()) {}

  // Of several names for an address, the first one stays; a name for exactly
  // this address beats one for 4 bytes before.
  void name(const Symbol& symbol) {
    if (symbol.address == 0) return;
    name_sites_at(symbol.address, symbol, true);
    name_sites_at(symbol.address + landing_pad_size, symbol, false);
  }

 private:
  void name_sites_at(std::uint64_t address, const Symbol& symbol, bool exact) {
    auto site = std::lower_bound(
        sites_.begin(), sites_.end(), address,
        [](const ProbeSite& s, std::uint64_t a) { return s.address < a; });
    for (; site != sites_.end() && site->address == address; ++site) {
      const auto place = static_cast<std::size_t>(site - sites_.begin());
      if (!site->function.empty() && (!exact || is_exact_[place])) continue;
      site->function = symbol.name;
      site->module = symbol.module;
      is_exact_[place] = exact;
    }
  }

  std::vector<ProbeSite>& sites_;
  std::vector<bool> is_exact_;
};

}  // namespace

void name_functions(std::vector<ProbeSite>& sites,
                    const std::string& kallsyms) {
  FunctionNamer namer{sites};
  for_each_line(kallsyms, [&](std::string_view line) {
    if (const auto symbol = parse_symbol(line)) namer.name(*symbol);
  });
}

}  // namespace skep
