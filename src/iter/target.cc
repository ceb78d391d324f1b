#include "src/iter/target.h"

#include <map>
#include <utility>

#include "src/iter/file_context.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::iter {
namespace {

constexpr std::string_view function_start = "bpf_iter_";
constexpr std::string_view context_start = "bpf_iter__";

using Ids = std::map<std::string, btf::TypeId, std::less<>>;

// Describe a target; nullopt if no argument of its programs is a pointer.
std::optional<Target> describe(btf::BtfView kernel, std::string name,
                               btf::TypeId function, btf::TypeId given) {
  const btf::TypeId context = find_added_context(kernel, name).value_or(given);
  Target target{.name = std::move(name),
                .function = function,
                .context = context,
                .arguments = {},
                .object = {}};
  for (auto& argument : btf::named_members(kernel, {.type = context})) {
    if (argument.name == "meta") continue;
    const btf_type* type = kernel.resolve(argument.target.type);
    if (type != nullptr && btf_is_ptr(type)) target.object = argument;
    target.arguments.push_back(std::move(argument));
  }
  if (target.object.name.empty()) return std::nullopt;
  return target;
}

std::optional<Target> find(btf::BtfView kernel, const std::string& name) {
  const auto function =
      kernel.find(std::string{function_start} + name, BTF_KIND_FUNC);
  const auto context =
      kernel.find(std::string{context_start} + name, BTF_KIND_STRUCT);
  if (!function || !context) return std::nullopt;
  return describe(kernel, name, *function, *context);
}

Error unknown_target(btf::BtfView kernel, const std::string& name,
                     std::vector<std::string> names) {
  for (const Target& target : find_targets(kernel))
    names.push_back(target.name);
  const std::string close = did_you_mean(name, names);
  return failure("this kernel has no iterators over '{}'", name)
      .with_hint(close.empty() ? "see `skep iter list`; the name of a file has "
                                 "a slash or ends in .o"
                               : close);
}

}  // namespace

btf::Btf load_kernel(std::string_view target) {
  btf::Btf kernel = btf::Btf::vmlinux();
  if (!target.empty() && target != file_target) return kernel;
  return add_file_context(std::move(kernel));
}

std::vector<Target> find_targets(btf::BtfView kernel) {
  Ids functions;
  Ids contexts;
  for (btf::TypeId id = 1; id < kernel.type_count(); ++id) {
    const btf_type& type = *kernel.type(id);
    if (!btf_is_func(&type) && !btf_is_struct(&type)) continue;
    const std::string_view name = kernel.name(type);
    if (btf_is_struct(&type) && name.starts_with(context_start))
      contexts.emplace(name.substr(context_start.size()), id);
    if (btf_is_func(&type) && name.starts_with(function_start))
      functions.emplace(name.substr(function_start.size()), id);
  }
  std::vector<Target> targets;
  for (const auto& [name, context] : contexts)
    if (const auto function = functions.find(name); function != functions.end())
      if (auto target = describe(kernel, name, function->second, context))
        targets.push_back(std::move(*target));
  return targets;
}

bool has_target(btf::BtfView kernel, const std::string& name) {
  return find(kernel, name).has_value();
}

Target find_target(btf::BtfView kernel, const std::string& name,
                   const std::vector<std::string>& others) {
  if (auto target = find(kernel, name)) return std::move(*target);
  throw unknown_target(kernel, name, others);
}

}  // namespace skep::iter
