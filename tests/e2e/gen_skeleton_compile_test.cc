// gen skeleton: the headers in the hands of compilers, and of programs that
// were written for bpftool's.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <regex>
#include <set>

#include "src/gen/user_types.h"
#include "src/object/strip_debug.h"
#include "src/sys/file.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/gen_fixture.h"

namespace skep::test {
namespace {

std::string run_user(const TempDir& dir, std::string_view source,
                     Generator generator, Language language,
                     std::string_view object) {
  const std::string header = write_skeleton(dir, generator, object);
  const Result result = run({build_user(dir, source, language, header)});
  CAPTURE(result.err);
  CHECK(result.exit == 0);
  return result.out;
}

void check_compile_alike(const TempDir& dir, const std::string& object,
                         const std::string& ours, const std::string& theirs,
                         const std::string& effect, const Compiler& compiler,
                         const std::string& options) {
  const auto compiles = [&](const std::string& header) {
    return try_compile(dir, compiler, header, options).exit == 0 ? "yes" : "no";
  };
  check_same({.line = "gen skeleton " + object,
              .aspect = Aspect::effect,
              .where = effect,
              .ours = compiles(ours),
              .theirs = compiles(theirs)});
}

// Does a header embed `text`, as it is or in hexadecimal escapes?
bool embeds(std::string header, std::string_view text) {
  for (const std::string_view line_end : {"\"\n\t\"", "\\\n"})
    for (auto at = header.find(line_end); at != header.npos;
         at = header.find(line_end, at))
      header.erase(at, line_end.size());
  std::string escaped;
  for (const char c : text)
    escaped += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  return header.find(text) != header.npos ||
         header.find(escaped) != header.npos;
}

std::set<std::string> matches(const std::string& text, const char* pattern) {
  const std::regex regex{pattern};
  std::set<std::string> found;
  for (auto at = std::sregex_iterator{text.begin(), text.end(), regex};
       at != std::sregex_iterator{}; ++at)
    found.insert((*at)[1]);
  CHECK(!found.empty());
  return found;
}

}  // namespace

TEST_SUITE_BEGIN("compilers");

TEST_CASE("every skeleton compiles as C and C++ without a warning") {
  const TempDir dir;
  for (const std::string& object : all_bpf_objects()) {
    CAPTURE(object);
    const std::string header =
        write_skeleton(dir, Generator::skep, object, types_inside);
    check_compiles(dir, {SKEP_CC " -std=gnu11", Language::c}, header, "");
    check_compiles(dir, {SKEP_CXX " -std=c++17", Language::cpp}, header, "");
  }
}

TEST_CASE("the names of types and enumerators in C's headers are known") {
  const TempDir dir;
  write_file(dir / "alone.c",
             "#define _GNU_SOURCE\n#include <errno.h>\n#include <stddef.h>\n"
             "#include <stdlib.h>\n#include <bpf/libbpf.h>\n");
  const std::string text =
      shell(SKEP_CC " -E -P" + include_options() + " " + dir / "alone.c").out;
  for (const char* pattern :
       {R"(\b(?:struct|union|enum) (\w+)\s*\{)",
        R"(typedef (?:struct|union|enum)\s*\{[^{}]*\}\s*(\w+);)",
        R"(typedef (?:struct|union|enum) \w+ (\w+);)",
        R"(\b([A-Z]\w+)(?: = [^,{}]*)?,?\n)"})
    for (const std::string& name : matches(text, pattern)) {
      CAPTURE(name);
      CHECK(gen::is_known_to_headers(name));
    }
}

TEST_CASE("the oddest skeletons compile with every compiler and standard") {
  const TempDir dir;
  for (const char* object :
       {"arena", "clashes", "globals", "keywords", "struct_ops", "types"}) {
    CAPTURE(object);
    const std::string header =
        write_skeleton(dir, Generator::skep, object, types_inside);
    for (const Compiler& compiler : compilers())
      check_compiles(dir, compiler, header, "-pedantic -Wshadow");
  }
}

TEST_CASE("the skeletons of bpftool that do not compile are told") {
  const TempDir dir;
  for (const std::string object :
       {"clashes", "devices", "keywords", "nomaps", "struct_ops"}) {
    const std::string ours = write_skeleton(dir, Generator::skep, object);
    const std::string theirs = write_skeleton(dir, Generator::bpftool, object);
    check_compile_alike(dir, object, ours, theirs, "compiles as C",
                        {SKEP_CC " -std=gnu11", Language::c}, "");
    check_compile_alike(dir, object, ours, theirs, "compiles as C++",
                        {SKEP_CXX " -std=c++17", Language::cpp}, "");
  }
  check_compile_alike(
      dir, "maps", write_skeleton(dir, Generator::skep, "maps", types_inside),
      write_skeleton(dir, Generator::bpftool, "maps"), "brings its types",
      {SKEP_CC " -std=gnu11", Language::c}, "");
  const std::string line = "gen skeleton " + bpf_object("types");
  check_same({.line = line,
              .aspect = Aspect::exit_code,
              .ours = std::to_string(skep(line).exit),
              .theirs = std::to_string(bpftool(line).exit)});
}

TEST_CASE("what the headers of both say of an object differs as is told") {
  const auto check_word = [](const std::string& line, const char* effect,
                             auto&& word_of) {
    check_same({.line = line,
                .aspect = Aspect::effect,
                .where = effect,
                .ours = word_of(skep(line).out),
                .theirs = word_of(bpftool(line).out)});
  };
  const std::string named =
      "gen skeleton " + bpf_object("globals") + " name a-b";
  check_same({.line = named,
              .aspect = Aspect::exit_code,
              .ours = std::to_string(skep(named).exit),
              .theirs = std::to_string(bpftool(named).exit)});
  check_word("gen skeleton " + bpf_object("devices"), "is of a kernel's number",
             [](const std::string& header) {
               const auto end = header.find(" kernel_number;");
               const auto start = header.find_last_of("\t ", end - 1) + 1;
               return header.substr(start, end - start);
             });
  check_word("gen skeleton " + bpf_object("nomaps"), "holds DWARF",
             [](const std::string& header) {
               return embeds(header, "clang version") ? "yes" : "no";
             });
}

TEST_CASE("a program for bpftool's skeleton runs with ours unchanged") {
  const TempDir dir;
  for (const Generator generator : {Generator::bpftool, Generator::skep}) {
    for (const Language language : {Language::c, Language::cpp}) {
      CAPTURE(generator);
      CAPTURE(language);
      const std::string bytes =
          run_user(dir, "skeleton_user.c", generator, language, "globals");
      const Bytes object = read_file(bpf_object("globals"));
      CHECK(bytes == text_of(generator == Generator::skep ? strip_debug(object)
                                                          : object));
    }
  }
}

TEST_CASE("a program changes a struct_ops value and attaches it") {
  const TempDir dir;
  for (const Generator generator : {Generator::bpftool, Generator::skep}) {
    CAPTURE(generator);
    run_user(dir, "struct_ops_user.c", generator, Language::c, "struct_ops");
  }
}

TEST_CASE("names that C++ reserves are used with an underscore there") {
  const TempDir dir;
  for (const Language language : {Language::c, Language::cpp})
    run_user(dir, "keywords_user.c", Generator::skep, language, "keywords");
}

TEST_CASE("an object may be called like a keyword of C++") {
  const TempDir dir;
  const std::string line = "gen skeleton " + bpf_object("keywords") + " name ";
  write_file(dir / "named.h", skep_ok(line + "class").out);
  for (const Compiler& compiler : compilers())
    check_compiles(dir, compiler, dir / "named.h", "");
}

TEST_CASE("a file may be called like a keyword or begin with a digit") {
  const TempDir dir;
  for (const char* name : {"1digit", "int", "a-b"}) {
    CAPTURE(name);
    const std::string object = dir / name + ".o";
    write_file(object, read_text(bpf_object("keywords")));
    write_file(dir / "named.h", skep_ok("gen skeleton " + object).out);
    for (const Compiler& compiler : compilers())
      check_compiles(dir, compiler, dir / "named.h", "");
  }
}

TEST_CASE("the header of a large object compiles in a moment") {
  const TempDir dir;
  // Whatever follows the section headers belongs to no section.
  const std::string object = read_text(bpf_object("nomaps"));
  write_file(dir / "large.bpf.o", object + std::string(4'000'000, '\x7f'));
  const Result result = skep_ok("gen skeleton " + (dir / "large.bpf.o"));
  write_file(dir / "large.h", result.out);
  check_compiles(dir, {SKEP_CC " -std=c11", Language::c}, dir / "large.h", "");
}

TEST_SUITE_END();

}  // namespace skep::test
