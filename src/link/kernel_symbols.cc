#include "src/link/kernel_symbols.h"

#include <algorithm>
#include <cstdint>

#include "src/sys/kallsyms.h"

namespace skep {
namespace {

constexpr std::uint64_t landing_pad_size = 4;

class FunctionNamer {
 public:
  explicit FunctionNamer(std::vector<ProbeSite>& sites)
      : sites_(sites), is_exact_(sites.size()) {}

  // Of several names for an address, the first one stays; a name for exactly
  // this address beats one for 4 bytes before.
  void name(const KernelSymbol& symbol) {
    if (symbol.address == 0) return;
    name_sites_at(symbol.address, symbol, true);
    name_sites_at(symbol.address + landing_pad_size, symbol, false);
  }

 private:
  void name_sites_at(std::uint64_t address, const KernelSymbol& symbol,
                     bool exact) {
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
  for_each_kernel_symbol(
      kallsyms, [&](const KernelSymbol& symbol) { namer.name(symbol); });
}

}  // namespace skep
