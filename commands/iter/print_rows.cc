#include "commands/iter/print_rows.h"

#include <utility>

#include "commands/iter/print_objects.h"
#include "src/iter/answer.h"
#include "src/iter/builtin.h"
#include "src/iter/projected_table.h"
#include "src/sys/text.h"

namespace skep::commands {
namespace {

std::vector<std::string> fields_of(const std::string& name,
                                   const iter::Query& query,
                                   const iter::Builtin* builtin) {
  std::vector<std::string> usual;
  if (builtin != nullptr) usual = split(builtin->fields, ',');
  auto fields = iter::fields_to_read(query, usual);
  if (!fields.empty()) return fields;
  throw usage_error("which fields of '{}' are to be shown?", name)
      .with_hint(
          fmt::format("name them by -F: see `skep iter fields {}`", name));
}

// Return what the table and the user ask for; an error tells of the user's
// part alone.
btf::Expression tests_of(const iter::Query& query,
                         const iter::Builtin* builtin) {
  btf::Expression all;
  if (builtin != nullptr && !builtin->where.empty())
    all.parts.push_back(btf::parse_expression(builtin->where));
  if (query.where) all.parts.push_back(btf::parse_expression(*query.where));
  return all;
}

iter::Target find_target_of(btf::BtfView kernel, const std::string& name,
                            const iter::Builtin* builtin) {
  return iter::find_target(
      kernel, builtin == nullptr ? name : std::string{builtin->target},
      builtin_names());
}

iter::Projection find_projection(btf::BtfView kernel, const std::string& name,
                                 const iter::Query& query) {
  const iter::Builtin* builtin = iter::find_builtin(name);
  iter::Target target = find_target_of(kernel, name, builtin);
  return iter::project(kernel, std::move(target),
                       fields_of(name, query, builtin),
                       tests_of(query, builtin));
}

}  // namespace

std::vector<std::string> builtin_names() {
  std::vector<std::string> names;
  for (const iter::Builtin& builtin : iter::builtins())
    names.emplace_back(builtin.name);
  return names;
}

void check_words(const iter::Query& query, const cli::Context& context) {
  iter::check_query(query);
  if (query.format && context.options.format != Format::text)
    throw usage_error("--format and -j exclude each other");
}

void print_rows(const std::string& name, const iter::Query& query,
                IterHook hook, const cli::Context& context) {
  check_words(query, context);
  const btf::Btf kernel = btf::Btf::vmlinux();
  if (const auto form = wanted_form(query)) {
    const iter::Builtin* builtin = iter::find_builtin(name);
    iter::WholeObjects objects{kernel, find_target_of(kernel, name, builtin),
                               *form, tests_of(query, builtin),
                               std::move(hook)};
    return print_objects(context.out, objects, query);
  }
  iter::ProjectedTable table{kernel, find_projection(kernel, name, query),
                             std::move(hook)};
  iter::answer(context.out, table, query);
}

}  // namespace skep::commands
