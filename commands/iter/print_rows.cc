#include "commands/iter/print_rows.h"

#include <utility>

#include "commands/iter/print_objects.h"
#include "commands/iter/targets.h"
#include "src/iter/answer.h"
#include "src/iter/projected_table.h"
#include "src/iter/socket_table.h"
#include "src/sys/error.h"

namespace skep::commands {
namespace {

constexpr std::string_view sockets_table = "sockets";

}  // namespace

void check_words(const iter::Query& query, const cli::Context& context) {
  iter::check_query(query);
  if (query.format && context.options.format != Format::text)
    throw usage_error("--format and -j exclude each other");
}

void print_rows(const std::string& name, const iter::Query& query,
                IterHook hook, Fd netns, const cli::Context& context) {
  check_words(query, context);
  const btf::Btf kernel = load_kernel_for(name);
  if (const auto form = wanted_form(query)) {
    iter::WholeObjects objects{kernel,          find_target_of(kernel, name),
                               *form,           tests_of(name, query),
                               std::move(hook), netns};
    return print_objects(context.out, objects, query);
  }
  if (name == sockets_table) {
    iter::SocketTable table{kernel, query, hook, std::move(netns)};
    return iter::answer(context.out, table, query);
  }
  iter::ProjectedTable table{kernel, find_projection(kernel, name, query),
                             std::move(hook), std::move(netns)};
  iter::answer(context.out, table, query);
}

}  // namespace skep::commands
