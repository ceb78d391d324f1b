// Objects with names that could do harm: in generated code, in JSON, on a
// terminal.
#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "src/gen/names.h"
#include "tests/e2e/gen_fixture.h"
#include "tests/e2e/hostile.h"

namespace skep::test {
namespace {

using Names = std::map<std::string, std::string>;

Names all_named(const std::string& name) {
  Names names;
  for (const std::string& part : named_parts()) names[part] = name;
  return names;
}

// A hostile object, in a directory of its own.
class HostileObject {
 public:
  explicit HostileObject(const Names& names, const std::string& suffix = "") {
    write_hostile_object(path(), names, suffix);
  }
  [[nodiscard]] std::string path() const { return dir_ / "object.o"; }

 private:
  TempDir dir_;
};

// Return code without what is inside of string literals.
std::string without_strings(std::string_view code) {
  std::string out;
  bool is_inside = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i] == '"') is_inside = !is_inside;
    if (is_inside && code[i] == '\\')
      ++i;
    else if (!is_inside)
      out += code[i];
  }
  return out;
}

bool is_word_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool has_word(const std::string& text, std::string_view word) {
  for (auto at = text.find(word); at != std::string::npos;
       at = text.find(word, at + 1)) {
    const bool begins = at == 0 || !is_word_char(text[at - 1]);
    const auto end = at + word.size();
    if (begins && (end == text.size() || !is_word_char(text[end]))) return true;
  }
  return false;
}

// Writes headers, each under a name of its own, to be compiled together.
class Headers {
 public:
  enum class Kind { ordinary, light };
  explicit Headers(Kind kind) : is_light_(kind == Kind::light) {}

  void add(Names names) {
    // What light skeletons hold can be loaded, and says to what it is attached.
    if (is_light_)
      names["a_program_section"] = "raw_tp/" + names["a_program_section"];
    const std::string number = std::to_string(++count_);
    const std::string name = "o" + number;
    const HostileObject object{names, number};
    if (is_light_) {
      all_ += include(object, name, {"--types", "inline", "-L"});
      return;
    }
    all_ += include(object, name, {"--types", "inline"});
    all_of_cpp_ += include(object, name, {"--lang", "c++"});
  }

  void check_compile() const {
    const std::string path = dir_ / "all.h";
    write_file(path, all_);
    check_compiles(dir_, {SKEP_CC " -std=gnu11", Language::c}, path, "");
    check_compiles(dir_, {SKEP_CXX " -std=c++17", Language::cpp}, path, "");
  }

  // The same of those for C++ alone.
  void check_cpp_compiles() const {
    const std::string path = dir_ / "all.hpp";
    write_file(path, all_of_cpp_);
    check_compiles(dir_, {SKEP_CXX " -std=c++17", Language::cpp}, path,
                   "-Wpedantic -Wconversion");
  }

 private:
  // Write a header; return how it is included.
  std::string include(const HostileObject& object, const std::string& name,
                      const std::vector<std::string>& options) {
    std::vector<std::string> words{"gen", "skeleton", object.path(), "name",
                                   name};
    words.insert(words.end(), options.begin(), options.end());
    const Result result = skep_words(words);
    CAPTURE(result.err);
    CHECK(result.exit == 0);
    check_is_clean(result.out);
    CHECK_FALSE(has_word(without_strings(result.out), canary));
    const std::string header = dir_ / (name + "." + options.back() + ".h");
    write_file(header, result.out);
    return "#include \"" + header + "\"\n";
  }

  bool is_light_;
  TempDir dir_;
  int count_ = 0;
  std::string all_;
  std::string all_of_cpp_;
};

}  // namespace

TEST_CASE("hostile names in an object do no harm when it is loaded" *
          doctest::test_suite("files")) {
  const Bpffs bpffs;
  const std::string pin = bpffs / "prog";
  const auto unpin = [&] { std::filesystem::remove(pin); };
  for (const std::string& name : odd_names()) {
    CAPTURE(name);
    for (const std::string part : {"a_program", "a_program_section", "a_map"}) {
      CAPTURE(part);
      const HostileObject object{{{part, name}}};
      check_harmless({"-d", "prog", "load", object.path(), pin}, unpin);
    }
    const HostileObject object{all_named(name)};
    CHECK(check_harmless({"prog", "load", object.path(), pin}).exit == 1);
    CHECK(check_harmless({"gen", "skeleton", object.path()}).exit == 0);
    check_harmless({"-L", "gen", "skeleton", object.path()});
  }
}

TEST_SUITE_BEGIN("compilers");

TEST_CASE("hostile names in an object inject nothing into its skeleton") {
  for (const auto kind : {Headers::Kind::ordinary, Headers::Kind::light})
    for (const std::string& part : named_parts()) {
      CAPTURE(part);
      Headers headers{kind};
      for (const std::string& name : hostile_names())
        headers.add({{part, name}});
      headers.check_compile();
    }
}

TEST_CASE("an object with hostile names alone has a skeleton that compiles") {
  Headers headers{Headers::Kind::ordinary};
  for (const std::string& name : hostile_names())
    if (!gen::is_c_identifier(name)) headers.add(all_named(name));
  headers.check_compile();
  headers.check_cpp_compiles();
}

TEST_SUITE_END();

}  // namespace skep::test
