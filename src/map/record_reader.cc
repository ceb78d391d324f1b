#include "src/map/record_reader.h"

#include <string_view>
#include <utility>

#include "src/map/binary_form.h"
#include "src/map/csv_elements.h"
#include "src/map/row_decoder.h"
#include "src/map/text_window.h"

namespace skep::map {
namespace {

// What is wrong with a file is no wrong use of the command.
Error in_file(const Error& error, const std::string& place) {
  return Error{
      error.kind() == ErrorKind::usage ? ErrorKind::system : error.kind(),
      error.code(), fmt::format("{}: {}", place, error.what()), error.hint()};
}

// What readers of all forms have in common. A Form has next(key, values) and
// place().
template <typename Form>
class ReaderOf : public RecordReader {
 public:
  template <typename... Args>
  explicit ReaderOf(std::string file, std::string_view separator,
                    Args&&... args)
      : file_(std::move(file)),
        separator_(separator),
        form_(std::forward<Args>(args)...) {}

  bool next(MutableBytes key, MutableBytes values) override {
    try {
      return form_.next(key, values);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) throw;
      throw in_file(error, name_of(form_.place()));
    }
  }
  [[nodiscard]] std::uint64_t place() const override { return form_.place(); }
  [[nodiscard]] std::string name_of(std::uint64_t place) const override {
    return fmt::format("{}{}{}", file_, separator_, place);
  }

 private:
  std::string file_;
  std::string_view separator_;
  Form form_;
};

// One element a line; empty lines are none.
class LineElements {
 public:
  LineElements(ReplayedInput& input, const ElementLayout& layout)
      : lines_(TextWindow{input}), decoder_(layout) {}

  bool next(MutableBytes key, MutableBytes values) {
    auto line = lines_.next();
    while (line && line->find_first_not_of(" \t") == line->npos)
      line = lines_.next();
    if (line) decoder_.decode(*line, key, values);
    return line.has_value();
  }
  [[nodiscard]] std::uint64_t place() const { return lines_.number(); }

 private:
  Lines lines_;
  RowDecoder decoder_;
};

// An array of elements, as `map dump -j` and -p print it.
class ListElements {
 public:
  ListElements(ReplayedInput& input, const ElementLayout& layout)
      : elements_(TextWindow{input}), decoder_(layout) {}

  bool next(MutableBytes key, MutableBytes values) {
    const auto element = elements_.next();
    if (element) decoder_.decode(*element, key, values);
    return element.has_value();
  }
  [[nodiscard]] std::uint64_t place() const { return elements_.line(); }

 private:
  ArrayElements elements_;
  RowDecoder decoder_;
};

class BinaryElements {
 public:
  BinaryElements(ReplayedInput& input, const ElementLayout& layout,
                 bool ignores_types)
      : reader_(input, layout, ignores_types) {}

  bool next(MutableBytes key, MutableBytes values) {
    return reader_.next(key, values);
  }
  [[nodiscard]] std::uint64_t place() const { return reader_.count(); }

 private:
  BinaryReader reader_;
};

// Open a file of a form; `separator` stands between its name and a place in it.
template <typename Form, typename... Args>
std::unique_ptr<RecordReader> open_as(std::string_view separator,
                                      ReplayedInput& input, Args&&... args) {
  try {
    return std::make_unique<ReaderOf<Form>>(input.name(), separator, input,
                                            std::forward<Args>(args)...);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    throw in_file(error, input.name());
  }
}

}  // namespace

std::unique_ptr<RecordReader> open_records(ReplayedInput& input,
                                           const ElementLayout& layout,
                                           bool ignores_types) {
  constexpr std::size_t enough = 256;
  const std::string_view start = input.peek(enough);
  if (start.starts_with(binary_magic[0]))
    return open_as<BinaryElements>(": record ", input, layout, ignores_types);
  const std::size_t first = start.find_first_not_of(" \t\r\n");
  const char token = first == start.npos ? '{' : start[first];
  if (token == '[') return open_as<ListElements>(":", input, layout);
  if (token == '{') return open_as<LineElements>(":", input, layout);
  return open_as<CsvElements>(":", input, layout);
}

}  // namespace skep::map
