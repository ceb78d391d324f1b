// Questions to the rows of iter dump: groups, sums, and what changes.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <optional>

#include "src/sys/fd.h"
#include "src/sys/text.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/map_fixture.h"
#include "tests/e2e/traced.h"
#include "tests/e2e/watched.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

// Maps of one name that no other test has: the first has 1 entry, and so on.
class NamedMaps {
 public:
  explicit NamedMaps(std::uint32_t count) {
    for (std::uint32_t i = 1; i <= count; ++i) maps_.push_back(make(i));
  }
  [[nodiscard]] Fd make(std::uint32_t entries) const {
    return Fd{bpf_map_create(BPF_MAP_TYPE_HASH, name_.c_str(), 4, 8, entries,
                             nullptr)};
  }
  // Return the words that choose them.
  [[nodiscard]] std::string where() const {
    return " --where 'name == " + name_ + "' ";
  }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::string name_ = unique_name("skq");
  std::vector<Fd> maps_;
};

}  // namespace

TEST_CASE("rows are counted and added up by groups") {
  const NamedMaps maps{4};
  const std::string line = "iter dump maps" + maps.where();
  const Json all =
      skep_ok("-j " + line + "--group name,type --sum entries").json();
  REQUIRE(all.size() == 1);
  CHECK(all[0] == Json{{"name", maps.name()},
                       {"type", "BPF_MAP_TYPE_HASH"},
                       {"count", 4},
                       {"entries", 10}});
  // Fields that are not shown, and titles of others.
  CHECK(skep_ok(line + "--group max_entries --sum size=value_size,flags=key_"
                       "size --format csv")
            .out ==
        "max_entries,count,size,flags\n1,1,8,4\n2,1,8,4\n3,1,8,4\n4,1,8,4\n");
  CHECK(skep_ok(line + "--group entries --count").out == "4\n");
  CHECK(skep_ok(line + "--group entries --sort entries --reverse --limit 1 "
                       "--format csv")
            .out == "entries,count\n4,1\n");
  const Json most = skep_ok("-j iter dump maps --group name --top 1").json();
  REQUIRE(most.size() == 1);
  CHECK(most[0]["count"] >= 4);
  CHECK(skep_ok("iter dump maps --where id==0 --group id").out ==
        "id  count\n");
  // Nothing adds nothing, and is a group of its own.
  const std::string inner = "inner_map_meta.id";
  CHECK(skep_ok(line + "--group " + inner + " --sum id=" + inner +
                " --format csv")
            .out == inner + ",count,id\n,4,\n");
}

TEST_CASE("questions about groups that make no sense are refused") {
  check_fails("iter dump ps --sum pages", 2, {"'--sum' needs '--group'"});
  check_fails("iter dump ps --group comm --sum comm", 2, {"'comm' is no num"});
  check_fails("iter dump ps --group ''", 2, {"--group names no field"});
  check_fails("iter dump ps --group pid --sum ''", 2, {"--sum names no field"});
  check_fails("iter dump ps --group pid,pid", 2, {"two columns are called"});
  check_fails("iter dump ps --group count=pid", 2, {"NAME=FIELD"});
  check_fails("iter dump ps --group com", 1, {"did you mean comm"});
  check_fails("iter dump ps --group comm --sort pid", 2, {"no field 'pid'"});
  check_fails("iter dump ps --top 3", 2, {"'--top' needs '--sort'"});
  check_fails("iter dump ps --key pid", 2, {"'--key' needs '--watch'"});
  check_fails("iter dump ps --watch 1 --sort pid", 2, {"exclude each other"});
  check_fails("iter dump ps --watch 0", 2, {"more than 0 seconds"});
  check_fails("iter dump ps --watch 1 --format csv", 2, {"ndjson"});
  check_fails("iter dump ps --watch 1 --key pidd", 2, {"did you mean pid"});
}

TEST_CASE("whole objects are shown as the kernel writes them out") {
  const NamedMaps maps{2};
  const std::string line = "iter dump bpf_map" + maps.where();
  const std::string text = skep_ok(line + "-F @").out;
  CHECK(text.starts_with("(struct bpf_map){\n"));
  CHECK(text.find("\n}\n(struct bpf_map){\n") != std::string::npos);
  CHECK(text.ends_with("\n}\n"));
  CHECK(text.find(".max_entries = (u32)2,\n") != std::string::npos);
  const Json list = skep_ok("-j " + line + "-F @:compact").json();
  REQUIRE(list.size() == 2);
  CHECK(list[0].get<std::string>().find('\n') == std::string::npos);
  CHECK(list[0].get<std::string>().find(".value_size = (u32)8") !=
        std::string::npos);
  CHECK(skep_ok(line + "-F @ --count").out == "2\n");
  CHECK(skep_ok("-j " + line + "-F @ --limit 1").json().size() == 1);
  CHECK(skep_ok(line + "-F @ --limit 0").out.empty());
  CHECK(skep_ok("-j iter dump bpf_map -F @ --where id==0").out == "[]\n");
  // Without a condition there is no row at all.
  const std::string self = std::to_string(::getpid());
  CHECK(skep_ok("iter dump task -F @ tid " + self)
            .out.starts_with("(struct task_struct){"));
  CHECK(skep_ok("-j iter dump ps -F @ pid " + self).json().size() == 1);
  check_fails("iter dump ps -F @,pid", 2, {"'@'", "alone"});
  check_fails("iter dump ps -F @:x", 2, {"'@:x'", "'@:compact'"});
  for (const char* option : {"--sort pid", "--group pid", "--watch 1"})
    check_fails("iter dump ps -F @ " + std::string{option}, 2,
                {"'-F @'", "--where, --limit and --count"});
  check_fails("iter dump ps -F @ --where 'comm =~ a*'", 2, {"'-F @'"});
  check_fails("iter dump bpf_map_elem -F @", 1, {"'value' is a 'void *'"});
}

TEST_CASE("rows that come and go are shown until a signal comes") {
  const NamedMaps maps{1};
  std::optional<Fd> second;
  const auto change = [&](std::uint64_t round) {
    if (round % 10 == 0) second.reset();
    if (round % 20 == 0) second.emplace(maps.make(7));
  };
  const std::string line = "iter dump bpf_map -F name,max_entries,id" +
                           maps.where() + "--watch 0.02 ";
  Watched text{line, change};
  CHECK(text.next_line().starts_with("20"));
  const std::string first = text.next_line();
  CAPTURE(first);
  const bool has_come = first.starts_with("+ name=" + maps.name() + " max_");
  CHECK((has_come || first.starts_with("- name=" + maps.name() + " max_")));
  text.end_by(SIGINT);
  Watched lines{line + "--format ndjson --key name,max_entries", change};
  const Json object = Json::parse(lines.next_line());
  CHECK(object["row"]["max_entries"] == 7);
  CHECK(object["time"].is_number());
  lines.end_by(SIGTERM);
  Watched list{"-j " + line + "--key id --limit 2", change};
  const Json changes = Json::parse(list.end());
  REQUIRE(changes.size() == 2);
  for (const Json& one : changes) CHECK(one["change"] != "changed");
  // A map comes before it goes, or the next one before the last one is gone.
  CHECK((changes[0]["change"] != changes[1]["change"] ||
         changes[0]["row"]["id"] != changes[1]["row"]["id"]));
}

TEST_CASE("rows that change are shown with rates, also those of groups") {
  const NamedMaps maps{2};
  std::optional<Fd> more;
  const auto change = [&](std::uint64_t round) {
    if (round % 10 == 0) more.reset();
    if (round % 20 == 0) more.emplace(maps.make(7));
  };
  const std::string line = "iter dump maps" + maps.where() + "--watch 0.02 ";
  Watched groups{line + "--group name --sum entries", change};
  (void)groups.next_line();
  const std::string changed = groups.next_line();
  CAPTURE(changed);
  CHECK(changed.starts_with("~ name=" + maps.name() + " count="));
  CHECK(changed.find(" entries=") != std::string::npos);
  CHECK(changed.ends_with("/s)"));
  groups.end_by(SIGHUP);
  Watched objects{line + "--group name --format ndjson --limit 1", change};
  const Json object = Json::parse(objects.end());
  CHECK(object["change"] == "changed");
  CHECK(object["before"]["count"] != object["row"]["count"]);
  CHECK(object["rates"]["count"] != 0);
  Watched counts{"-j " + line + "--count --limit 3", change};
  const Json reports = Json::parse(counts.end());
  REQUIRE(reports.size() == 3);
  for (const Json& report : reports) {
    // One may go and others come while they are counted.
    CHECK(report["count"] >= 2);
    CHECK(report["changed"] == 0);
  }
}

TEST_CASE("an interrupted watch has closed its list") {
  Background watch = start_skep("-j iter dump maps --where id==0 --watch 3600");
  CHECK(is_idle(watch.pid()));
  watch.signal(SIGINT);
  const Result result = watch.wait();
  CHECK(result.exit == 0);
  CHECK(result.err.empty());
  CHECK(result.out == "[]\n");
}

TEST_SUITE_BEGIN("faults");

TEST_CASE("a watch that a signal ends is one document, whenever it comes") {
  const Bpffs bpffs;
  const std::string line =
      "-j iter dump maps --where id==0 --watch 0.01 --count --limit 1";
  const auto calls = run_traced(line, bpffs.path()).calls;
  REQUIRE(calls.size() > 10);
  // Before the last ones, the kernel's BTF is read, bit by bit on old kernels.
  constexpr std::size_t last = 36;
  const std::size_t step = is_sanitized() ? 9 : 3;
  for (std::size_t at = calls.size() - std::min(calls.size(), last);
       at < calls.size(); at += step) {
    const Result result =
        run_traced(line, bpffs.path(), {.at = at, .signal = SIGINT}).result;
    CAPTURE(at);
    CAPTURE(calls[at].text());
    CAPTURE(result.out);
    CHECK(nlohmann::json::accept(result.out));
    CHECK((result.exit == 0 || result.exit == 130));
  }
}

TEST_SUITE_END();

}  // namespace skep::test
