#include "commands/iter/targets.h"

#include <utility>

#include "src/iter/builtin.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::commands {
namespace {

std::vector<std::string> fields_of(const std::string& name,
                                   const iter::Query& query) {
  std::vector<std::string> usual;
  if (const auto* builtin = iter::find_builtin(name))
    usual = split(builtin->fields, ',');
  auto fields = iter::fields_to_read(query, usual);
  if (!fields.empty() || !query.looks_at_fields()) return fields;
  throw usage_error("which fields of '{}' are to be shown?", name)
      .with_hint(
          fmt::format("name them by -F: see `skep iter fields {}`", name));
}

}  // namespace

std::vector<std::string> builtin_names() {
  std::vector<std::string> names;
  for (const iter::Builtin& builtin : iter::builtins())
    names.emplace_back(builtin.name);
  return names;
}

btf::Btf load_kernel_for(const std::string& name) {
  const iter::Builtin* builtin = iter::find_builtin(name);
  return iter::load_kernel(builtin == nullptr ? name : builtin->target);
}

iter::Target find_target_of(btf::BtfView kernel, const std::string& name) {
  const iter::Builtin* builtin = iter::find_builtin(name);
  if (builtin != nullptr && builtin->target.empty())
    throw failure("'{}' is a table of several targets", name)
        .with_hint(fmt::format("its fields are {}", builtin->fields));
  return iter::find_target(
      kernel, builtin == nullptr ? name : std::string{builtin->target},
      builtin_names());
}

btf::Expression tests_of(const std::string& name, const iter::Query& query) {
  const iter::Builtin* builtin = iter::find_builtin(name);
  btf::Expression all;
  if (builtin != nullptr && !builtin->where.empty())
    all.parts.push_back(btf::parse_expression(builtin->where));
  if (query.where) all.parts.push_back(btf::parse_expression(*query.where));
  return all;
}

iter::Projection find_projection(btf::BtfView kernel, const std::string& name,
                                 const iter::Query& query) {
  iter::Target target = find_target_of(kernel, name);
  return iter::project(kernel, std::move(target), fields_of(name, query),
                       tests_of(name, query));
}

}  // namespace skep::commands
