// gen skeleton --lang c++: the headers in the hands of compilers, and of a
// program that uses them.
#include <doctest/doctest.h>

#include <cctype>
#include <set>

#include "src/sys/text.h"
#include "tests/e2e/features.h"
#include "tests/e2e/gen_fixture.h"

namespace skep::test {
namespace {

constexpr const char* compile_only = "-fsyntax-only";

// A file that includes the skeletons of all objects: each compiler reads the
// support code and libbpf once, not a hundred times.
std::string include_all(const TempDir& dir) {
  std::string source;
  for (const std::string& object : all_bpf_objects()) {
    write_cpp_skeleton(dir, object);
    source += "#include \"" + object + ".h\"\n";
  }
  write_file(dir / "all.cc", source);
  return dir / "all.cc";
}

void check_compiles(const std::string& compiler, const std::string& source) {
  const Result result = compile_cpp(compiler, compile_only, source);
  CAPTURE(compiler);
  CAPTURE(result.err);
  CHECK(result.exit == 0);
}

std::string lower_case(std::string text) {
  for (char& c : text)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// Return `text` with every `part` of it replaced.
std::string with_all(std::string text, const std::string& part,
                     const std::string& other) {
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at)) {
    text.replace(at, part.size(), other);
    at += other.size();
  }
  return text;
}

// Return the lines of a source that a compiler finds fault with.
std::set<int> faulty_lines(const Result& result) {
  std::set<int> lines;
  for (const std::string& line : split(result.err, '\n')) {
    const auto error = line.find(": error: ");
    const auto file = line.find(".cc:");
    if (error != line.npos && file != line.npos)
      lines.insert(std::stoi(line.substr(file + 4)));
  }
  return lines;
}

// Compile a program of tests/e2e, and let it run.
void check_runs(const TempDir& dir, const std::string& source,
                const std::string& options, const std::string& argument = "") {
  CAPTURE(options);
  const Result built =
      compile_cpp(SKEP_CXX " -std=c++17",
                  options + " -I" + dir.path() + " -o " + (dir / "user"),
                  SKEP_SOURCE_DIR "/tests/e2e/" + source + libbpf_archives());
  CAPTURE(built.err);
  REQUIRE(built.exit == 0);
  const Result result = run({dir / "user", argument});
  CAPTURE(result.err);
  CHECK(result.exit == 0);
}

constexpr const char* with_sanitizers = "-g -fsanitize=address,undefined";

}  // namespace

TEST_SUITE_BEGIN("compilers");

TEST_CASE("C++ skeletons of all objects compile together, without a warning") {
  const TempDir dir;
  const std::string source = include_all(dir);
  for (const char* compiler :
       {"g++ -std=c++17", "g++ -std=c++20 -O2",
        "g++ -std=c++23 -fno-exceptions -fno-rtti", "clang++-19 -std=c++17",
        "clang++-19 -std=c++20 -fno-exceptions -fno-rtti",
        "clang++-19 -std=c++23"})
    check_compiles(compiler, source);
}

TEST_CASE("C++ skeletons use the kernel's headers of any age, and no others") {
  const TempDir dir;
  write_cpp_skeleton(dir, "kinds");
  const std::string includes = SKEP_LIBBPF_INCLUDES;
  const Result result = shell(
      "clang++-19 -std=c++17 -Wall -Werror -fsyntax-only -isystem " +
      includes.substr(0, includes.find(':')) + " -x c++ " + (dir / "kinds.h"));
  CAPTURE(result.err);
  CHECK(result.exit == 0);
}

TEST_CASE("C++ skeletons of several versions meet in one file") {
  const TempDir dir;
  write_cpp_skeleton(dir, "several");
  std::string other = skep_ok("gen skeleton " + bpf_object("several") +
                              " --lang c++ --namespace other::times")
                          .out;
  constexpr std::string_view guard = "#ifndef SKEP_RUNTIME_V";
  const std::string version = other.substr(other.find(guard) + guard.size(), 8);
  other = with_all(other, version, "00000000");
  other = with_all(other, lower_case(version), "00000000");
  write_file(dir / "other.h", other);
  write_file(dir / "both.cc",
             "#include \"several.h\"\n#include \"other.h\"\n"
             "skep::link link_of(skel::several::loaded& a,\n"
             "                   other::times::loaded& b) {\n"
             "  (void)b.attach();\n  return std::move(a.links.pass);\n}\n");
  check_compiles("g++ -std=c++17", dir / "both.cc");
}

TEST_CASE("C++ skeletons have the object's bytes from the file or the linker") {
  const TempDir dir;
  const std::string object = bpf_object("several");
  write_file(dir / "main.cc",
             "#include \"embedded.h\"\n"
             "int main() {\n"
             "  const auto bytes = skel::several::elf_bytes();\n"
             "  std::fwrite(bytes.data(), 1, bytes.size(), stdout);\n"
             "  return skel::several::opened::open() ? 0 : 1;\n}\n");
  write_file(dir / "bytes.s",
             ".globl several__elf_start\n.globl several__elf_end\n"
             ".balign 8\nseveral__elf_start: .incbin \"" +
                 object + "\"\nseveral__elf_end:\n.section .note.GNU-stack\n");
  for (const std::string how : {"incbin", "extern"}) {
    CAPTURE(how);
    write_file(dir / "embedded.h",
               skep_ok("gen skeleton " + object +
                       " name several --lang c++ --embed " + how)
                   .out);
    const std::string bytes = how == "extern" ? " " + (dir / "bytes.s") : "";
    const Result built =
        compile_cpp(SKEP_CXX " -std=c++17", "-o " + (dir / "program"),
                    (dir / "main.cc") + bytes + libbpf_archives());
    CAPTURE(built.err);
    REQUIRE(built.exit == 0);
    const Result result = run({dir / "program"});
    CHECK(result.exit == 0);
    CHECK(result.out == read_text(object));
  }
}

TEST_CASE("what comes too late, or copies an object, does not compile") {
  const TempDir dir;
  write_cpp_skeleton(dir, "kinds");
  write_file(dir / "wrong.cc",
             R"(#include "kinds.h"
using namespace skel::kinds;
void right(opened& o, prepared& p, loaded& l) {
  o.rodata().watched = 1;
  p.bss().calls = 1;
  (void)p.maps.table.put(1, {});
  loaded moved{std::move(l)};
}
void wrong(opened& o, prepared& p, loaded& l) {
  p.rodata().watched = 1;
  l.rodata().watched = 1;
  opened a{o};
  prepared b{p};
  loaded c{l};
  (void)o.load();
  (void)o.maps.table.put(1, {});
  (void)o.progs.on_call.attach();
  (void)p.progs.on_call.attach();
  (void)l.maps.table.put(types::address{}, {});
  (void)l.progs.on_call.attach_xdp(1);
  l.maps.line.get(1);
}
)");
  const auto lines = faulty_lines(
      compile_cpp("g++ -std=c++17", compile_only, dir / "wrong.cc"));
  for (int line = 1; line <= 9; ++line) CHECK_FALSE(lines.contains(line));
  for (int line = 10; line <= 21; ++line) {
    CAPTURE(line);
    CHECK(lines.contains(line));
  }
}

TEST_CASE("a program of C++ opens, loads, attaches and reads an object") {
  const TempDir dir;
  for (const char* object : {"kinds", "layouts", "no_such_tp"})
    write_cpp_skeleton(dir, object);
  {
    const Bpffs bpffs;
    check_runs(dir, "cpp_user.cc", "-fno-exceptions -fno-rtti -O2",
               bpffs.path());
  }
  const Bpffs bpffs;
  check_runs(dir, "cpp_user.cc", with_sanitizers, bpffs.path());
  const auto value = [&](const std::string& map) {
    return skep_ok("-j map lookup pinned " + bpffs.path() + "/layouts/maps/" +
                   map + " key 0")
        .json()
        .at("formatted")
        .at("value")
        .dump();
  };
  CHECK(value("bits") ==
        R"({"low":"0x5","middle":"0xd","high":"0xabc","byte":7,)"
        R"("far":"0x1234567890","over":"0x9876543210","flag":"0x1",)"
        R"("sign":"0x3"})");
  CHECK(value("packed_bits") ==
        R"({"start":1,"over":"0x2aaaaaaa","more":"0x15","end":65534})");
  CHECK(value("bss") == R"("wide_high")");
}

TEST_CASE("a program of C++ shares arenas and functions, and runs iterators") {
  NEEDS(feature::arenas, feature::struct_ops);
  const TempDir dir;
  for (const char* object : {"arena", "struct_ops", "iter_task"})
    write_cpp_skeleton(dir, object);
  check_runs(dir, "cpp_shared_user.cc", with_sanitizers);
}

TEST_SUITE_END();

TEST_CASE("a type that C++ can't say is told, and costs no more than itself") {
  const Result result =
      skep_ok("gen skeleton " + bpf_object("types") + " --lang c++");
  CHECK(result.err.find("atomic") != result.err.npos);
  CHECK(result.out.find("::std::byte atomic[4];") != result.out.npos);
  CHECK(result.out.find("double real;") != result.out.npos);
}

TEST_CASE("README.md shows the program of C++ that the demo runs") {
  const std::string readme = read_text(SKEP_SOURCE_DIR "/README.md");
  const std::string program =
      read_text(SKEP_SOURCE_DIR "/tests/demo/firewall.cc");
  const auto start = program.find("int main()");
  REQUIRE(start != program.npos);
  CHECK(readme.find(program.substr(start)) != readme.npos);
  const std::string bpf =
      read_text(SKEP_SOURCE_DIR "/tests/bpf/firewall.bpf.c");
  const auto shown = readme.find("const volatile __u16 always_blocked");
  const auto end = readme.find("```", shown);
  CHECK(bpf.find(readme.substr(shown, end - shown)) != bpf.npos);
}

TEST_CASE("a namespace is one of C++, and for C++") {
  const std::string line = "gen skeleton " + bpf_object("several");
  check_fails(line + " --lang c++ --namespace a:b", 2, {"a:b", "namespace"});
  check_fails(line + " --namespace a::b", 2, {"--namespace", "--lang c++"});
  check_fails(line + " --lang c+", 2, {"c+"});
  check_fails(line + " --lang c++ --types inline", 2, {"--types", "--lang c"});
}

}  // namespace skep::test
