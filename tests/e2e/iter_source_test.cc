// Where iterators come from: object files, loaded programs, links; and what
// they write as rows of a type.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

#include "src/sys/fd.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

std::string dump_rows(const std::string& words) {
  return "iter dump " + bpf_object("iter_odd") + ":rows --as row " + words;
}

}  // namespace

TEST_CASE("what a program writes is shown as rows of a type") {
  const Json rows = skep_ok("-j " + dump_rows("")).json();
  REQUIRE(rows.size() == 3);
  CHECK(rows[1] ==
        Json{{"number", 2},
             {"name", "a,\nb"},
             {"delta", -2},
             {"mood", "LOUD"},
             {"low", 2},
             {"high", 31},
             {"place", {{{"x", 0}, {"y", 0}}, {{"x", 0}, {"y", 9}}}}});
  CHECK(skep_ok(dump_rows("-F number,name --format csv")).out ==
        "number,name\n1,first\n2,\"a,\\x0ab\"\n3,third\n");
  CHECK(skep_ok(dump_rows("-F id=number:hex,place[1].y --where 'delta < -1 && "
                          "name =~ t*' --format ndjson"))
            .out == "{\"id\":\"0x3\",\"place[1].y\":9}\n");
  CHECK(skep_ok(dump_rows("-F number,name:2 --sort number --top 1")).out ==
        "number  name\n     3  th\n");
  CHECK(
      skep_ok(dump_rows("--group mood --sum number,delta --format csv")).out ==
      "mood,count,number,delta\nLOUD,3,6,-6\n");
  CHECK(skep_ok(dump_rows("--count --where low!=2")).out == "2\n");
  // A type without members is a column of its own.
  CHECK(skep_ok("iter dump " + bpf_object("iter_odd") +
                ":rows --as __u32 --limit 2 --format csv")
            .out == "value\n1\n0\n");
}

TEST_CASE("rows that are not whole, and types that are not there, are told") {
  const std::string odd = "iter dump " + bpf_object("iter_odd");
  const Result half = skep("-j " + odd + ":half_a_row --as row -F name");
  CHECK(half.exit == 1);
  CHECK(half.json()[0] == Json{{"name", "first"}});
  const auto error = half.json()[1]["error"].get<std::string>();
  CAPTURE(error);
  CHECK(error.find("wrote 37 bytes, which is no multiple of the 32 of 'struct "
                   "row'") != std::string::npos);
  check_fails(odd + ":rows --as rwo", 1, {"have no 'rwo'", "mean row"});
  check_fails(odd + ":rows --as nothing_like_it", 1, {"declare a global"});
  check_fails(dump_rows("-F nmae"), 1, {"'struct row'", "did you mean name"});
  check_fails(dump_rows("--where 'name'=1"), 2, {"expected =="});
  check_fails(odd + ":rows --sort number", 2, {"--as"});
  check_fails("iter dump ps --as row", 2, {"--as is for programs"});
  check_fails("iter dump /etc/passwd --as row", 1, {"/etc/passwd"});
  CHECK(skep("-j " + dump_rows("--format csv")).exit == 2);
}

TEST_CASE("a program of an object file is named behind a colon") {
  const std::string odd = bpf_object("iter_odd");
  CHECK(skep_ok("iter dump " + odd + ":odd_bytes").out ==
        skep_ok("iter dump " + odd + " program odd_bytes").out);
  check_fails("iter dump " + odd + ":nothin", 1, {"did you mean nothing?"});
  check_fails("iter dump " + odd + ":nothing program nothing", 2,
              {"names the program already"});
  check_fails("iter dump " + odd + ":", 1, {odd + ":"});
  check_fails("iter dump mpas", 1, {"over 'mpas'", "did you mean maps"});
}

TEST_CASE("a program that is loaded is run, with parameters and types") {
  const Bpffs bpffs;
  const Loaded tasks{"iter_task"};
  const std::string prog = "iter dump prog pinned " + tasks.pin(bpffs);
  const std::string self = std::to_string(::getpid());
  CHECK(skep_ok(prog + " tid " + self).out == self + " " + self + "\n");
  check_fails(prog + " order self_only", 2, {"no parameter 'order'"});
  check_fails(prog + " program x", 2, {"'program' is for object files"});
  check_fails("iter dump prog id 4294967295", 1, {"no prog with id"});
  const Loaded odd{
      "iter_odd", [](const BpfObject& object) {
        for (bpf_program* program : object.programs())
          bpf_program__set_autoload(
              program, bpf_program__name(program) == std::string_view{"rows"});
      }};
  const std::string rows = odd.pin(bpffs, "rows");
  CHECK(skep_ok("iter dump prog pinned " + rows + " --as row -F name").out ==
        "name\nfirst\na,\\x0ab\nthird\n");
  const std::string link = pin_link(
      bpf_program__attach_iter(odd.program("rows"), nullptr), bpffs, "link");
  CHECK(skep_ok("iter dump link pinned " + link + " --as row --count").out ==
        "3\n");
  const Loaded raw{"raw_tp"};
  check_fails("iter dump prog pinned " + raw.pin(bpffs), 1,
              {"raw_tracepoint", "tracing"});
}

}  // namespace skep::test
