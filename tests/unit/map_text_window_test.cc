#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "src/map/text_window.h"
#include "src/sys/error.h"
#include "tests/unit/memory_file.h"

namespace skep::map {
namespace {

// Return all parts of a text, each with its place; the last one is the error.
template <typename Parts, typename Place>
std::vector<std::string> parts_of(const std::string& text, Place place) {
  const MemoryFile file{text};
  ReplayedInput input{file.path()};
  std::vector<std::string> found;
  try {
    Parts parts{TextWindow{input}};
    while (const auto part = parts.next())
      found.push_back(fmt::format("{}:{}", place(parts), *part));
  } catch (const Error& error) {
    found.emplace_back(error.what());
  }
  return found;
}

std::vector<std::string> lines_of(const std::string& text) {
  return parts_of<Lines>(text, [](const Lines& l) { return l.number(); });
}

std::vector<std::string> elements_of(const std::string& text) {
  return parts_of<ArrayElements>(
      text, [](const ArrayElements& e) { return e.line(); });
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("a text is cut into its lines") {
  CHECK(lines_of("").empty());
  CHECK(lines_of("a\nb\r\n\nc") == Strings{"1:a", "2:b", "3:", "4:c"});
  CHECK(lines_of("a\n") == Strings{"1:a"});
}

TEST_CASE("lines that are longer than a piece of the file are whole") {
  const std::string line(1U << 20U, 'x');
  const auto lines = lines_of(line + "\n" + line + "\n");
  CHECK(lines == Strings{"1:" + line, "2:" + line});
}

TEST_CASE("a line without an end fills no memory") {
  const auto lines = lines_of(std::string((1U << 24U) + 1, 'x'));
  CHECK(lines == Strings{"a line or element is longer than 16 MiB"});
}

TEST_CASE("an array is cut into its objects") {
  CHECK(elements_of(" [ ] \n").empty());
  CHECK(elements_of(R"([{"a":"}\"]"},{}])") ==
        Strings{R"(1:{"a":"}\"]"})", "1:{}"});
  CHECK(elements_of("[{\n\"a\": [1,\n2]\n},\n {}\n]\n") ==
        Strings{"1:{\n\"a\": [1,\n2]\n}", "5:{}"});
}

TEST_CASE("what is no array of objects is refused") {
  CHECK(elements_of("") == Strings{"expected '['"});
  CHECK(elements_of("[1]") == Strings{"expected an element, '{'"});
  CHECK(elements_of("[") == Strings{"expected an element, '{'"});
  CHECK(elements_of("[{}") == Strings{"1:{}", "expected ','"});
  CHECK(elements_of("[{},]") == Strings{"1:{}", "expected an element, '{'"});
  CHECK(elements_of("[{}{}]") == Strings{"1:{}", "expected ','"});
  CHECK(elements_of("[{\"a\":1") == Strings{"the last element has no end"});
  CHECK(elements_of("[] {}") == Strings{"there is text behind the array"});
}

}  // namespace skep::map
