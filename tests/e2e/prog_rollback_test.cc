// prog load, loadall and pin that fail: nothing is left, and the error says
// what was wrong with which object.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/e2e/features.h"
#include "tests/e2e/prog_fixture.h"

namespace skep::test {
namespace {

namespace fs = std::filesystem;

// Check that a line fails as check_fails() does, and that bpffs is as before.
void check_leaves_nothing(const std::string& line, const Bpffs& bpffs,
                          std::initializer_list<std::string_view> words) {
  const auto before = files_below(bpffs.path());
  check_fails(line, 1, words);
  CHECK(files_below(bpffs.path()) == before);
}

std::string part_of(const std::string& file, std::size_t size) {
  return read_text(file).substr(0, size);
}

std::string in_own_bpffs(const std::string& commands) {
  return "unshare -m sh -c 'mount -t bpf bpf /sys/fs/bpf; " + commands + "'";
}

}  // namespace

TEST_CASE("loadall leaves nothing when one place is taken") {
  const Bpffs bpffs;
  const ObjectCopy object{"several"};
  fs::create_directory(bpffs / "d");
  skep_ok("prog load " + bpf_object("nomaps") + " " + bpffs / "d/on_fork");
  check_leaves_nothing("prog loadall " + object.path() + " " + bpffs / "d",
                       bpffs, {"d/on_fork", "File exists"});
  CHECK(files_below(bpffs / "d") == std::vector<std::string>{"on_fork"});
  CHECK(object.has_left_no_map());
}

TEST_CASE("loadall leaves nothing when the maps can't be pinned") {
  const Bpffs bpffs;
  const TempDir elsewhere;
  const ObjectCopy object{"several"};
  check_leaves_nothing("prog loadall " + object.path() + " " + bpffs / "d" +
                           " pinmaps " + elsewhere / "m",
                       bpffs, {elsewhere.path(), "not on a BPF file system"});
  CHECK_FALSE(fs::exists(elsewhere / "m"));
  CHECK(object.has_left_no_map());
}

TEST_CASE("loadall leaves nothing when a map's place is taken") {
  const Bpffs bpffs;
  const ObjectCopy object{"several"};
  fs::create_directory(bpffs / "m");
  skep_ok("map create " +
          bpffs / "m/seen type array key 4 value 4 entries 1 name m");
  check_leaves_nothing("prog loadall " + object.path() + " " + bpffs / "d" +
                           " pinmaps " + bpffs / "m",
                       bpffs, {"m/seen", "File exists"});
  CHECK(files_below(bpffs / "m") == std::vector<std::string>{"seen"});
  CHECK(object.has_left_no_map());
}

TEST_CASE("loadall leaves nothing when the verifier refuses a program") {
  const Bpffs bpffs;
  const ObjectCopy object{"refused"};
  check_leaves_nothing(
      "prog loadall " + object.path() + " " + bpffs / "d" + " pinmaps " +
          bpffs / "m",
      bpffs,
      {"can't load program 'reads_too_far' of " + object.path(),
       "Permission denied: ", "(insn ", "return packet[12] == 8"});
  CHECK(object.has_left_no_map());
}

TEST_CASE("loadall leaves nothing when a program can't be attached") {
  const Bpffs bpffs;
  const ObjectCopy object{"no_such_tp"};
  check_leaves_nothing("prog loadall " + object.path() + " " + bpffs / "d" +
                           " pinmaps " + bpffs / "m autoattach",
                       bpffs,
                       {"can't attach program 'never'", "no_such_tracepoint"});
  CHECK(object.has_left_no_map());
}

TEST_CASE("a map that libbpf pinned by name goes when a later step fails") {
  const std::string load = skep_program() + " prog loadall " +
                           bpf_object("pin_by_name") + " /sys/fs/bpf/d";
  const Result result = shell(in_own_bpffs("mkdir /sys/fs/bpf/d && " + load +
                                           " pinmaps /sys/fs/bpf/by_name; ls "
                                           "/sys/fs/bpf /sys/fs/bpf/d"));
  CHECK(result.out.find("by_name") == std::string::npos);
  CHECK(result.out.find("looks_up") == std::string::npos);
}

TEST_CASE("a pinned map of another shape is not taken, and says why") {
  const std::string skep = skep_program();
  const Result result = shell(in_own_bpffs(
      skep +
      " map create /sys/fs/bpf/by_name type hash key 4 value 8 entries "
      "1 name x; " +
      skep + " prog load " + bpf_object("pin_by_name") + " /sys/fs/bpf/p"));
  CHECK(result.exit == 1);
  for (const char* word :
       {"/sys/fs/bpf/by_name", "'by_name'", "its type is hash, not array",
        "its value size is 8, not 4"})
    CHECK(result.err.find(word) != std::string::npos);
}

TEST_CASE("the verifier's reason is short, its log is there with -d") {
  const Bpffs bpffs;
  const std::string line =
      "prog load " + bpf_object("endless") + " " + bpffs / "p";
  const Result text = skep(line);
  CHECK(text.err.size() < 1000);
  CHECK(text.err.find("infinite loop detected") != std::string::npos);
  CHECK(text.err.find("-d shows the whole log") != std::string::npos);
  const Result debug = skep("-d " + line);
  CHECK(debug.err.find("BEGIN PROG LOAD LOG") != std::string::npos);
  CHECK(debug.err.find("processed ") != std::string::npos);
  CHECK(skep("-j " + line).json()["code"] == "EINVAL");
}

TEST_CASE("a map that differs can't stand in") {
  const Bpffs bpffs;
  const std::string load =
      "prog load " + bpf_object("several") + " " + bpffs / "p map ";
  const auto create = [&](const std::string& name, const char* shape) {
    skep_ok("map create " + bpffs / name + " type " + shape + " name m");
    return " pinned " + bpffs / name;
  };
  const std::string type = create("type", "hash key 4 value 8 entries 4");
  check_fails(load + "name counts" + type, 1,
              {"'counts'", "its type is hash, not array"});
  const std::string value = create("value", "array key 4 value 4 entries 9");
  check_fails(load + "name counts" + value, 1,
              {"its value size is 4, not 8", "its max_entries is 9, not 4"});
  const std::string key = create("key", "hash key 4 value 4 entries 16");
  check_fails(load + "name seen" + key, 1, {"its key size is 4, not 8"});
}

TEST_CASE("a map that the object lacks, or that is given twice, is an error") {
  const Bpffs bpffs;
  skep_ok("map create " +
          bpffs / "m type array key 4 value 8 entries 4 name m");
  const std::string load =
      "prog load " + bpf_object("several") + " " + bpffs / "p";
  const std::string with = " pinned " + bpffs / "m";
  check_fails(load + " map name count" + with, 1,
              {"no map 'count'", "did you mean counts?"});
  check_fails(load + " map idx 77" + with, 1, {"index 77", "4 maps"});
  check_fails(load + " map name counts" + with + " map name counts" + with, 2,
              {"'counts'", "twice"});
  check_fails(load + " map name counts pinned /no/such/pin", 1,
              {"/no/such/pin"});
  check_fails(load + " map name counts id 4294967295", 1, {"4294967295"});
}

TEST_CASE("a section that nobody knows names the close ones") {
  const Bpffs bpffs;
  check_fails("prog load " + bpf_object("unknown_section") + " " + bpffs / "p",
              1, {"'mistyped'", "'kprobes/do_exit'", "kprobe"});
  check_fails("prog load " + bpf_object("nomaps") + " " + bpffs / "p type xpd",
              1, {"'xpd'", "did you mean xdp?"});
}

TEST_CASE("an object file that is none says what it is") {
  const Bpffs bpffs;
  const TempDir dir;
  const std::string whole = bpf_object("several");
  write_file(dir / "empty.o", "");
  write_file(dir / "text.o", "not an object\n");
  for (const std::size_t size : {20U, 64U, 500U, 2000U})
    write_file(dir / "cut" + std::to_string(size), part_of(whole, size));
  const auto fails = [&](const std::string& file, std::string_view reason) {
    for (const char* verb : {"prog load ", "prog loadall "})
      check_leaves_nothing(verb + file + " " + bpffs / "p", bpffs,
                           {file, reason});
  };
  fails(dir / "missing.o", "No such file or directory");
  fails(dir.path(), "directory");
  fails(dir / "empty.o", "empty");
  fails(dir / "text.o", "ELF");
  fails("/bin/true", "");
  for (const char* file : {"cut20", "cut64", "cut500", "cut2000"})
    fails(dir / file, "");
}

TEST_CASE("an object without programs to load says so") {
  const Bpffs bpffs;
  check_leaves_nothing("prog load " + bpf_object("noprogs") + " " + bpffs / "p",
                       bpffs, {"noprogs.bpf.o", "no programs"});
  check_leaves_nothing(
      "prog loadall " + bpf_object("noprogs") + " " + bpffs / "d", bpffs,
      {"noprogs.bpf.o", "no programs"});
  check_leaves_nothing(
      "prog load " + bpf_object("all_optional") + " " + bpffs / "p", bpffs,
      {"optional"});
}

TEST_CASE("maps without programs can be loaded to be pinned") {
  const Bpffs bpffs;
  skep_ok("prog loadall " + bpf_object("noprogs") + " " + bpffs / "d" +
          " pinmaps " + bpffs / "m");
  CHECK_FALSE(files_below(bpffs / "m").empty());
}

TEST_CASE("a place outside bpffs is refused, with the command to mount one") {
  const TempDir dir;
  const Bpffs bpffs;
  const std::string object = bpf_object("several") + " ";
  const std::string command = "mount -t bpf bpf " + dir.path();
  check_fails("prog load " + object + dir / "p", 1,
              {dir / "p", "not on a BPF file system", command});
  check_fails("prog loadall " + object + dir.path(), 1,
              {dir.path(), "not on a BPF file system", command});
  check_fails("prog loadall " + object + dir / "new", 1,
              {"not on a BPF file system", command});
  CHECK(fs::is_empty(dir.path()));
  check_fails("prog load " + object + bpffs / "none/p", 1,
              {bpffs / "none/p", "No such file or directory"});
}

TEST_CASE("a name with a dot, and one that is taken, are refused") {
  const Bpffs bpffs;
  const std::string object = bpf_object("several") + " ";
  check_leaves_nothing("prog load " + object + bpffs / "a.b", bpffs,
                       {bpffs / "a.b", "no dot"});
  check_leaves_nothing("prog loadall " + object + bpffs / "a.b", bpffs,
                       {bpffs / "a.b", "no dot"});
  skep_ok("prog load " + object + bpffs / "p");
  check_leaves_nothing("prog load " + object + bpffs / "p", bpffs,
                       {bpffs / "p", "File exists"});
  check_leaves_nothing("prog loadall " + object + bpffs / "p", bpffs,
                       {bpffs / "p"});
}

TEST_CASE("lockdown's refusal of fentry is explained") {
  NEEDS(feature::lockdown);
  const Bpffs bpffs;
  check_leaves_nothing("prog load " + bpf_object("fentry") + " " + bpffs / "p",
                       bpffs,
                       {"'on_sleep'", "Operation not permitted", "lockdown"});
}

TEST_CASE("without the kernel's BTF the error says what is missing") {
  const Bpffs bpffs;
  const Result result =
      shell("unshare -m sh -c 'mount -t tmpfs none /sys/kernel/btf && " +
            skep_program() + " prog load " + bpf_object("fentry") + " " +
            bpffs / "p'");
  CHECK(result.exit == 1);
  CHECK(result.err.find("/sys/kernel/btf/vmlinux") != std::string::npos);
  CHECK(result.err.find("CONFIG_DEBUG_INFO_BTF") != std::string::npos);
}

TEST_CASE("nobody can load, and is told what is missing") {
  const Bpffs bpffs;
  fs::permissions(bpffs.path(), fs::perms::all);
  const TempDir dir{TempDir::Access::everybody};
  const std::string object = dir / "several.bpf.o";
  fs::copy(bpf_object("several"), object);
  const std::string line = "prog load " + object + " " + bpffs / "p";
  const Result text = skep_as_nobody(line);
  CHECK(text.exit == 1);
  CHECK(text.err.find("several.bpf.o") != std::string::npos);
  CHECK(text.err.find("CAP_BPF") != std::string::npos);
  CHECK(skep_as_nobody("-j " + line).json()["code"] == "EPERM");
}

TEST_CASE("devices are looked up by name") {
  const Bpffs bpffs;
  const std::string load =
      "prog load " + bpf_object("several") + " " + bpffs / "p ";
  for (const char* word : {"offload_dev", "dev", "xdpmeta_dev"})
    check_fails(load + word + " loo", 1,
                {"no network device 'loo'", "did you mean lo?"});
  check_fails(load + "offload_dev lo xdpmeta_dev lo", 2, {"exclude"});
  check_leaves_nothing(load + "offload_dev lo", bpffs, {"several.bpf.o"});
}

TEST_CASE("wrong words of a load are wrong use") {
  const Bpffs bpffs;
  const std::string load =
      "prog load " + bpf_object("several") + " " + bpffs / "p";
  check_fails("prog load", 2, {"usage: skep prog load"});
  check_fails("prog load " + bpf_object("several"), 2, {"usage"});
  check_fails(load + " type", 2, {"TYPE"});
  check_fails(load + " type xdp type xdp", 2, {"'type' is given twice"});
  check_fails(load + " map", 2, {"idx, name"});
  check_fails(load + " map name counts", 2, {"MAP"});
  check_fails(load + " map idx x id 1", 2, {"'x'"});
  check_fails(load + " pinmap", 2, {""});
  check_fails(load + " nonsense", 2, {"'nonsense'"});
  CHECK(files_below(bpffs.path()).empty());
}

}  // namespace skep::test
