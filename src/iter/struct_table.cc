#include "src/iter/struct_table.h"

#include <algorithm>
#include <utility>

#include "src/btf/declare.h"
#include "src/btf/find_member.h"
#include "src/btf/named_type.h"
#include "src/iter/cell.h"
#include "src/iter/decidable.h"
#include "src/iter/row_value.h"
#include "src/iter/session.h"
#include "src/iter/test_value.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::iter {
namespace {

// What the only column of a type without members is called.
constexpr std::string_view whole = "value";

btf::TypeId find_type(const btf::Btf& types, const std::string& name,
                      const std::string& iterator) {
  if (const auto id = btf::find_named(types, name)) return *id;
  const std::string close = did_you_mean(name, btf::names_of_types(types));
  throw failure("the types {} have no '{}'", iterator, name)
      .with_hint(close.empty()
                     ? "compilers leave out what only local variables "
                       "are: declare a global pointer to it as well"
                     : close);
}

// Finds the members of a type.
FieldSource members_of(btf::BtfView types, btf::TypeId type) {
  const auto find =
      [types, type](std::string_view path) -> std::variant<Location, Error> {
    const btf::Target start{.type = type};
    const auto names = btf::member_names(types, start);
    if (names.empty() && path == whole) return Location{{}, start};
    if (const auto found = btf::find_member(types, start, path))
      return Location{{}, *found};
    return failure("'{}' has no member '{}'", btf::declare(types, type), path)
        .with_hint(did_you_mean(path, names));
  };
  return {.btf = types, .find = find, .follows_pointers = false};
}

// Return the names of all members that have a value.
std::vector<std::string> usual_fields(btf::BtfView types, btf::TypeId type) {
  std::vector<std::string> fields;
  for (const auto& [name, target] : btf::named_members(types, {.type = type}))
    if (types.resolve_size(target.type).value_or(0) != 0)
      fields.push_back(name);
  if (fields.empty()) fields.emplace_back(whole);
  return fields;
}

// Cuts what comes in pieces of any size into rows of one size.
class Cutter {
 public:
  explicit Cutter(std::size_t size) : size_(size) {}

  // Visit the rows that are whole; false: no more are wanted.
  template <typename Visit>
  bool add(std::string_view piece, const Visit& visit) {
    if (!rest_.empty()) {
      const std::size_t missing = std::min(size_ - rest_.size(), piece.size());
      rest_ += piece.substr(0, missing);
      piece.remove_prefix(missing);
      if (rest_.size() < size_) return true;
      if (!visit(bytes_of(std::string_view{rest_}))) return false;
      rest_.clear();
    }
    for (; piece.size() >= size_; piece.remove_prefix(size_))
      if (!visit(bytes_of(piece.substr(0, size_)))) return false;
    rest_ = piece;
    return true;
  }

  // How many bytes are left of a row that is not whole.
  [[nodiscard]] std::size_t rest() const { return rest_.size(); }

 private:
  std::size_t size_;
  std::string rest_{};
};

}  // namespace

StructTable::StructTable(Fd link, std::string name, btf::Btf types,
                         const std::string& type, const Query& query, Fd netns)
    : link_(std::move(link)),
      netns_(std::move(netns)),
      name_(std::move(name)),
      types_(std::move(types)) {
  const btf::TypeId id = find_type(types_, type, name_);
  type_ = btf::declare(types_, id);
  size_ = types_.resolve_size(id).value_or(0);
  if (size_ == 0) throw failure("'{}' has no bytes, of which rows are", type_);
  const FieldSource source = members_of(types_, id);
  for (const std::string& field :
       fields_to_read(query, usual_fields(types_, id)))
    columns_.push_back(find_column(source, field));
  for (const Column& column : columns_)
    table_columns_.push_back(table_column(types_, column));
  if (query.where) add_tests(source, *query.where);
  for (const Column& column : columns_)
    if (column.field && column.field->value.byte + column.size > size_)
      throw failure("'{}' lies outside of '{}'", column.title, type_);
}

void StructTable::add_tests(const FieldSource& source, std::string_view where) {
  where_ = btf::with_leaves(
      btf::parse_expression(where), [&](const btf::Comparison& comparison) {
        columns_.push_back(find_column(source, comparison.field));
        return make_test(types_, columns_, columns_.size() - 1, comparison);
      });
}

bool StructTable::is_wanted(ByteView row) const {
  return btf::holds(where_, [&](const Test& test) {
    const Column& column = columns_[test.column];
    return column.field && fulfils(test, types_, column, bytes_at(row, column));
  });
}

void StructTable::for_each_row(const RowVisitor& visit) {
  Session session{link_, name_, netns_};
  CellReader reader{types_};
  CellRow cells;
  Cutter cutter{size_};
  std::uint64_t count = 0;
  const auto take = [&](ByteView row) {
    ++count;
    if (!is_wanted(row)) return true;
    cells.clear();
    for (std::size_t i = 0; i < table_columns_.size(); ++i) {
      const Column& column = columns_[i];
      cells.push_back(column.field ? reader.read(column, bytes_at(row, column))
                                   : Cell{});
    }
    return visit(cells);
  };
  for (auto piece = session.read(); !piece.empty(); piece = session.read())
    if (!cutter.add(piece, take)) return;
  if (cutter.rest() == 0) return;
  throw failure(
      "the iterator {} wrote {} bytes, which is no multiple of the {} of '{}'",
      name_, count * size_ + cutter.rest(), size_, type_)
      .with_hint("is this what the program hands to bpf_seq_write()?");
}

}  // namespace skep::iter
