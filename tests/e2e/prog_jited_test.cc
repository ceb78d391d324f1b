// prog dump jited: native code. bpftool has it only if LLVM or libbfd is a part
// of it, so objdump and the kernel's own numbers stand beside it.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/gen_fixture.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/prog_fixture.h"

namespace skep::test {
namespace {

using nlohmann::json;

const std::string dump = "prog dump jited pinned ";

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

json dumped(const std::string& words) {
  return json::parse(skep_ok("-j " + dump + words).out);
}

// The bytes of all functions, by the opcodes of their instructions.
std::string bytes_in(const json& functions) {
  std::string bytes;
  for (const json& function : functions)
    for (const json& insn : function["insns"])
      for (const json& byte : insn["opcodes"])
        bytes +=
            static_cast<char>(std::stoi(byte.get<std::string>(), nullptr, 16));
  return bytes;
}

// Check that a jump leads to an instruction of its function, or elsewhere.
void check_target(const json& insn, const std::set<std::string>& places,
                  std::size_t end) {
  if (!insn.contains("target")) return;
  const auto target = insn["target"].get<std::string>();
  CAPTURE(insn.dump());
  CHECK((places.contains(target) || std::stoull(target, nullptr, 16) > end));
}

void check_targets(const json& function) {
  std::set<std::string> places;
  for (const json& insn : function["insns"])
    places.insert(insn["pc"].get<std::string>());
  const auto end = std::stoull(
      function["insns"].back()["pc"].get<std::string>(), nullptr, 16);
  for (const json& insn : function["insns"]) check_target(insn, places, end);
}

// Instructions by the places at which they begin.
using Operations = std::map<std::uint64_t, std::string>;

// Without the letter for the size of operands, which objdump often leaves out,
// and with the prefixes in front.
std::string without_suffix(std::string operation) {
  if (operation.size() > 2 &&
      operation.find_last_of("bwlq") + 1 == operation.size())
    operation.pop_back();
  return operation;
}

Operations operations_of(const json& functions) {
  Operations operations;
  std::uint64_t place = 0;
  for (const json& function : functions)
    for (const json& insn : function["insns"]) {
      operations[place] = without_suffix(insn["operation"]);
      place += insn["opcodes"].size();
    }
  return operations;
}

// "   4:\t55                   \tpush   %rbp"
Operations operations_of_objdump(const std::string& file) {
  const Result read =
      shell("objdump -b binary -m i386:x86-64 -M suffix -D " + file);
  REQUIRE(read.exit == 0);
  Operations operations;
  std::istringstream lines{read.out};
  for (std::string line; std::getline(lines, line);) {
    const auto text = line.rfind('\t');
    if (text == std::string::npos || line.find(":\t") == std::string::npos ||
        line.find('\t') == text)
      continue;
    std::istringstream words{line.substr(text + 1)};
    std::string operation;
    words >> operation;
    if (operation == "lock") {
      words >> operation;
      operation = "lock " + operation;
    }
    operations[std::stoull(line, nullptr, 16)] = without_suffix(operation);
  }
  return operations;
}

}  // namespace

TEST_CASE("native code is shown by functions, with source lines and symbols") {
  const Bpffs bpffs;
  const Loaded loaded{"several"};
  const std::string pin = loaded.pin(bpffs, "on_fork");
  const json functions = dumped(pin + " linum");
  REQUIRE(functions.size() == 1);
  const json& function = functions[0];
  CHECK(function["proto"] == "int on_fork(void * ctx)");
  const auto tag =
      skep_ok("-j prog show pinned " + pin).json()["tag"].get<std::string>();
  CHECK(function["name"] == "bpf_prog_" + tag + "_on_fork");
  const json& insns = function["insns"];
  CHECK(insns[0]["pc"] == "0x0");
  CHECK(insns[0]["file"].get<std::string>().ends_with("several.bpf.c"));
  CHECK(insns[0]["line_num"].is_number());
  CHECK(std::any_of(insns.begin(), insns.end(), [](const json& insn) {
    return insn.value("src", "") == "__sync_fetch_and_add(&total, step);";
  }));
  const auto calls = [](const json& insn) {
    return insn["operation"] == "callq" || insn["operation"] == "bl";
  };
  CHECK(std::count_if(insns.begin(), insns.end(), calls) > 1);
  for (const json& insn : insns)
    if (calls(insn)) CHECK_FALSE(insn.value("symbol", "").empty());
}

TEST_CASE("the text of native code is laid out as bpftool's") {
  const Bpffs bpffs;
  const std::string pin = Loaded{"xdp_pass"}.pin(bpffs);
  const json function = dumped(pin + " opcodes")[0];
  const std::string text = skep_ok(dump + pin + " opcodes").out;
  CHECK(text.starts_with(function["proto"].get<std::string>() + ":\n" +
                         function["name"].get<std::string>() + ":\n; "));
  CHECK(has(text, "\n   0:\t" +
                      function["insns"][0]["operation"].get<std::string>()));
  CHECK(text.ends_with(" \n\n"));
  CHECK(skep("p d j p " + pin + " o").out == text);
}

TEST_CASE("operands are those of the text, and null if there are none") {
  const Bpffs bpffs;
  const json functions = dumped(Loaded{"several"}.pin(bpffs));
  std::size_t without = 0;
  for (const json& insn : functions[0]["insns"]) {
    const auto text = insn["text"].get<std::string>();
    CHECK(text.starts_with(insn["operation"].get<std::string>()));
    for (const json& operand : insn["operands"])
      if (operand.is_null())
        ++without;
      else
        CHECK(has(text, operand.get<std::string>()));
  }
  CHECK(without > 0);
}

TEST_CASE("a file holds the native code, which bpftool may refuse") {
  const Bpffs bpffs;
  const TempDir dir;
  const Loaded loaded{"replaceable"};
  const std::string pin = loaded.pin(bpffs);
  check_same_text(dump + pin + " file " + dir / "image");
  skep_ok(dump + pin + " file " + dir / "image");
  const json functions = dumped(pin + " opcodes");
  CHECK(functions.size() == 2);
  CHECK(read_text(dir / "image") == bytes_in(functions));
  CHECK(read_text(dir / "image").size() ==
        skep_ok("-j prog show pinned " + pin).json()["bytes_jited"]);
  check_fails(dump + pin + " opcodes file " + dir / "not", 2, {"file"});
}

TEST_CASE("the native code of several programs comes behind headers") {
  const Loaded one{"metadata"};
  const Loaded other{"metadata"};
  const json both = json::parse(skep_ok("-j prog dump jited name tagged").out);
  REQUIRE(both.size() >= 2);
  for (const json& prog : both) {
    CHECK(prog["name"] == "tagged");
    CHECK(prog["insns"][0]["insns"].size() > 1);
  }
  CHECK(has(skep_ok("prog dump jited name tagged").out, "name tagged  tag "));
}

TEST_CASE("Capstone and objdump read the same instructions" *
          doctest::test_suite("compilers")) {
  REQUIRE(skep_ok("-j version").json()["features"]["capstone"] == true);
  std::size_t count = 0;
  const TempDir dir;
  for (const std::string& object : bpf_objects_to_load()) {
    const Bpffs bpffs;
    if (skep("prog loadall " + bpf_object(object) + " " + bpffs / "d").exit !=
        0)
      continue;
    CAPTURE(object);
    // Others of an object are hardly different.
    const std::string pin = bpffs / "d/" + files_below(bpffs / "d").front();
    const json functions = dumped(pin + " opcodes");
    for (const json& function : functions) check_targets(function);
    skep_ok(dump + pin + " file " + dir / "image");
    CHECK(operations_of(functions) == operations_of_objdump(dir / "image"));
    ++count;
  }
  CHECK(count > 30);
}

}  // namespace skep::test
