#include "commands/iter/print_objects.h"

#include <cerrno>
#include <cstdint>
#include <string>
#include <vector>

#include "src/sys/error.h"

namespace skep::commands {
namespace {

// Fields make sense only beside others, which whole objects are not.
void check_stands_alone(const iter::Query& query, const std::string& field) {
  if (query.fields != std::vector{field})
    throw usage_error("'{}' is all that there is: it stands alone", field);
  iter::Query others = query;
  others.fields.clear();
  others.where.reset();
  others.limit.reset();
  others.counts = false;
  if (!others.is_empty())
    throw usage_error("'-F {}' goes with --where, --limit and --count alone",
                      field);
}

Error explained(const Error& error) {
  if (error.code() != E2BIG) return error;
  return error.with_hint(
      "an object is longer than 32 KiB when it is written out: `-F @:compact` "
      "is shorter, or name fields by -F");
}

void print_all(Writer& out, iter::WholeObjects& objects, std::uint64_t most) {
  // Before anything is said: most errors come now.
  auto object = objects.next();
  const auto list = out.list();
  for (; object && most > 0; --most) {
    out.in_text([&](Sink& sink) {
      sink.write(*object);
      sink.put('\n');
    });
    out.item(*object);
    if (most > 1) object = objects.next();
  }
}

void print_count(Writer& out, iter::WholeObjects& objects) {
  std::uint64_t count = 0;
  while (objects.next()) ++count;
  const auto document = out.object();
  out.field("count", count, "{}\n");
}

}  // namespace

std::optional<iter::ObjectForm> wanted_form(const iter::Query& query) {
  for (const std::string& field : iter::split_fields(query.fields, "-F"))
    if (const auto form = iter::object_form(field)) {
      check_stands_alone(query, field);
      return form;
    }
  return std::nullopt;
}

void print_objects(Writer& out, iter::WholeObjects& objects,
                   const iter::Query& query) {
  try {
    if (query.counts)
      print_count(out, objects);
    else
      print_all(out, objects, query.limit.value_or(UINT64_MAX));
  } catch (const Error& error) {
    throw explained(error);
  }
}

}  // namespace skep::commands
