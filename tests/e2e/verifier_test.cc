// What the verifier says, and how it is explained: each kind of message by a
// program that this kernel refuses for it.
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <doctest/doctest.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "src/object/bpf_object.h"
#include "src/sys/fd.h"
#include "src/verifier/explain.h"
#include "tests/e2e/features.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/prog_fixture.h"

namespace skep::test {
namespace {

// Programs that not all kernels refuse for what they are named after: the
// first that does, and the first that says something else.
struct Exception {
  std::string_view program;
  Version since{};
  Version until{1000, 0};
};
constexpr auto exceptions = std::to_array<Exception>({
    {"arena", {6, 9}},
    {"attach_rejected", {6, 12}},
    {"back_edge", {}, {6, 12}},
    {"callback_function", {6, 12}},
    {"dynptr_state", {6, 12}},
    {"global_function_argument", {6, 12}},
    {"indirect_jump", {6, 19}},
    {"kernel_pointer_field", {6, 12}},
    {"map_for_helper__tail", {6, 13}},
    {"reserved_offset", {6, 12}},
    {"sleepable_call", {6, 12}},
    {"verifier_bug", {6, 18}, {6, 19}},
});
// The first kernel that has all functions that the programs call.
constexpr Version has_all_functions{6, 13};

// Room for what the verifier says of a few thousand instructions.
constexpr std::size_t log_size = std::size_t{8} << 20U;
// Says why alone: a million instructions would fill a hundred megabytes.
constexpr unsigned only_statistics = 4;

// "kernel_type_write__map" -> "kernel-type-write"
std::string kind_of(std::string program) {
  program.resize(std::min(program.find("__"), program.size()));
  std::ranges::replace(program, '_', '-');
  return program;
}

std::vector<std::string> programs_of(const std::string& object) {
  std::vector<std::string> names;
  const BpfObject opened = BpfObject::open_file(object);
  for (const bpf_program* prog : opened.programs())
    names.emplace_back(bpf_program__name(prog));
  return names;
}

// While it lives, libbpf keeps its warnings to itself.
class Quiet {
 public:
  Quiet() = default;
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;
  ~Quiet() { libbpf_set_print(before_); }

 private:
  libbpf_print_fn_t before_ = libbpf_set_print(nullptr);
};

using Prepare = std::function<void(bpf_program*)>;

// A struct_ops map would have its programs loaded.
bool is_wanted(const bpf_map* map, const bpf_program* prog) {
  if (bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS)
    return bpf_program__type(prog) == BPF_PROG_TYPE_STRUCT_OPS;
  return std::string_view{bpf_map__name(map)} != "absent";
}

// Load one program of an object; return what the verifier says, and nothing if
// it says nothing.
std::string log_of(const std::string& object, const std::string& name,
                   const Prepare& prepare) {
  const auto log = std::make_unique_for_overwrite<char[]>(log_size);
  const BpfObject opened = BpfObject::open_file(object);
  for (bpf_program* prog : opened.programs())
    bpf_program__set_autoload(prog, name == bpf_program__name(prog));
  bpf_program* prog = opened.find_program(name);
  for (bpf_map* map : opened.maps())
    bpf_map__set_autocreate(map, is_wanted(map, prog));
  if (prepare) prepare(prog);
  log[0] = '\0';
  bpf_program__set_log_buf(prog, log.get(), log_size);
  if (name == "too_many_instructions")
    bpf_program__set_log_level(prog, only_statistics);
  const Quiet quiet;
  if (bpf_object__load(opened.get()) == 0) return {};
  return log.get();
}

bool is_excused(const std::string& program, const std::string& kind) {
  const Version kernel = running_kernel().version;
  if (kind == "kernel-function-missing") return kernel < has_all_functions;
  const auto* known =
      std::ranges::find(exceptions, program, &Exception::program);
  return known != exceptions.end() &&
         (kernel < known->since || kernel >= known->until);
}

// Check that each program of an object is refused for what it is named after,
// and tell the kinds.
void check_kinds(const std::string& name, std::set<std::string>& kinds,
                 const Prepare& prepare = {}) {
  const std::string object = bpf_object(name);
  for (const std::string& program : programs_of(object)) {
    const std::string log = log_of(object, program, prepare);
    const verifier::Explanation told = verifier::explain(log);
    CAPTURE(program);
    CAPTURE(told.reason);
    if (told.kind != kind_of(program)) {
      CHECK(is_excused(program, told.kind));
      continue;
    }
    kinds.insert(told.kind);
    CHECK_FALSE(told.explanation.empty());
    CHECK_FALSE(told.advice.empty());
  }
}

// While it lives, this thread may load programs, but has not the rights that
// show it the kernel's memory.
class FewerRights {
 public:
  FewerRights() { change({CAP_PERFMON, CAP_SYS_ADMIN}); }
  FewerRights(const FewerRights&) = delete;
  FewerRights& operator=(const FewerRights&) = delete;
  ~FewerRights() { change({}); }

 private:
  static void change(std::initializer_list<unsigned> missing) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> data{};
    ::syscall(SYS_capget, &header, data.data());
    for (auto& part : data) part.effective = part.permitted;
    for (const unsigned cap : missing)
      data[cap / 32].effective &= ~(1U << (cap % 32));
    REQUIRE(::syscall(SYS_capset, &header, data.data()) == 0);
  }
};

// Load instructions as they are; return the kind of what the verifier says.
std::string kind_of_code(bpf_prog_type type, const std::vector<bpf_insn>& code,
                         bpf_prog_load_opts options) {
  std::array<char, 65536> log{};
  options.sz = sizeof options;
  options.log_buf = log.data();
  options.log_size = log.size();
  options.log_level = 1;
  const Fd loaded{bpf_prog_load(type, "skep_refused", "GPL", code.data(),
                                code.size(), &options)};
  CHECK_FALSE(loaded.is_open());
  CAPTURE(log.data());
  return verifier::explain(log.data()).kind;
}

constexpr bpf_insn set_r0{BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0};
constexpr bpf_insn leave{BPF_JMP | BPF_EXIT, 0, 0, 0, 0};

Fd make_array(const bpf_map_create_opts* options = nullptr) {
  return Fd{
      bpf_map_create(BPF_MAP_TYPE_ARRAY, "skep_refused", 4, 4, 1, options)};
}

void add_map(std::vector<bpf_insn>& code, const Fd& map) {
  code.push_back(
      {BPF_LD | BPF_IMM | BPF_DW, 1, BPF_PSEUDO_MAP_FD, 0, map.get()});
  code.push_back({});
}

}  // namespace

TEST_CASE("each kind of refusal is known and explained") {
  std::set<std::string> kinds;
  for (const char* object :
       {"refused_memory", "refused_flow", "refused_call", "refused_license"})
    check_kinds(object, kinds);
  check_kinds("refused_kernel", kinds);
  {
    const FewerRights fewer;
    check_kinds("refused_rights", kinds);
  }
  CHECK(kinds.size() >= 60);
}

TEST_CASE("what can't be attached to is explained") {
  NEEDS(feature::fentry, feature::freplace);
  const Loaded target{"nomaps"};
  std::set<std::string> kinds;
  check_kinds("refused_attach", kinds, [&](bpf_program* prog) {
    const std::string_view section = bpf_program__section_name(prog);
    if (section.find('/') != section.npos) return;
    REQUIRE(bpf_program__set_attach_target(
                prog, bpf_program__fd(target.program()),
                bpf_program__name(target.program())) == 0);
  });
  CHECK(kinds.size() >= 4);
}

TEST_CASE("what libbpf would not load is explained, too") {
  bpf_prog_load_opts options{};
  options.expected_attach_type = BPF_TRACE_RAW_TP;
  options.attach_btf_id = 1;
  CHECK(kind_of_code(BPF_PROG_TYPE_TRACING, {set_r0, leave}, options) ==
        "attach-target");
  if (running_kernel().version < Version{6, 18}) return;
  std::vector<Fd> maps;
  std::vector<bpf_insn> code;
  for (int i = 0; i < 65; ++i) add_map(code, maps.emplace_back(make_array()));
  code.insert(code.end(), {set_r0, leave});
  CHECK(kind_of_code(BPF_PROG_TYPE_SOCKET_FILTER, code, {}) == "map-count");

  bpf_map_create_opts others{};
  const std::array<char, 32> hash{};
  others.sz = sizeof others;
  others.excl_prog_hash = hash.data();
  others.excl_prog_hash_size = hash.size();
  const Fd map = make_array(&others);
  code.clear();
  add_map(code, map);
  code.insert(code.end(), {set_r0, leave});
  CHECK(kind_of_code(BPF_PROG_TYPE_SOCKET_FILTER, code, {}) ==
        "map-for-program");
}

TEST_CASE("a refused program is told with all that is known of it") {
  const Bpffs bpffs;
  const std::string line =
      "prog load " + bpf_object("refused") + " " + bpffs / "p";
  const Result text = skep(line);
  CHECK(text.exit == 1);
  for (const char* part : {"program 'reads_too_far'", " is outside of the ",
                           "\n  at return packet[12] == 8", "refused.bpf.c:21",
                           "\n  how R1 came about:\n    const char* packet",
                           "\n  why: ", "\n  what to do: ", "\nHint: "})
    CHECK(text.err.find(part) != std::string::npos);

  const auto told = skep("-j " + line).json()["verifier"];
  CHECK(told["program"] == "reads_too_far");
  CHECK(told["kind"] == "packet-bounds");
  CHECK(told["register"] == "R1");
  CHECK(told["insn"]["text"].get<std::string>().find("(r1 +12)") !=
        std::string::npos);
  // The kernel logs no column, and before Linux 6.9 no line.
  CHECK(told["source"]["line"] == 21);
  CHECK(told["source"]["column"] > 0);
  CHECK(told["source"]["file"].get<std::string>().ends_with("refused.bpf.c"));
  REQUIRE(told["trail"].size() == 1);
  CHECK(told["trail"][0]["source"]["line"] == 20);
  CHECK_FALSE(told.contains("log"));
  const auto whole = skep("-d -j " + line).json()["verifier"]["log"];
  CHECK(whole.get<std::string>().find(" is outside of the ") !=
        std::string::npos);
  CHECK(files_below(bpffs.path()).empty());
}

TEST_CASE("--log-file keeps the logs of all programs, or changes nothing") {
  const Bpffs bpffs;
  const TempDir dir;
  const std::string words = " --log-file " + dir / "log";
  check_fails("prog load " + bpf_object("refused") + " " + bpffs / "p" + words,
              1, {"reads_too_far"});
  const std::string refused = read_text(dir / "log");
  CHECK(refused.starts_with("program 'accepted':\n"));
  CHECK(refused.find("\nprogram 'reads_too_far':\n") != std::string::npos);
  CHECK(refused.find(" is outside of the ") != std::string::npos);

  const Result loaded = skep_ok("prog loadall " + bpf_object("several") + " " +
                                bpffs / "d" + words);
  CHECK(loaded.err.empty());
  const std::string accepted = read_text(dir / "log");
  CHECK(accepted.starts_with("program 'pass':\n"));
  CHECK(accepted.find("processed ") != std::string::npos);

  const std::string object = bpf_object("several") + " ";
  check_fails("prog load " + object + bpffs / "p --log-file /dev/full", 1,
              {"/dev/full", "No space left"});
  check_fails("prog load " + object + bpffs / "p --log-file /no/such/file", 1,
              {"/no/such/file"});
  CHECK(files_below(bpffs.path()) == std::vector<std::string>{"d"});
  CHECK(files_below(dir.path()) == std::vector<std::string>{"log"});
}

TEST_CASE("a log is read and kept whole, however long it is" *
          doctest::test_suite("sizes")) {
  const Bpffs bpffs;
  const TempDir dir;
  const Result result = skep("-j prog load " + bpf_object("refused_long") +
                             " " + bpffs / "p --log-file " + dir / "log");
  CHECK(result.exit == 1);
  const auto told = result.json()["verifier"];
  CHECK(told["reason"] == "R7 !read_ok");
  CHECK(told["kind"] == "register-uninitialized");
  CHECK(std::filesystem::file_size(dir / "log") > 16U << 20U);
  CHECK(read_text(dir / "log").find("R7 !read_ok\nprocessed ") !=
        std::string::npos);
}

}  // namespace skep::test
