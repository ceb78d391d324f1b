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

// Make a cell one that can be shown.
void prepare(TextTable::Cell& cell) {
  cell.width = cell.text.size();
  if (cell.is_number || is_plain_text(cell.text)) return;
  cell.text = printable(cell.text);
  cell.width = width_of(cell.text);
}

char* put(char* to, std::string_view text) {
  return std::copy(text.begin(), text.end(), to);
}

constexpr std::string_view separator = "  ";

}  // namespace

TextTable::TextTable(Sink& sink, const std::vector<std::string>& titles)
    : sink_(sink), shapes_(titles.size()) {
  for (std::size_t i = 0; i < titles.size(); ++i) {
    titles_.push_back({titles[i]});
    prepare(titles_[i]);
    shapes_[i].width = titles_[i].width;
  }
}

void TextTable::widen(std::size_t column, std::size_t width) {
  shapes_[column].width = std::max(shapes_[column].width, width);
}

void TextTable::add(Row& row) {
  for (Cell& cell : row) prepare(cell);
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
    shapes_[i].width = std::max(shapes_[i].width, row[i].width);
    shapes_[i].is_number = shapes_[i].is_number && row[i].is_number;
  }
}

void TextTable::write(const Row& row) {
  std::size_t most = 0;
  for (std::size_t i = 0; i < row.size(); ++i)
    most += row[i].text.size() + shapes_[i].width + separator.size();
  char* const start = sink_.room(most);
  char* end = start;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const Shape& shape = shapes_[i];
    const std::size_t space = shape.width - std::min(shape.width, row[i].width);
    const bool is_last = i + 1 == row.size();
    if (shape.is_number) end = std::fill_n(end, space, ' ');
    end = put(end, row[i].text);
    if (!shape.is_number && !is_last) end = std::fill_n(end, space, ' ');
    end = put(end, is_last ? "\n" : separator);
  }
  sink_.took(static_cast<std::size_t>(end - start));
}

void TextTable::write_kept() {
  is_shaped_ = true;
  write(titles_);
  for (const Row& row : kept_) write(row);
  kept_.clear();
}

}  // namespace skep
