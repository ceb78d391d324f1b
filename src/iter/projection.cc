#include "src/iter/projection.h"

#include <algorithm>
#include <utility>

#include "src/iter/decidable.h"
#include "src/iter/field_path.h"
#include "src/iter/test_value.h"
#include "src/sys/error.h"

namespace skep::iter {
namespace {

// So many loads and tests never are too far for a jump.
constexpr std::size_t most_columns = 128;

constexpr std::uint64_t alignment = 8;

std::uint64_t aligned(std::uint64_t offset) {
  return (offset + alignment - 1) / alignment * alignment;
}

FieldSource fields_of(btf::BtfView kernel, const Target& target) {
  return {.btf = kernel, .find = [kernel, &target](std::string_view path) {
            return find_field(kernel, target, path);
          }};
}

void add_tests(btf::BtfView kernel, Projection& projection,
               const btf::Expression& where) {
  Tests tests = btf::with_leaves(where, [&](const btf::Comparison& comparison) {
    projection.columns.push_back(
        find_column(fields_of(kernel, projection.target), comparison.field));
    return make_test(kernel, projection.columns, projection.columns.size() - 1,
                     comparison);
  });
  if (projection.columns.size() > most_columns)
    throw usage_error("there are more than {} fields and tests", most_columns);
  projection.where = decidable_part(tests);
  if (!is_decidable(tests)) projection.rest = std::move(tests);
}

void lay_out(Projection& projection) {
  std::uint64_t size = aligned(projection.columns.size());
  for (Column& column : projection.columns) {
    column.offset = static_cast<std::uint32_t>(size);
    // Whole words can be read of each.
    size = aligned(size + column.size);
    if (size > largest_row)
      throw failure(
          "'{}' makes the rows longer than {} bytes, the kernel's "
          "room",
          column.title, largest_row)
          .with_hint("leave out some of the fields, or take parts of them");
  }
  projection.row_size = static_cast<std::uint32_t>(size);
}

}  // namespace

Projection project(btf::BtfView kernel, Target target,
                   const std::vector<std::string>& fields,
                   const btf::Expression& where) {
  if (fields.size() > most_columns)
    throw usage_error("there are {} fields, the most are {}", fields.size(),
                      most_columns);
  Projection projection{.target = std::move(target), .columns = {}};
  for (const std::string& field : fields)
    projection.columns.push_back(
        find_column(fields_of(kernel, projection.target), field));
  projection.shown = projection.columns.size();
  add_tests(kernel, projection, where);
  lay_out(projection);
  return projection;
}

}  // namespace skep::iter
