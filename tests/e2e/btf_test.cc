// btf show and dump: the types of the kernel, of what it holds, and of files.
#include <bpf/btf.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <regex>
#include <sstream>

#include "src/sys/kernel_object.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/gen_fixture.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {
namespace {

constexpr const char* vmlinux = "/sys/kernel/btf/vmlinux";

std::string dump_file(const std::string& path, std::string_view rest = "") {
  return fmt::format("btf dump file {} {}", path, rest);
}

// What has to be declared ahead depends on the order.
bool is_declared_ahead(const std::string& line) {
  static const std::regex form{"((struct|union) [^ ]+;)?"};
  return std::regex_match(line, form);
}

std::vector<std::string> sorted_lines(const std::string& text) {
  std::istringstream in{text};
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    if (!is_declared_ahead(line)) lines.push_back(line);
  std::sort(lines.begin(), lines.end());
  return lines;
}

nlohmann::ordered_json shown(const Result& result) {
  auto info = result.json();
  for (const char* key : {"prog_ids", "map_ids"})
    std::sort(info[key].begin(), info[key].end());
  return info;
}

std::uint32_t btf_of(const Loaded& loaded, const std::string& map) {
  return info_of<bpf_map_info>(loaded.map_fd(map)).btf_id;
}

// A raw BTF in a file: an int, which is the base of a struct in another file.
struct FreeBtf {
  void operator()(btf* types) const { btf__free(types); }
};
using OwnedBtf = std::unique_ptr<btf, FreeBtf>;

void write_btf(const OwnedBtf& types, const std::string& path) {
  std::uint32_t size = 0;
  const auto* data =
      static_cast<const char*>(btf__raw_data(types.get(), &size));
  write_file(path, std::string{data, size});
}

void write_split(const OwnedBtf& base, const std::string& name,
                 const std::string& path) {
  const OwnedBtf types{btf__new_empty_split(base.get())};
  btf__add_struct(types.get(), name.c_str(), 4);
  btf__add_field(types.get(), "count", 1, 0, 0);
  btf__add_struct(types.get(), "shared", 4);
  btf__add_field(types.get(), "all", 1, 0, 0);
  write_btf(types, path);
}

}  // namespace

TEST_CASE("the types of an object are listed as by bpftool" *
          doctest::test_suite("files")) {
  for (const std::string& object : all_bpf_objects())
    check_same_as_bpftool(dump_file(bpf_object(object)));
}

TEST_CASE("the types of the kernel are listed as by bpftool") {
  check_same_text(dump_file(vmlinux));
  check_same_as_bpftool(dump_file(vmlinux, "root_id 7 root_id 2"));
}

TEST_CASE("the kernel's types are the C of bpftool") {
  check_same_text(dump_file(vmlinux, "format c unsorted"));
}

TEST_CASE("types in the order of the file are the C of bpftool" *
          doctest::test_suite("files")) {
  for (const std::string& object : all_bpf_objects()) {
    // Type members that BTF can't describe kill bpftool.
    if (object == "types") continue;
    check_same_text(dump_file(bpf_object(object), "format c unsorted"));
    check_same_text(dump_file(bpf_object(object), "format c root_id 2"));
  }
}

TEST_CASE("sorted types are in the order of bpftool, and all there" *
          doctest::test_suite("files")) {
  for (const char* object : {"globals", "tcx", "sk_lookup"})
    check_same_text(dump_file(bpf_object(object), "format c"));
  for (const std::string& object : all_bpf_objects()) {
    const std::string path = bpf_object(object);
    const Result sorted = skep_ok(dump_file(path, "format c"));
    const Result unsorted = skep_ok(dump_file(path, "format c unsorted"));
    CAPTURE(object);
    CHECK(sorted_lines(sorted.out) == sorted_lines(unsorted.out));
  }
}

// Check that skep's header of C has some text; bpftool's may not.
void check_has(const char* object, const char* what, const std::string& text) {
  const std::string line = dump_file(bpf_object(object), "format c");
  const auto state = [&text](const Result& result) {
    return result.out.find(text) != std::string::npos ? "there" : "lost";
  };
  check_same({.line = line,
              .aspect = Aspect::effect,
              .where = what,
              .ours = state(skep(line)),
              .theirs = state(bpftool(line))});
}

TEST_CASE("the C is whole, where bpftool's is not") {
  // It begins with an enum, and has types that BTF can't describe.
  check_has("maps", "the first type", "#endif\n\nenum color {");
  check_has("types", "the end", "#endif /* __VMLINUX_H__ */");
}

TEST_CASE("a type that BTF can't describe is left out of the C") {
  const Result result = skep_ok(dump_file(bpf_object("types"), "format c"));
  CHECK(result.err == "type atomics is left out: it can't be written in C\n");
  CHECK(result.out.find("struct list {") != std::string::npos);
  CHECK(result.out.find("atomics") == std::string::npos);
}

TEST_CASE("the types of a map, a program or a BTF object are listed") {
  const Loaded loaded{"maps"};
  const std::uint32_t map = info_of<bpf_map_info>(loaded.map_fd("colors")).id;
  for (const char* part : {"", "key", "value", "kv", "all", "all root_id 3"})
    check_same_as_bpftool(fmt::format("btf dump map id {} {}", map, part));
  check_same_text(fmt::format("btf dump map id {} kv format c", map));
  check_same_as_bpftool(
      fmt::format("btf dump id {}", btf_of(loaded, "colors")));
  const Loaded other{"tcx"};
  const Bpffs bpffs;
  check_same_as_bpftool("btf dump prog pinned " + other.pin(bpffs));
}

TEST_CASE("BTF objects are shown as by bpftool") {
  const Loaded loaded{"maps"};
  const std::uint32_t id = btf_of(loaded, "colors");
  const std::string line = fmt::format("btf show id {}", id);
  check_covers(line, shown(skep_ok("-j " + line)),
               shown(bpftool("-j " + line)));
  CHECK(
      skep_ok(line).out.starts_with(fmt::format("{}: name <anon>  size ", id)));
  check_same_text("btf show id 1");
  const auto list = skep_ok("-j btf list").json();
  CHECK(std::any_of(list.begin(), list.end(),
                    [id](const auto& object) { return object["id"] == id; }));
}

TEST_CASE("files that rest on a base are listed as one" *
          doctest::test_suite("files")) {
  const TempDir dir;
  const OwnedBtf base{btf__new_empty()};
  btf__add_int(base.get(), "int", 4, BTF_INT_SIGNED);
  write_btf(base, dir / "base");
  write_split(base, "one", dir / "a");
  write_split(base, "two", dir / "b");
  const std::string one =
      fmt::format("-B {} {}", dir / "base", dump_file(dir / "a"));
  check_same_as_bpftool(one);
  check_same_as_bpftool(one + " file " + (dir / "b"));
  check_same_text(one + " file " + (dir / "b") + " format c unsorted");
  const std::string merged = skep_ok(one + " file " + (dir / "b")).out;
  CHECK(merged.find("'int'") == std::string::npos);
  CHECK(merged.find("'shared'") == merged.rfind("'shared'"));
  check_fails(dump_file(dir / "a") + " file " + (dir / "b"), 2,
              {"several files", "-B"});
}

TEST_CASE("what has no types, or not the one that is wanted, is told") {
  const std::string path = bpf_object("globals");
  check_fails(dump_file(path, "root_id 9999"), 1, {"9999", "highest"});
  check_fails(dump_file(path, "format x"), 2, {"'x'", "FORMAT"});
  check_fails(dump_file(path, "root_id 2 root_id 2"), 2, {"2", "twice"});
  const Result json = skep("-j " + dump_file(path, "format c"));
  CHECK(json.exit == 2);
  CHECK(json.json()["error"] == "types can't be written as C in JSON");
  check_fails(dump_file("/etc/passwd"), 1, {"/etc/passwd", "BTF"});
  check_fails(dump_file("/no/such"), 1, {"/no/such", "No such file"});
  check_fails("btf dump id 4294967295", 1, {"4294967295"});
  check_fails("btf show id 4294967295", 1, {"4294967295"});
  check_fails("btf dump file", 2, {"FILE"});
  const TestMap plain;
  check_fails("btf dump map " + plain.ref(), 1,
              {"no BTF", "types of its keys"});
  const Loaded loaded{"maps"};
  const std::uint32_t map = info_of<bpf_map_info>(loaded.map_fd("colors")).id;
  check_fails(fmt::format("btf dump map id {} key root_id 1", map), 2,
              {"root_id", "all"});
}

TEST_SUITE_BEGIN("compilers");

TEST_CASE("a BPF program compiles with the kernel's types, in either order") {
  const TempDir dir;
  write_file(dir / "user.bpf.c", R"(#include "vmlinux.h"
struct task_struct task;
enum { is_c = true };
int use(struct sk_buff *skb) {
  struct task_struct *task = bpf_task_from_pid(skb->len);
  if (task)
    bpf_task_release(task);
  return 0;
}
)");
  for (const char* order : {"", " unsorted"}) {
    const Result header =
        skep_ok(dump_file(vmlinux, fmt::format("format c{}", order)));
    CHECK(header.err == "");
    write_file(dir / "vmlinux.h", header.out);
    shell(fmt::format(SKEP_BPF_CLANG
                      " -target bpf -g -O2 -Wall -Werror -c {0}/user.bpf.c"
                      " -o {0}/user.bpf.o",
                      dir.path()));
  }
}

TEST_SUITE_END();

}  // namespace skep::test
