// tests/README.md tells which tests stand for which mistakes: they are there.
#include <doctest/doctest.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

void skip_space(std::string_view& text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text[0])))
    text.remove_prefix(1);
}

// Take one string literal off the start of `text`; names have no escapes but
// \".
std::string take_literal(std::string_view& text) {
  std::string literal;
  text.remove_prefix(1);
  while (!text.empty() && text[0] != '"') {
    if (text[0] == '\\') text.remove_prefix(1);
    literal += text[0];
    text.remove_prefix(1);
  }
  text.remove_prefix(1);
  skip_space(text);
  return literal;
}

// Add the name of each test case of a source; literals in a row are one name.
void add_names(std::string_view source, std::set<std::string>& names) {
  constexpr std::string_view start = "TEST_CASE(";
  for (auto at = source.find(start); at != std::string_view::npos;
       at = source.find(start, at + 1)) {
    std::string_view rest = source.substr(at + start.size());
    skip_space(rest);
    std::string name;
    while (rest.starts_with('"')) name += take_literal(rest);
    names.insert(name);
  }
}

std::set<std::string> all_test_names() {
  std::set<std::string> names;
  for (const char* folder : {"unit", "e2e"})
    for (const auto& entry :
         fs::directory_iterator{fs::path{SKEP_SOURCE_DIR} / "tests" / folder})
      if (entry.path().extension() == ".cc") add_names(read(entry), names);
  return names;
}

// Return what stands between backticks in the rows of the tables.
std::vector<std::string> named_in_tables(const std::string& page) {
  std::vector<std::string> found;
  std::istringstream lines{page};
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with('|')) continue;
    std::string_view rest = line;
    for (auto start = rest.find('`'); start != std::string_view::npos;
         start = rest.find('`')) {
      rest.remove_prefix(start + 1);
      const auto end = rest.find('`');
      found.emplace_back(rest.substr(0, end));
      rest.remove_prefix(end + 1);
    }
  }
  return found;
}

}  // namespace

TEST_CASE("every test that tests/README.md names is there") {
  const fs::path top = SKEP_SOURCE_DIR;
  const std::set<std::string> names = all_test_names();
  const auto named = named_in_tables(read(top / "tests/README.md"));
  CHECK(named.size() > 50);
  for (const std::string& name : named) {
    CAPTURE(name);
    CHECK((names.contains(name) || fs::exists(top / name)));
  }
}
