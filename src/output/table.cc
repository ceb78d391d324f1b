#include "src/output/table.h"

#include <algorithm>
#include <utility>

#include "src/sys/utf8.h"

namespace skep {
namespace {

// Return how many characters a terminal shows, as far as each is one wide.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

}  // namespace

TextTable::TextTable(Sink& sink, const std::vector<std::string>& titles)
    : sink_(sink), shapes_(titles.size()) {
  for (const std::string& title : titles) titles_.push_back({printable(title)});
  for (std::size_t i = 0; i < titles_.size(); ++i)
    shapes_[i].width = width_of(titles_[i].text);
}

void TextTable::widen(std::size_t column, std::size_t width) {
  shapes_[column].width = std::max(shapes_[column].width, width);
}

void TextTable::add(Row& row) {
  for (Cell& cell : row)
    if (!is_plain_text(cell.text)) cell.text = printable(cell.text);
  if (is_shaped_) return write(row);
  measure(row);
  kept_.push_back(row);
  if (kept_.size() == most_kept) write_kept();
}

void TextTable::finish() {
  if (!is_shaped_) write_kept();
}

void TextTable::repeat_titles() {
  if (is_shaped_) write(titles_);
}

void TextTable::measure(const Row& row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    shapes_[i].width = std::max(shapes_[i].width, width_of(row[i].text));
    shapes_[i].is_number = shapes_[i].is_number && row[i].is_number;
  }
}

void TextTable::write(const Row& row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    const Shape& shape = shapes_[i];
    const std::size_t width = width_of(row[i].text);
    const std::size_t space = shape.width - std::min(shape.width, width);
    const bool is_last = i + 1 == row.size();
    if (shape.is_number) write_spaces(space);
    sink_.write(row[i].text);
    if (!shape.is_number && !is_last) write_spaces(space);
    sink_.write(is_last ? "\n" : "  ");
  }
}

void TextTable::write_spaces(std::size_t count) {
  constexpr std::string_view spaces = "                                ";
  for (; count > spaces.size(); count -= spaces.size()) sink_.write(spaces);
  sink_.write(spaces.substr(0, count));
}

void TextTable::write_kept() {
  is_shaped_ = true;
  write(titles_);
  for (const Row& row : kept_) write(row);
  kept_.clear();
}

}  // namespace skep
