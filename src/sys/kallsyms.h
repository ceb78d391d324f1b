// The names that the kernel has for its addresses: /proc/kallsyms.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep {

// A line of kallsyms: "ffffffff81000000 T name\t[module]".
struct KernelSymbol {
  std::uint64_t address = 0;
  char kind = 0;  // as nm(1) has it: t and T are functions
  std::string_view name{};
  std::string_view module{};  // empty: the kernel itself
};

// Visit all symbols, in the order of the file, which is read as a stream. The
// views live until the visitor returns.
void for_each_kernel_symbol(
    const std::string& path,
    const std::function<void(const KernelSymbol& symbol)>& visit);
// Do the same until `visit` returns false, which ends the reading.
void for_each_kernel_symbol_while(
    const std::string& path,
    const std::function<bool(const KernelSymbol& symbol)>& visit);

// All functions of the kernel, of its modules and of BPF programs.
class KernelFunctions {
 public:
  // Read them. Where the kernel hides addresses (kptr_restrict), there are
  // none.
  explicit KernelFunctions(const std::string& path = "/proc/kallsyms");

  [[nodiscard]] bool is_empty() const { return entries_.empty(); }

  // Find the function that an address is in: of several names for one place,
  // the first one.
  // Errors: nullopt for an address before all functions.
  [[nodiscard]] std::optional<KernelSymbol> find(std::uint64_t address) const;

 private:
  struct Entry {
    std::uint64_t address;
    std::uint32_t name;  // where it begins in names_
    std::uint16_t name_size;
    std::uint16_t module_size;  // it follows the name
  };

  std::string names_;  // one after the other
  std::vector<Entry> entries_;
};

}  // namespace skep
