#include "src/map/csv_elements.h"

#include <algorithm>
#include <set>
#include <utility>

#include "src/btf/encode.h"
#include "src/btf/encode_scalar.h"
#include "src/btf/literal.h"
#include "src/output/hex.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::map {
namespace {

using btf::Literal;

// Take one cell off the front of a line, with the comma behind it.
std::string take_cell(std::string_view& line) {
  std::string cell;
  if (!line.starts_with('"')) {
    const std::size_t end = std::min(line.find(','), line.size());
    cell = line.substr(0, end);
    line.remove_prefix(end);
    return cell;
  }
  line.remove_prefix(1);
  for (;;) {
    const std::size_t quote = line.find('"');
    if (quote == line.npos) throw failure("a quote has no end");
    cell += line.substr(0, quote);
    line.remove_prefix(quote + 1);
    if (!line.starts_with('"')) return cell;
    // Two of them are one.
    cell += '"';
    line.remove_prefix(1);
  }
}

// Write text up to its end: what follows is for other members of a union.
void write_text(const Column& column, const std::string& text,
                MutableBytes part) {
  if (text.size() > column.size)
    throw failure("'{}' has {} bytes, there is room for {}", text, text.size(),
                  column.size);
  const MutableBytes room = part.subspan(column.byte, column.size);
  std::copy(text.begin(), text.end(), room.begin());
  if (text.size() < room.size()) room[text.size()] = 0;
}

void write_bytes(const Column& column, ByteView bytes, MutableBytes part) {
  std::copy(bytes.begin(), bytes.end(),
            part.subspan(column.byte, column.size).begin());
}

// Write a cell of a column whose type is not known.
void write_untyped(const Column& column, const std::string& cell,
                   MutableBytes part) {
  if (column.kind == ColumnKind::number)
    return write_number(
        column, part,
        btf::integer_bits({.bits = column.bits.size, .is_signed = false},
                          cell));
  const auto bytes = parse_hex_digits(cell, column.size);
  if (!bytes) throw failure("expected {} hex digits", 2 * column.size);
  write_bytes(column, *bytes, part);
}

void write_cell(const btf::BtfView* btf, const Column& column,
                const std::string& cell, MutableBytes part) {
  if (btf == nullptr || column.type == btf::void_id)
    return write_untyped(column, cell, part);
  const Literal literal = btf::parse_literal(cell);
  if (column.kind != ColumnKind::text)
    return write_number(column, part,
                        btf::scalar_bits(*btf, *btf->type(column.type),
                                         column.bits.size, literal));
  if (literal.kind == Literal::Kind::word)
    return write_text(column, literal.text, part);
  write_bytes(column,
              btf::encode(*btf, column.type,
                          static_cast<std::uint32_t>(column.size), literal),
              part);
}

}  // namespace

std::vector<std::string> split_csv(std::string_view line) {
  std::vector<std::string> cells;
  for (;;) {
    cells.push_back(take_cell(line));
    if (line.empty()) return cells;
    if (line.front() != ',') throw failure("expected a comma behind a quote");
    line.remove_prefix(1);
  }
}

CsvElements::CsvElements(ReplayedInput& input, const ElementLayout& layout)
    : layout_(layout),
      columns_(layout.key_size, layout.values.size(),
               layout.types ? &*layout.types : nullptr),
      lines_(TextWindow{input}) {
  read_header();
}

void CsvElements::read_header() {
  if (!read_row()) return;
  std::set<std::string> paths;
  for (const std::string& path : cells_) {
    if (!paths.insert(path).second)
      throw failure("column '{}' is there twice", path);
    if (path == "cpu" && layout_.values.is_per_cpu())
      header_.emplace_back();
    else
      header_.emplace_back(columns_.find(path));
  }
  check_columns();
}

void CsvElements::check_columns() const {
  const auto has = [&](Part part) {
    return std::any_of(header_.begin(), header_.end(), [&](const auto& column) {
      return column && column->part == part;
    });
  };
  const bool has_cpu = std::any_of(header_.begin(), header_.end(),
                                   [](const auto& column) { return !column; });
  for (const auto& column : header_)
    if (column && column->kind == ColumnKind::bytes &&
        column->type != btf::void_id)
      throw failure("'{}' has parts: they are the columns", column->path);
  if (layout_.key_size != 0 && !has(Part::key))
    throw failure("there is no column of the key");
  if (!has(Part::value)) throw failure("there is no column of the value");
  if (layout_.values.is_per_cpu() && !has_cpu)
    throw failure("there is no column 'cpu'");
}

bool CsvElements::read_row() {
  auto line = lines_.next();
  while (line && line->empty()) line = lines_.next();
  if (!line) return false;
  cells_ = split_csv(*line);
  if (!header_.empty() && cells_.size() != header_.size())
    throw failure("{} cells for {} columns", cells_.size(), header_.size());
  return true;
}

std::size_t CsvElements::place_of_cpu() const {
  const auto column = std::find_if(header_.begin(), header_.end(),
                                   [](const auto& path) { return !path; }) -
                      header_.begin();
  const std::string& cell = cells_[static_cast<std::size_t>(column)];
  const auto& cpus = layout_.values.cpus();
  const auto cpu = std::find(cpus.begin(), cpus.end(), parse_unsigned(cell));
  if (cpu == cpus.end()) throw failure("there is no CPU '{}'", cell);
  return static_cast<std::size_t>(cpu - cpus.begin());
}

void CsvElements::decode(Part part, MutableBytes bytes) const {
  std::fill(bytes.begin(), bytes.end(), Byte{0});
  write_cells(part, bytes, {});
  // Members of a union that do not agree show the second time.
  write_cells(part, bytes, Bytes{bytes.begin(), bytes.end()});
}

// Write the cells of a key or value; they must change nothing of `expected`, if
// it is not empty.
void CsvElements::write_cells(Part part, MutableBytes bytes,
                              const Bytes& expected) const {
  for (std::size_t i = 0; i < header_.size(); ++i) {
    const auto& column = header_[i];
    if (!column || column->part != part) continue;
    try {
      write_cell(columns_.btf(), *column, cells_[i], bytes);
    } catch (const Error& error) {
      throw error.in(column->path);
    }
    if (!expected.empty() &&
        !std::equal(bytes.begin(), bytes.end(), expected.begin()))
      throw failure("{}: contradicts what was given for the same bytes",
                    column->path);
  }
}

bool CsvElements::next(MutableBytes key, MutableBytes values) {
  if (header_.empty() || !read_row()) return false;
  decode(Part::key, key);
  std::fill(values.begin(), values.end(), Byte{0});
  if (layout_.values.is_per_cpu())
    next_cpus(key, values);
  else
    decode(Part::value, values);
  return true;
}

// Read the lines of one element; the first has been read.
void CsvElements::next_cpus(MutableBytes key, MutableBytes values) {
  std::vector<bool> seen(layout_.values.cpus().size());
  for (std::size_t count = 0;;) {
    const std::size_t place = place_of_cpu();
    if (seen[place])
      throw failure("CPU {} has two values", layout_.values.cpus()[place]);
    seen[place] = true;
    decode(Part::value, layout_.values.value_at(values, place));
    if (++count == seen.size()) return;
    Bytes next_key(key.size());
    const bool is_there = read_row();
    if (is_there) decode(Part::key, next_key);
    if (!is_there || !std::equal(key.begin(), key.end(), next_key.begin()))
      throw failure("an element has values of {} CPUs, not {}", count,
                    seen.size());
  }
}

}  // namespace skep::map
