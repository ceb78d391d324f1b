// prog load and loadall: what is set before an object is loaded, read back from
// its maps; and what can't be set.
#include <bpf/bpf.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "src/sys/kernel_object.h"
#include "tests/e2e/delegation.h"
#include "tests/e2e/features.h"
#include "tests/e2e/prog_fixture.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

// The objects of globals.bpf.c, loaded with options, all pinned.
class Configured {
 public:
  explicit Configured(const std::string& options,
                      std::string_view object = "globals")
      : object_(object) {
    skep_ok("prog loadall " + bpf_object(object) + " " + bpffs_ / "p pinmaps " +
            bpffs_ / "m " + options);
  }

  // The value of a variable in the map pinned under this name.
  [[nodiscard]] Json value(const std::string& map,
                           std::string_view variable) const {
    const Json dump =
        skep_ok("-j map dump pinned " + bpffs_ / "m/" + map).json();
    const auto section = dump.at(0).at("formatted").at("value").items().begin();
    for (const Json& one : section.value())
      if (one.contains(variable)) return one.at(std::string{variable});
    return nullptr;
  }
  [[nodiscard]] Json bss(std::string_view variable) const {
    return value(object_ + "_bss", variable);
  }
  [[nodiscard]] Json data(std::string_view variable) const {
    return value(object_ + "_data", variable);
  }
  [[nodiscard]] Json rodata(std::string_view variable) const {
    return value(object_ + "_rodata", variable);
  }
  [[nodiscard]] std::string pin(const std::string& name) const {
    return bpffs_ / "p/" + name;
  }
  [[nodiscard]] std::vector<std::string> programs() const {
    return files_below(bpffs_ / "p");
  }

 private:
  std::string object_;
  Bpffs bpffs_;
};

void run_once(const std::string& pinned_program) {
  const Fd prog = open_pinned(ObjectKind::prog, pinned_program);
  bpf_test_run_opts options{};
  options.sz = sizeof options;
  REQUIRE(bpf_prog_test_run_opts(prog.get(), &options) == 0);
}

// Loads that fail, as check_fails() has it, and leave nothing.
class Refusals {
 public:
  explicit Refusals(std::string_view object = "globals") : object_(object) {}
  Refusals(const Refusals&) = delete;
  Refusals& operator=(const Refusals&) = delete;
  ~Refusals() {
    CHECK(files_below(bpffs_.path()).empty());
    CHECK(object_.has_left_no_map());
  }

  void check(const std::string& options, int exit,
             std::initializer_list<std::string_view> words) const {
    check_fails("prog load " + object_.path() + " " + bpffs_ / "p " + options,
                exit, words);
  }

 private:
  Bpffs bpffs_;
  ObjectCopy object_;
};

}  // namespace

TEST_CASE("variables of every section and type are set before loading") {
  const TempDir dir;
  write_file(dir / "letter", "Q");
  const Configured loaded{
      "--set limit=-7 --set name=\"a b\" --set offsets[1..2]=9 --set unit.x=5 "
      "--set hidden_limit=6 --set huge=0x1ffffffffffffffff --set step=3 "
      "--set verbose=true --set corner={y:8} --set hidden_step=-1 "
      "--set greeting[0]=72 --set grid[0..1][2]=4 --set origin={x:1,y:-1} "
      "--set color=green --set state=busy --set flags.shift=-3 "
      "--set flags.wide=1 --set nested.inner.c=11 --set word.bytes=hi "
      "--set pairs[1].high=12 --set letter=@" +
      dir / "letter"};
  CHECK(loaded.data("limit") == -7);
  CHECK(loaded.data("name") == "a b");
  CHECK(loaded.data("offsets") == Json::array({1, 9, 9}));
  CHECK(loaded.data("unit") == Json({{"x", 5}, {"y", 1}}));
  CHECK(loaded.data("odd") == 3);
  CHECK(loaded.data("hidden_limit") == 6);
  CHECK(loaded.rodata("step") == 3);
  CHECK(loaded.rodata("verbose") == true);
  CHECK(loaded.rodata("corner") == Json({{"x", 0}, {"y", 8}}));
  CHECK(loaded.rodata("hidden_step") == -1);
  CHECK(loaded.rodata("greeting") == "Hello");
  CHECK(loaded.bss("grid") ==
        Json::array({Json::array({0, 0, 4}), Json::array({0, 0, 4})}));
  CHECK(loaded.bss("origin") == Json({{"x", 1}, {"y", -1}}));
  CHECK(loaded.bss("color") == "green");
  CHECK(loaded.bss("state") == "busy");
  CHECK(loaded.bss("flags")["shift"] == "0xd");
  CHECK(loaded.bss("nested")["inner"]["c"] == 11);
  CHECK(loaded.bss("pairs")[1]["high"] == 12);
  CHECK(loaded.bss("letter") == 'Q');
}

TEST_CASE("a program works with the values that were set") {
  const Configured loaded{
      "--set custom=5 --set .rodata.custom.1/custom_const=6 --set corner.x=7"};
  run_once(loaded.pin("count"));
  CHECK(loaded.value("_bss_custom", "custom_zero") == 18);
  CHECK(loaded.bss("counter") == 1);
}

TEST_CASE("values of the kernel's configuration can be others") {
  const Configured loaded{
      "--set CONFIG_SKEP_IS_NOT_SET=y --set CONFIG_BPF_SYSCALL=n"};
  CHECK(loaded.value("globals_kconfig", "CONFIG_SKEP_IS_NOT_SET") == true);
  CHECK(loaded.value("globals_kconfig", "CONFIG_BPF_SYSCALL") == false);
  run_once(loaded.pin("count"));
  CHECK(loaded.bss("counter") == 0);
}

TEST_CASE("settings come from files of lines and of JSON") {
  const TempDir dir;
  write_file(dir / "lines", "# settings\nlimit = 8  # eight\nname = x\n");
  write_file(dir / "json", R"({"unit": {"x": 4}, "step": 2, "verbose": true})");
  const Configured loaded{"--set odd=4 --set-file " + dir / "lines" +
                          " --set-file " + dir / "json"};
  CHECK(loaded.data("limit") == 8);
  CHECK(loaded.data("name") == "x");
  CHECK(loaded.data("odd") == 4);
  CHECK(loaded.data("unit") == Json({{"x", 4}, {"y", 0}}));
  CHECK(loaded.rodata("step") == 2);
  write_file(dir / "wrong", "limit = 1\nodd = 70000\n");
  const Refusals refused;
  refused.check("--set-file " + dir / "wrong", 2,
                {dir / "wrong:2", "'odd'", "-32768 to 32767"});
  refused.check("--set limit=1 --set-file " + dir / "lines", 2,
                {dir / "lines:2", "'limit'", "set twice"});
  refused.check("--set-file " + dir / "none", 1, {dir / "none", "No such"});
}

TEST_CASE("values that can't be set say why, and nothing is left") {
  const TempDir dir;
  write_file(dir / "two", "ab");
  const Refusals refused;
  refused.check("--set limit=2147483648", 2,
                {"'limit'", "out of range", "int limit"});
  refused.check("--set name=12345678901234567", 2, {"'name'", "room for 16"});
  refused.check("--set color=gren", 2, {"'color'", "did you mean green?"});
  refused.check("--set unit.z=1", 2, {"'unit.z'", "did you mean x or y?"});
  refused.check("--set grid[2][0]=1", 2, {"no element 2"});
  refused.check("--set limit=1 --set limit=2", 2, {"'limit'", "set twice"});
  refused.check("--set unit={} --set unit.x=2", 2, {"'unit.x'", "set twice"});
  refused.check("--set limit=@" + dir / "two", 2, {"has 2 bytes, not 4"});
  refused.check("--set limit=@/no/such/file", 1, {"/no/such/file"});
  refused.check("--set LINUX_KERNEL_VERSION=1", 2, {"finds it out"});
  refused.check("--set CONFIG_BPF_SYSCALL=m", 2, {"'CONFIG_BPF_SYSCALL'"});
  refused.check("--set limit", 2, {"'limit' is no assignment"});
}

TEST_CASE("all names that the object lacks are told at once") {
  const Refusals refused;
  refused.check(
      "--set lmit=1 --set zzzzzzzz=2 --only cuont --map-size globals.dat=3 "
      "map name x id 1",
      1,
      {"no variable 'lmit', no variable 'zzzzzzzz', no program 'cuont', no map "
       "'globals.dat', no map 'x'",
       "did you mean limit?", "did you mean count?"});
  refused.check("--only 'x*'", 1,
                {"no program 'x*'", "its programs are count"});
}

TEST_CASE("variables of an object without BTF can't be set, and it says why") {
  const TempDir dir;
  const Bpffs bpffs;
  std::string object = read_text(bpf_object("nomaps"));
  // Nobody looks for sections of this name.
  for (std::size_t at = 0; (at = object.find(".BTF", at)) != object.npos;)
    object[++at] = 'X';
  write_file(dir / "plain.o", object);
  check_fails("prog load " + dir / "plain.o " + bpffs / "p --set x=1", 1,
              {"plain.o", "no BTF", "compile it with -g"});
}

TEST_CASE("a section that another map stands in for can't be set") {
  const Bpffs bpffs;
  const std::string load = "prog loadall " + bpf_object("globals") + " ";
  skep_ok(load + bpffs / "p pinmaps " + bpffs / "m");
  check_fails(load + bpffs / "q map name globals.data pinned " +
                  bpffs / "m/globals_data --set limit=1",
              1, {".data", "another map"});
}

TEST_CASE("only the programs that are named load, optional ones too") {
  using Names = std::vector<std::string>;
  CHECK(Configured{"--only on_fork", "several"}.programs() == Names{"on_fork"});
  CHECK(Configured{"--only 'a*' --only pa??", "several"}.programs() ==
        Names{"a_filter_with_a_long_name", "pass"});
  CHECK(Configured{"--only maybe", "all_optional"}.programs() ==
        Names{"maybe"});
  CHECK(Configured{"--only '*'", "optional"}.programs() == Names{"wanted"});
  Refusals{"all_optional"}.check("--only 'may*'", 1, {"'may*'", "optional"});
  Refusals{"optional"}.check("--only wanted --only refused", 1, {"'refused'"});
  const Bpffs bpffs;
  skep_ok("prog load " + bpf_object("several") + " " +
          bpffs / "p --only on_fork --only 'a*'");
  CHECK(facts_of("prog", bpffs / "p")["name"] == "on_fork");
}

TEST_CASE("the programs of a struct_ops map load together, or not at all") {
  const Bpffs bpffs;
  const auto made = skep_ok("-j prog loadall " + bpf_object("struct_ops_link") +
                            " " + bpffs / "p --ids --only beside")
                        .json();
  CHECK(made["progs"].size() == 1);
  CHECK(made["maps"].empty());
  NEEDS(feature::struct_ops);
  const Configured some{"--only idle_ssthresh", "struct_ops"};
  CHECK(some.programs() == std::vector<std::string>{"idle_cong_avoid",
                                                    "idle_ssthresh",
                                                    "idle_undo_cwnd"});
}

TEST_CASE("maps get the sizes that are asked for") {
  const Bpffs bpffs;
  skep_ok("prog loadall " + bpf_object("several") + " " + bpffs / "p pinmaps " +
          bpffs / "m --map-size counts=100 --map-size seen=7");
  CHECK(facts_of("map", bpffs / "m/counts")["max_entries"] == 100);
  CHECK(facts_of("map", bpffs / "m/seen")["max_entries"] == 7);
  const Refusals refused{"several"};
  refused.check("--map-size counts=0", 2, {"'counts'", "needs an element"});
  refused.check("--map-size counts=1 --map-size counts=2", 2, {"two sizes"});
  refused.check("--map-size counts", 2, {"write MAP=N"});
  refused.check("--map-size counts=x", 2, {"'x'"});
  refused.check("--map-size .bss=2", 2, {"one element"});
  Refusals{"arena"}.check("--map-size arena=0", 2, {"1 to 1048576 pages"});
  Refusals{"events"}.check("--map-size ring=5000", 2, {"8192 would do"});
}

TEST_CASE("--btf names the kernel's BTF as kernel_btf does") {
  const Bpffs bpffs;
  const std::string load =
      "prog load " + bpf_object("several") + " " + bpffs / "p";
  skep_ok(load + " --btf /sys/kernel/btf/vmlinux");
  check_fails(load + "2 --btf /no/such/file", 1, {"/no/such/file"});
  check_fails(load + "2 --btf /a kernel_btf /b", 2, {"exclude"});
}

TEST_CASE("a token lends the right to load to a user namespace") {
  NEEDS(feature::tokens);
  const Delegation delegated{"any"};
  const std::string load =
      "prog load " + bpf_object("nomaps") + " " + delegated / "p";
  const Result refused = delegated.skep(load);
  CHECK(refused.exit == 1);
  CHECK(refused.err.find("Operation not permitted") != std::string::npos);
  const Result result =
      delegated.skep("-j " + load + " --ids --token " + delegated.path());
  CAPTURE(result.err);
  CHECK(result.exit == 0);
  CHECK(result.json()["progs"][0]["name"] == "pass");
}

TEST_CASE("a place that gives no token says what it lacks") {
  const Bpffs bpffs;
  const Refusals refused{"nomaps"};
  refused.check("--token /no/such/place", 1, {"/no/such/place"});
  refused.check("--token /tmp", 1, {"/tmp", "no BPF file system"});
  NEEDS(feature::tokens);
  refused.check("--token " + bpffs.path(), 1, {"user namespace"});
  const Delegation nothing{""};
  const Result result = nothing.skep("prog load " + bpf_object("nomaps") + " " +
                                     nothing / "p --token " + nothing.path());
  CHECK(result.exit == 1);
  CHECK(result.err.find("delegates nothing") != std::string::npos);
}

}  // namespace skep::test
