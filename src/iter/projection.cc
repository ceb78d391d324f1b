#include "src/iter/projection.h"

#include <algorithm>
#include <tuple>
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

// Reading more takes longer than reading twice.
constexpr std::uint64_t largest_block = 128;

std::uint64_t end_of(const Column& column) {
  return column.field->value.byte + column.size;
}

// Add a column to the last block, or to a new one.
void add_to_blocks(std::vector<Block>& blocks, const Column& column,
                   std::size_t place) {
  const Location& field = *column.field;
  const bool is_near = !blocks.empty() && blocks.back().hops == field.hops &&
                       end_of(column) - blocks.back().byte <= largest_block;
  if (!is_near)
    blocks.push_back({.hops = field.hops,
                      .byte = static_cast<std::uint32_t>(field.value.byte),
                      .columns = {}});
  Block& block = blocks.back();
  block.size = static_cast<std::uint32_t>(
      std::max<std::uint64_t>(block.size, end_of(column) - block.byte));
  block.columns.push_back(place);
}

std::vector<Block> blocks_of(const Projection& projection) {
  const std::vector<Column>& columns = projection.columns;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < projection.shown; ++i)
    if (is_in_block(columns[i])) places.push_back(i);
  std::sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
    const Location& left = *columns[a].field;
    const Location& right = *columns[b].field;
    return std::tie(left.hops, left.value.byte) <
           std::tie(right.hops, right.value.byte);
  });
  std::vector<Block> blocks;
  for (const std::size_t place : places)
    add_to_blocks(blocks, columns[place], place);
  return blocks;
}

// Gives parts of a row their places.
class Layout {
 public:
  explicit Layout(std::size_t size) : size_(aligned(size)) {}

  // Make room; `title` is that of the column for which it is.
  std::uint32_t place(std::uint32_t size, const std::string& title) {
    const auto offset = static_cast<std::uint32_t>(size_);
    // Whole words can be read of each.
    size_ = aligned(size_ + size);
    if (size_ > largest_row)
      throw failure(
          "'{}' makes the rows longer than {} bytes, the kernel's room", title,
          largest_row)
          .with_hint("leave out some of the fields, or take parts of them");
    return offset;
  }

  [[nodiscard]] std::uint32_t size() const {
    return static_cast<std::uint32_t>(size_);
  }

 private:
  std::uint64_t size_;
};

void lay_out(Projection& projection) {
  std::vector<Column>& columns = projection.columns;
  projection.blocks = blocks_of(projection);
  // Without any column there is still a row for each object.
  Layout layout{std::max<std::size_t>(columns.size(), 1)};
  for (Block& block : projection.blocks) {
    block.offset = layout.place(block.size, columns[block.columns[0]].title);
    for (const std::size_t i : block.columns)
      columns[i].offset =
          block.offset +
          static_cast<std::uint32_t>(columns[i].field->value.byte - block.byte);
  }
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (i >= projection.shown || !is_in_block(columns[i]))
      columns[i].offset = layout.place(columns[i].size, columns[i].title);
  projection.row_size = layout.size();
}

}  // namespace

bool is_in_block(const Column& column) {
  return column.field && !column.field->hops.empty() &&
         (column.form == Form::value || column.form == Form::text ||
          column.form == Form::bits);
}

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
