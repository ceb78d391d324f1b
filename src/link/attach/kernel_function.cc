#include "src/link/attach/kernel_function.h"

#include <algorithm>
#include <cerrno>
#include <unordered_map>
#include <unordered_set>

#include "src/btf/btf.h"
#include "src/sys/kallsyms.h"
#include "src/sys/text.h"
#include "src/sys/tracefs.h"

namespace skep {
namespace {

constexpr const char* kallsyms = "/proc/kallsyms";

using NameSet = std::unordered_set<std::string>;

NameSet set_of(const std::vector<std::string>& names) {
  return {names.begin(), names.end()};
}

bool is_code(const KernelSymbol& symbol) {
  constexpr std::string_view kinds = "tTwW";
  // The code of BPF programs and of the tracer itself has a module, too.
  return kinds.find(symbol.kind) != kinds.npos && symbol.module != "bpf" &&
         !symbol.module.starts_with("__builtin");
}

std::vector<std::string> names_of_code() {
  std::vector<std::string> names;
  for_each_kernel_symbol(kallsyms, [&](const KernelSymbol& symbol) {
    if (is_code(symbol)) names.emplace_back(symbol.name);
  });
  return names;
}

NameSet functions_of_btf() {
  NameSet names;
  const btf::Btf types = btf::Btf::vmlinux();
  for (btf::TypeId id = 1; id < types.type_count(); ++id)
    if (const btf_type* type = types.type(id); btf_is_func(type))
      names.emplace(types.name(*type));
  return names;
}

std::vector<std::string> functions_likely_traceable() {
  std::vector<std::string> names = names_of_code();
  const auto known = functions_of_btf();
  std::erase_if(names, [&](const auto& name) { return !known.contains(name); });
  return names;
}

Error no_function_error(const std::string& name,
                        const std::vector<std::string>& functions) {
  return Error{ErrorKind::system, ENOENT,
               fmt::format("the kernel has no function '{}'", name),
               did_you_mean(name, functions)};
}

}  // namespace

std::vector<std::string> functions_matching(std::string_view pattern) {
  auto names = traceable_functions();
  if (!names) names = functions_likely_traceable();
  std::erase_if(*names, [&](const std::string& name) {
    return !matches_glob(name, pattern);
  });
  std::sort(names->begin(), names->end());
  names->erase(std::unique(names->begin(), names->end()), names->end());
  return std::move(*names);
}

std::vector<std::uint64_t> addresses_of_functions(
    const std::vector<std::string>& names) {
  std::unordered_map<std::string, std::uint64_t> found;
  bool is_hidden = true;
  for (const std::string& name : names) found.emplace(name, 0);
  for_each_kernel_symbol(kallsyms, [&](const KernelSymbol& symbol) {
    if (symbol.address != 0) is_hidden = false;
    const auto place = found.find(std::string{symbol.name});
    if (place != found.end() && place->second == 0 && is_code(symbol))
      place->second = symbol.address;
  });
  if (is_hidden)
    throw failure("the kernel hides where its functions are")
        .with_hint(
            "it shows them to CAP_SYSLOG, unless the sysctl "
            "kernel.kptr_restrict is 2");
  std::vector<std::uint64_t> addresses;
  for (const std::string& name : names) {
    addresses.push_back(found[name]);
    if (addresses.back() == 0) throw unprobed_error(ENOENT, names);
  }
  return addresses;
}

Error unprobed_error(int code, const std::vector<std::string>& names) {
  const std::vector<std::string> functions = names_of_code();
  const NameSet known = set_of(functions);
  for (const std::string& name : names)
    if (!known.contains(name)) return no_function_error(name, functions);
  const auto traceable = traceable_functions();
  const NameSet allowed = traceable ? set_of(*traceable) : known;
  for (const std::string& name : names)
    if (!allowed.contains(name))
      return Error{ErrorKind::system, code,
                   fmt::format("the function '{}' can't be probed", name),
                   "the kernel was built without a place for a probe there, or "
                   "forbids it: a tracefs lists available_filter_functions"};
  return Error{ErrorKind::system, code, errno_text(code),
               "the kernel may forbid to probe it (notrace), or have several "
               "functions of this name: a tracefs lists "
               "available_filter_functions"};
}

}  // namespace skep
