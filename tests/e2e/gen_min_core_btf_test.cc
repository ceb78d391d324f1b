// gen min_core_btf: what objects need of a kernel's BTF, beside bpftool and on
// the running kernel.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <map>

#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/gen_fixture.h"
#include "tests/e2e/prog_fixture.h"

namespace skep::test {
namespace {

namespace fs = std::filesystem;

const std::string vmlinux = "/sys/kernel/btf/vmlinux";

std::string types_in(const std::string& path) {
  return skep_ok("btf dump file " + path).out;
}

std::string line_for(const std::string& input, const std::string& output,
                     const std::string& objects) {
  return fmt::format("gen min_core_btf {} {} {}", input, output, objects);
}

// Check that both programs take the same types and members for objects, or none
// of them can.
void check_same_types(const std::string& input, const std::string& objects) {
  const TempDir dir;
  const std::string ours = dir / "ours";
  const std::string theirs = dir / "theirs";
  const Result of_bpftool = bpftool(line_for(input, theirs, objects));
  const std::string line = line_for(input, "OUTPUT", objects);
  check_same_text(line, skep(line_for(input, ours, objects)), of_bpftool);
  CHECK(fs::exists(ours) == (of_bpftool.exit == 0));
  if (of_bpftool.exit == 0) CHECK(types_in(ours) == types_in(theirs));
}

std::string compile(const TempDir& dir, const std::string& name,
                    const std::string& source,
                    const std::string& target = "bpf") {
  write_file(dir / name + ".bpf.c", source);
  const std::string object = dir / name + ".bpf.o";
  const Result result = shell(fmt::format(
      SKEP_BPF_CLANG " -target {} -g -O2 " SKEP_BPF_FLAGS " -c {} -o {}",
      target, dir / name + ".bpf.c", object));
  CAPTURE(result.err);
  REQUIRE(result.exit == 0);
  return object;
}

// Load the programs of an object with some BTF. Return whether that works.
bool loads(const std::string& object, const std::string& btf) {
  const Bpffs bpffs;
  return skep(fmt::format("prog loadall {} {} kernel_btf {}", object,
                          bpffs / "progs", btf))
             .exit == 0;
}

// The programs of an object as a kernel gets them, each by the hash of its
// instructions.
std::map<std::string, std::string> tags_of(const std::string& object,
                                           const std::string& btf) {
  const Bpffs bpffs;
  skep_ok(fmt::format("prog loadall {} {} kernel_btf {}", object,
                      bpffs / "progs", btf));
  std::map<std::string, std::string> tags;
  for (const auto& entry : fs::directory_iterator{bpffs / "progs"})
    tags[entry.path().filename()] =
        skep_ok("-j prog show pinned " + entry.path().string()).json()["tag"];
  return tags;
}

constexpr const char* start = R"(#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
char LICENSE[] SEC("license") = "GPL";
unsigned long long result;
)";

std::string program(const std::string& types, const std::string& body) {
  return std::string{start} + types +
         "\nSEC(\"raw_tracepoint\") int ask(void *ctx) {\n" + body +
         "\nreturn 0; }\n";
}

// Two units of a kernel have different structs of the same name.
std::string kernel_with_twins(const TempDir& dir, const std::string& first,
                              const std::string& second) {
  const std::string a = compile(dir, "a", first + " one;");
  const std::string b = compile(dir, "b", second + " two;");
  skep_ok("gen object " + dir / "kernel.bpf.o " + a + " " + b);
  return dir / "kernel.bpf.o";
}

const std::string reads_twin = program(
    "struct twin { int x; int y; } __attribute__((preserve_access_index));",
    "struct twin *twin = (void *)bpf_get_current_task();\n"
    "result = BPF_CORE_READ(twin, x) + BPF_CORE_READ(twin, y);");

}  // namespace

TEST_SUITE_BEGIN("files");

TEST_CASE("what objects need of the kernel's types is what bpftool takes") {
  for (const char* object : {"core", "iter_task", "iter_cgroup", "iter_odd",
                             "iter_ksym", "firewall_iter"}) {
    CAPTURE(object);
    check_same_types(vmlinux, bpf_object(object));
  }
}

TEST_CASE("several objects share one minimal BTF") {
  const std::string several = bpf_object("core") + " " +
                              bpf_object("iter_task") + " " +
                              bpf_object("nomaps");
  check_same_types(vmlinux, several);
  check_same_types(vmlinux, several + " " + bpf_object("core"));
}

TEST_CASE("an object's own BTF can stand for a kernel's") {
  for (const std::string& object : all_bpf_objects()) {
    CAPTURE(object);
    check_same_types(bpf_object("iter_task"), bpf_object(object));
  }
  check_same_types(bpf_object("core"), bpf_object("core"));
}

TEST_CASE("the part of a minimal BTF that is needed is all of it") {
  const TempDir dir;
  const std::string objects = bpf_object("core") + " " + bpf_object("iter_odd");
  skep_ok(line_for(vmlinux, dir / "once", objects));
  skep_ok(line_for(dir / "once", dir / "twice", objects));
  CHECK(read_text(dir / "once") == read_text(dir / "twice"));
  CHECK(fs::file_size(dir / "once") < fs::file_size(vmlinux) / 100);
}

TEST_CASE("objects that ask nothing need no types, which is told") {
  const TempDir dir;
  const Result result =
      skep(line_for(vmlinux, dir / "out", bpf_object("nomaps")));
  CHECK(result.exit == 0);
  CHECK(result.err.find(dir / "out") != std::string::npos);
  CHECK(types_in(dir / "out").empty());
}

TEST_CASE("a minimal BTF that can't be made leaves the output as it is") {
  const TempDir dir;
  write_file(dir / "out", "precious");
  const std::string core = bpf_object("core");
  const auto check = [&](const std::string& input, const std::string& objects,
                         std::initializer_list<std::string_view> words) {
    check_fails(line_for(input, dir / "out", objects), 1, words);
  };
  check("/no/such", core, {"/no/such", "No such file"});
  check("/etc/passwd", core, {"/etc/passwd", "BTF"});
  check(dir.path(), core, {dir.path()});
  check(vmlinux, "/no/such", {"/no/such", "No such file"});
  check(vmlinux, "/etc/passwd", {"/etc/passwd", "ELF"});
  check(vmlinux, vmlinux, {vmlinux, "ELF"});
  check(vmlinux, core + " " + bpf_object("noprogs"), {"noprogs", ".BTF.ext"});
  check_fails(line_for(vmlinux, dir / "out", ""), 2, {"OBJECT"});
  CHECK(read_text(dir / "out") == "precious");
  check_fails(line_for(vmlinux, "/no/such/dir/out", core), 1,
              {"/no/such/dir/out"});
  check_fails(line_for(vmlinux, dir.path(), core), 1, {dir.path()});
  check_fails(line_for(vmlinux, "/dev/full", core), 1, {"/dev/full"});
  CHECK(files_below(dir.path()) == std::vector<std::string>{"out"});
}

TEST_CASE("an object that is cut anywhere has no minimal BTF") {
  const TempDir dir;
  const std::string whole = read_text(bpf_object("core"));
  for (std::size_t size = 0; size < whole.size(); size += whole.size() / 40) {
    CAPTURE(size);
    write_file(dir / "cut.o", whole.substr(0, size));
    CHECK(skep(line_for(bpf_object("core"), dir / "out", dir / "cut.o")).exit ==
          1);
  }
  CHECK(files_below(dir.path()) == std::vector<std::string>{"cut.o"});
}

TEST_SUITE_END();

TEST_CASE("programs are the same with a minimal BTF as with the whole") {
  const TempDir dir;
  const std::string object = bpf_object("core");
  skep_ok(line_for(vmlinux, dir / "min", object));
  auto with_all = tags_of(object, vmlinux);
  auto with_some = tags_of(object, dir / "min");
  CHECK(with_all.size() == 5);
  // Types have other ids in it.
  CHECK(with_all["ids"] != with_some["ids"]);
  with_all.erase("ids");
  with_some.erase("ids");
  CHECK(with_all == with_some);
}

TEST_SUITE_BEGIN("compilers");

TEST_CASE("objects and kernels may be of the other byte order") {
  const TempDir dir;
  const std::string source = read_text(SKEP_SOURCE_DIR "/tests/bpf/core.bpf.c");
  const std::string little = compile(dir, "little", source, "bpfel");
  const std::string big = compile(dir, "big", source, "bpfeb");
  const auto types_for = [&](const std::string& input,
                             const std::string& object) {
    skep_ok(line_for(input, dir / "out", object));
    return types_in(dir / "out");
  };
  CHECK(types_for(vmlinux, little) == types_for(vmlinux, big));
  CHECK(types_for(little, big) == types_for(big, little));
  const std::string line = line_for(big, "OUTPUT", little);
  skep_ok(line_for(big, dir / "ours", little));
  REQUIRE(bpftool(line_for(big, dir / "theirs", little)).exit == 0);
  const auto order_of = [](const std::string& path) {
    return read_text(path).starts_with("\xeb\x9f") ? "big" : "little";
  };
  check_same({.line = line,
              .aspect = Aspect::effect,
              .where = "byte order",
              .ours = order_of(dir / "ours"),
              .theirs = order_of(dir / "theirs")});
  CHECK(types_in(dir / "ours") == types_in(dir / "theirs"));
}

TEST_CASE("types of one name are all kept that a program may read") {
  const TempDir dir;
  const std::string kernel = kernel_with_twins(
      dir, "struct twin { int x; int z; }", "struct twin { int x; int y; }");
  const std::string object = compile(dir, "object", reads_twin);
  const std::string line = line_for(kernel, "OUTPUT", object);
  REQUIRE(skep(line_for(kernel, dir / "ours", object)).exit == 0);
  REQUIRE(bpftool(line_for(kernel, dir / "theirs", object)).exit == 0);
  CHECK(loads(object, kernel));
  check_same(
      {.line = line,
       .aspect = Aspect::effect,
       .where = "the object",
       .ours = loads(object, dir / "ours") ? "loads" : "is refused",
       .theirs = loads(object, dir / "theirs") ? "loads" : "is refused"});
}

TEST_CASE("types of one name that disagree are refused, as by the loader") {
  const TempDir dir;
  const std::string kernel = kernel_with_twins(
      dir, "struct twin { int x; int y; }", "struct twin { int y; int x; }");
  const std::string object = compile(dir, "object", reads_twin);
  CHECK_FALSE(loads(object, kernel));
  check_same_types(kernel, object);
  check_fails(line_for(kernel, dir / "out", object), 1,
              {object, "field_byte_offset", "twin", "disagree"});
}

TEST_CASE("forward declarations and type tags are kept") {
  const TempDir dir;
  const std::string types =
      "typedef struct opaque *handle_t;\n"
      "typedef int __attribute__((btf_type_tag(\"user\"))) *tagged_t;\n";
  const std::string kernel =
      compile(dir, "kernel", types + "handle_t one; tagged_t two;");
  const std::string forward =
      compile(dir, "forward",
              program(types, "result = bpf_core_type_exists(handle_t);"));
  const std::string tag = compile(
      dir, "tag", program(types, "result = bpf_core_type_exists(tagged_t);"));
  for (const std::string& object : {forward, tag}) {
    CAPTURE(object);
    skep_ok(line_for(kernel, dir / "ours", object));
    CHECK(tags_of(object, kernel) == tags_of(object, dir / "ours"));
    const std::string line = line_for(kernel, dir / "theirs", object);
    check_same({.line = line,
                .aspect = Aspect::effect,
                .where = "the output",
                .ours = "there",
                .theirs = bpftool(line).exit == 0 ? "there" : "missing"});
  }
}

TEST_SUITE_END();

}  // namespace skep::test
