#include "src/sys/kallsyms.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "src/sys/file.h"

namespace skep {
namespace {

std::optional<KernelSymbol> parse_symbol(std::string_view line) {
  KernelSymbol symbol;
  const auto [end, error] = std::from_chars(
      line.data(), line.data() + line.size(), symbol.address, 16);
  const auto name_at = static_cast<std::size_t>(end - line.data()) + 3;
  if (error != std::errc{} || name_at >= line.size()) return std::nullopt;
  symbol.kind = line[name_at - 2];
  symbol.name = line.substr(name_at, line.find('\t') - name_at);
  const auto bracket = line.find('[', name_at + symbol.name.size());
  if (bracket != line.npos)
    symbol.module = line.substr(bracket + 1, line.find(']') - bracket - 1);
  return symbol;
}

bool is_function(const KernelSymbol& symbol) {
  constexpr std::string_view kinds = "tTwW";
  return symbol.address != 0 && kinds.find(symbol.kind) != kinds.npos;
}

}  // namespace

void for_each_kernel_symbol(
    const std::string& path,
    const std::function<void(const KernelSymbol& symbol)>& visit) {
  for_each_line(path, [&](std::string_view line) {
    if (const auto symbol = parse_symbol(line)) visit(*symbol);
  });
}

void for_each_kernel_symbol_while(
    const std::string& path,
    const std::function<bool(const KernelSymbol& symbol)>& visit) {
  for_each_line_while(path, [&](std::string_view line) {
    const auto symbol = parse_symbol(line);
    return !symbol || visit(*symbol);
  });
}

KernelFunctions::KernelFunctions(const std::string& path) {
  for_each_kernel_symbol(path, [&](const KernelSymbol& symbol) {
    // The kernel's longest names have 511 letters.
    constexpr std::size_t longest = UINT16_MAX;
    if (!is_function(symbol) || symbol.name.size() > longest ||
        symbol.module.size() > longest)
      return;
    entries_.push_back({symbol.address,
                        static_cast<std::uint32_t>(names_.size()),
                        static_cast<std::uint16_t>(symbol.name.size()),
                        static_cast<std::uint16_t>(symbol.module.size())});
    names_.append(symbol.name).append(symbol.module);
  });
  // Of one place, in the order of the file.
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& a, const Entry& b) {
              return std::tie(a.address, a.name) < std::tie(b.address, b.name);
            });
}

std::optional<KernelSymbol> KernelFunctions::find(std::uint64_t address) const {
  const auto by_address = [](const Entry& a, std::uint64_t b) {
    return a.address < b;
  };
  const auto after = std::upper_bound(
      entries_.begin(), entries_.end(), address,
      [](std::uint64_t a, const Entry& b) { return a < b.address; });
  if (after == entries_.begin()) return std::nullopt;
  const Entry& entry = *std::lower_bound(entries_.begin(), after,
                                         (after - 1)->address, by_address);
  const std::string_view names{names_};
  return KernelSymbol{
      .address = entry.address,
      .kind = 't',
      .name = names.substr(entry.name, entry.name_size),
      .module = names.substr(entry.name + entry.name_size, entry.module_size)};
}

}  // namespace skep
