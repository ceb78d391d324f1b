// gen skeleton and gen subskeleton: where the code goes, and what is in it.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "src/object/strip_debug.h"
#include "src/sys/file.h"
#include "tests/e2e/gen_fixture.h"
#include "tests/e2e/hostile.h"
#include "tests/e2e/prog_fixture.h"

namespace skep::test {

TEST_SUITE_BEGIN("files");

TEST_CASE("generated code goes to a file, whole or not at all") {
  const TempDir dir;
  const std::string object = bpf_object("globals");
  for (const std::string verb : {"gen skeleton ", "gen subskeleton "}) {
    CAPTURE(verb);
    const std::string text = skep_ok(verb + object).out;
    const Result result = skep_ok(verb + object + " -o " + dir / "out.h");
    CHECK(result.out.empty());
    CHECK(read_text(dir / "out.h") == text);
    check_fails(verb + "/etc/passwd -o " + dir / "out.h", 1, {"/etc/passwd"});
    CHECK(read_text(dir / "out.h") == text);
    check_fails(verb + object + " -o /no/such/out.h", 1, {"/no/such/out.h"});
    CHECK(skep(verb + object + " -o /dev/full").exit == 1);
    CHECK(files_below(dir.path()) == std::vector<std::string>{"out.h"});
  }
}

TEST_CASE("code that is not that of the object is stale") {
  const TempDir dir;
  const std::string line =
      "gen skeleton " + bpf_object("globals") + " -o " + dir / "out.h";
  check_fails(line + " --check", 1, {dir / "out.h", "missing", "--check"});
  CHECK(files_below(dir.path()).empty());
  skep_ok(line);
  skep_ok(line + " --check");
  check_fails(line + " --check --types inline", 1, {dir / "out.h", "stale"});
  skep_ok(line + " --check");
}

TEST_CASE("make and ninja are told what the code is made from") {
  const TempDir dir;
  const std::string object = dir / "odd $name#1:2.bpf.o";
  write_file(object, read_text(bpf_object("nomaps")));
  const std::string output = dir / "out.h";
  const std::string depfile = dir / "out.d";
  const Result result = skep_words(
      {"gen", "skeleton", object, "-o", output, "--depfile", depfile});
  CHECK(result.exit == 0);
  CHECK(read_text(depfile) ==
        output + ": " + dir.path() + "/odd\\ $$name\\#1\\:2.bpf.o\n");
}

TEST_CASE("options about a file need the file") {
  const std::string line = "gen skeleton " + bpf_object("globals");
  check_fails(line + " --check", 2, {"--check", "-o FILE"});
  check_fails(line + " --depfile x", 2, {"--depfile", "-o FILE"});
  check_fails(line + " --lang fortran", 2, {"fortran", "json"});
  check_fails(line + " --types none", 2, {"none", "inline"});
  check_fails(line + " --embed never", 2, {"never", "incbin"});
}

TEST_CASE("a description is the same wherever it goes") {
  const TempDir dir;
  const std::string line = "gen skeleton " + bpf_object("globals");
  const auto described = skep_ok("-j " + line).json();
  CHECK(skep_ok(line + " --lang json").json() == described);
  const Result both = skep_ok("-j " + line + " -o " + dir / "out.h");
  CHECK(both.json() == described);
  CHECK(read_text(dir / "out.h") == skep_ok(line).out);
}

TEST_CASE("objects without their debuggers' data are as good") {
  for (const std::string& name : all_bpf_objects()) {
    CAPTURE(name);
    const Bytes whole = read_file(bpf_object(name));
    const Bytes stripped = strip_debug(whole);
    CHECK(stripped.size() < whole.size());
    CHECK(strip_debug(stripped) == stripped);
    const TempDir dir;
    write_file(dir / (name + ".bpf.o"), std::string{text_of(stripped)});
    const std::string line = "-m gen skeleton ";
    CHECK(skep_ok(line + dir / (name + ".bpf.o")).out ==
          skep_ok(line + bpf_object(name)).out);
  }
}

TEST_CASE("what can't be stripped is left as it is") {
  const Bytes whole = read_file(bpf_object("globals"));
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    const Bytes part{whole.begin(),
                     whole.begin() + static_cast<std::ptrdiff_t>(size)};
    CHECK(strip_debug(part) == part);
  }
  // Sections that share their bytes would make the file larger.
  Bytes shared = whole;
  const auto headers = load_as<std::uint64_t>(ByteView{whole}.subspan(40));
  const std::uint64_t start = 0;
  const std::uint64_t size = whole.size();
  for (std::size_t at = headers + 64; at + 64 <= whole.size(); at += 64) {
    std::memcpy(shared.data() + at + 24, &start, sizeof start);
    std::memcpy(shared.data() + at + 32, &size, sizeof size);
  }
  CHECK(strip_debug(shared) == shared);
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("compilers");

TEST_CASE("an object is taken from its file by the assembler") {
  const TempDir dir;
  const std::string header =
      write_skeleton(dir, Generator::skep, "globals", " --embed incbin");
  const std::string bytes = read_text(bpf_object("globals"));
  CHECK(read_text(header).size() < bytes.size());
  for (const Language language : {Language::c, Language::cpp})
    CHECK(run({build_user(dir, "skeleton_user.c", language, header)}).out ==
          bytes);
  for (const Compiler& compiler : compilers())
    check_compiles(dir, compiler, header,
                   "-include " SKEP_SOURCE_DIR "/tests/e2e/globals_types.h");
}

TEST_CASE("the linker brings an object between two symbols") {
  const TempDir dir;
  const std::string skeleton =
      write_skeleton(dir, Generator::skep, "globals", " --embed extern");
  write_file(dir / "with_object.h",
             "#include \"" + skeleton +
                 "\"\n"
                 "__asm__(\".section .rodata\\n\"\n"
                 "\".balign 8\\n\"\n"
                 "\".globl globals_bpf__elf_start, globals_bpf__elf_end\\n\"\n"
                 "\"globals_bpf__elf_start: .incbin \\\"" +
                 bpf_object("globals") +
                 "\\\"\\n\"\n"
                 "\"globals_bpf__elf_end:\\n\"\n"
                 "\".text\\n\");\n");
  const std::string program =
      build_user(dir, "skeleton_user.c", Language::c, dir / "with_object.h");
  CHECK(run({program}).out == read_text(bpf_object("globals")));
}

TEST_CASE("an object that changed since its skeleton was made is refused") {
  const TempDir dir;
  write_file(dir / "changing.bpf.o", read_text(bpf_object("nomaps")));
  const std::string header = dir / "changing.h";
  skep_ok("gen skeleton " + dir / "changing.bpf.o" + " --embed incbin -o " +
          header);
  write_file(dir / "alone.c", "#include \"" + header + "\"\n");
  const std::string compile = SKEP_CC " -c" + include_options() + " " +
                              dir / "alone.c" + " -o " + dir / "alone.o";
  CHECK(shell(compile).exit == 0);
  write_file(dir / "changing.bpf.o", read_text(bpf_object("nomaps")) + "x");
  const Result result = shell(compile);
  CHECK(result.exit != 0);
  CHECK(result.err.find("make it again") != std::string::npos);
}

TEST_SUITE_END();

}  // namespace skep::test
