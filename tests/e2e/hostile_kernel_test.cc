// Names that could do harm and that the kernel takes: of pins, processes,
// devices, files and sections; and words of command lines.
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <doctest/doctest.h>
#include <sys/prctl.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>

#include "src/sys/error.h"
#include "tests/e2e/features.h"
#include "tests/e2e/hostile.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {
namespace {

// Calls itself otherwise while it lives.
class ProcessName {
 public:
  explicit ProcessName(const std::string& name) {
    ::prctl(PR_GET_NAME, before_.data());
    ::prctl(PR_SET_NAME, name.c_str());
  }
  ProcessName(const ProcessName&) = delete;
  ProcessName& operator=(const ProcessName&) = delete;
  ~ProcessName() { ::prctl(PR_SET_NAME, before_.data()); }

 private:
  std::array<char, 16> before_{};
};

// Names a device otherwise while it lives.
class DeviceName {
 public:
  DeviceName(std::string before, std::string now)
      : before_(std::move(before)), now_(std::move(now)) {
    rename(before_, now_);
  }
  DeviceName(const DeviceName&) = delete;
  DeviceName& operator=(const DeviceName&) = delete;
  ~DeviceName() { rename(now_, before_); }

 private:
  static void rename(const std::string& from, const std::string& to) {
    run({"ip", "link", "set", "dev", from, "name", to});
  }
  std::string before_;
  std::string now_;
};

// Those that a file can have: on a BPF file system no dot either.
std::vector<std::string> file_names() {
  std::vector<std::string> names;
  for (std::string name : odd_names()) {
    std::replace(name.begin(), name.end(), '/', '_');
    std::replace(name.begin(), name.end(), '.', '_');
    names.push_back(name.substr(0, 255));
  }
  return names;
}

// The types of a section `name` with one variable.
class SectionTypes {
 public:
  explicit SectionTypes(const char* name) {
    btf_.reset(btf__new_empty());
    const int number = btf__add_int(btf_.get(), "int", 4, BTF_INT_SIGNED);
    const int variable =
        btf__add_var(btf_.get(), "class", BTF_VAR_GLOBAL_ALLOCATED, number);
    section_ = btf__add_datasec(btf_.get(), name, 4);
    btf__add_datasec_var_info(btf_.get(), variable, 0, 4);
  }
  // Return 0 or a negative errno value.
  [[nodiscard]] int load() const { return btf__load_into_kernel(btf_.get()); }
  // Make a map of one such section, once the types are loaded.
  [[nodiscard]] Fd make_map() const {
    bpf_map_create_opts options{};
    options.sz = sizeof options;
    options.btf_fd = static_cast<std::uint32_t>(btf__fd(btf_.get()));
    options.btf_value_type_id = static_cast<std::uint32_t>(section_);
    return Fd{check(bpf_map_create(BPF_MAP_TYPE_ARRAY, "", 4, 4, 1, &options),
                    "can't create the map of a test")};
  }

 private:
  std::unique_ptr<::btf, void (*)(::btf*)> btf_{nullptr, btf__free};
  int section_ = 0;
};

Attempt probe_any_section_name() {
  return {"load types", -SectionTypes{".data\" x"}.load()};
}

constexpr Feature any_section_name{.name = "any characters in sections' names",
                                   .since = {6, 12},
                                   .options = "BPF_SYSCALL",
                                   .probe = probe_any_section_name};

}  // namespace

TEST_CASE("processes with hostile names are shown without harm") {
  const TestMap map;
  const Fd held = map.open();
  for (const std::string& name : odd_names()) {
    CAPTURE(name);
    const ProcessName renamed{name};
    const Result shown = check_harmless({"map", "show", "pinned", map.pin()});
    CHECK(shown.exit == 0);
    CHECK(shown.out.find("\n\tpids ") != std::string::npos);
  }
}

// To the kernel a letter of Latin-1 is a letter.
TEST_CASE("objects with names that are not UTF-8 are shown and found") {
  const std::string name = "\xff\xfe_" + unique_name("");
  const Fd map{
      bpf_map_create(BPF_MAP_TYPE_ARRAY, name.c_str(), 4, 4, 1, nullptr)};
  const Fd prog = load_idle_prog(BPF_PROG_TYPE_SOCKET_FILTER, name);
  for (const std::string kind : {"map", "prog"}) {
    CHECK(check_harmless({kind, "show"}).exit == 0);
    const Result found = check_harmless({kind, "show", "name", name});
    CHECK(found.exit == 0);
    CHECK(found.out.find("name \\xff\\xfe_") != std::string::npos);
  }
}

TEST_CASE("pins with hostile names are shown and used without harm" *
          doctest::test_suite("words")) {
  const TestMap map;
  const Bpffs bpffs;
  for (const std::string& name : file_names()) {
    CAPTURE(name);
    const std::string pin = bpffs / name;
    REQUIRE(bpf_obj_pin(map.open().get(), pin.c_str()) == 0);
    CHECK(check_harmless({"-f", "map", "show", "pinned", pin}).exit == 0);
    CHECK(check_harmless({"map", "dump", "pinned", pin}).exit == 0);
    CHECK(check_harmless({"map", "pin", "pinned", pin, pin}).exit == 1);
    CHECK(check_harmless({"prog", "show", "pinned", pin}).exit == 1);
    const Result completed =
        skep_words({"__complete", "map", "show", "pinned", bpffs / ""});
    check_is_clean(completed.out);
    CHECK(std::count(completed.out.begin(), completed.out.end(), '\n') <= 2);
    std::filesystem::remove(pin);
    CHECK(check_harmless({"map", "show", "pinned", pin}).exit == 1);
  }
}

TEST_CASE("devices with hostile names are shown without harm") {
  NEEDS(feature::veth);
  const VethPair veth;
  const Bpffs bpffs;
  const Loaded loaded{"xdp_pass"};
  const std::string pin = pin_link(
      bpf_program__attach_xdp(loaded.program(), static_cast<int>(veth.index())),
      bpffs, "link");
  for (const std::string name : {"a\"b", "\x1b[31m", "\xff\xfe", "*\\",
                                 "\xc2\x9b"
                                 "31m",
                                 "{}%s"}) {
    CAPTURE(name);
    const DeviceName renamed{veth.name(), name};
    CHECK(check_harmless({"link", "show", "pinned", pin}).exit == 0);
  }
}

TEST_CASE("files with hostile names are shown without harm" *
          doctest::test_suite("files")) {
  NEEDS(feature::perf_event_details);
  const TempDir dir;
  const Bpffs bpffs;
  const Loaded loaded{"uprobe"};
  for (const std::string& name : file_names()) {
    CAPTURE(name);
    const std::string file = dir / name;
    write_file(file, std::string(4096, '\x90'));
    const std::string pin =
        pin_link(bpf_program__attach_uprobe(loaded.program(), false, -1,
                                            file.c_str(), 0),
                 bpffs, "link");
    CHECK(check_harmless({"link", "show", "pinned", pin}).exit == 0);
    std::filesystem::remove(pin);
    CHECK(check_harmless({"gen", "skeleton", file}).exit == 1);
    CHECK(check_harmless({"prog", "load", file, bpffs / "prog"}).exit == 1);
    CHECK(check_harmless({"iter", "dump", file}).exit == 1);
  }
}

TEST_CASE("sections with hostile names are dumped without harm") {
  NEEDS(any_section_name);
  const Bpffs bpffs;
  const std::string pin = bpffs / "map";
  for (const char* name : {".data\"injected\":1", ".data*/\\", ".data%s{}"}) {
    CAPTURE(name);
    const SectionTypes types{name};
    REQUIRE(types.load() == 0);
    const Fd map = types.make_map();
    REQUIRE(bpf_obj_pin(map.get(), pin.c_str()) == 0);
    CHECK(check_harmless({"map", "dump", "pinned", pin}).exit == 0);
    CHECK(check_harmless({"map", "show", "pinned", pin}).exit == 0);
    std::filesystem::remove(pin);
  }
}

TEST_CASE("hostile words of a command line are refused without harm" *
          doctest::test_suite("words")) {
  const TestMap map;
  const std::string object = bpf_object("several");
  const std::string nowhere = "/nonexistent/pin";
  for (const std::string& name : odd_names()) {
    CAPTURE(name);
    const std::vector<std::vector<std::string>> lines{
        {name},
        {"map", name},
        {"map", "show", "name", name},
        {"map", "show", "id", name},
        {"map", "show", "pinned", name},
        {"prog", "show", "name", name},
        {"prog", "show", "tag", name},
        {"link", "show", "pinned", name},
        {"map", "lookup", "pinned", map.pin(), "key", name},
        {"map", "create", nowhere, "type", name, "key", "4", "value", "4",
         "entries", "1"},
        {"map", "create", nowhere, "type", "hash", "key", "4", "value", "4",
         "entries", "1", "name", name},
        {"prog", "load", object, name},
        {"prog", "load", object, nowhere, "type", name},
        {"prog", "load", object, nowhere, "map", "name", name, "id", "1"},
        {"iter", "dump", object, "program", name},
        {"batch", "file", "/nonexistent/" + name}};
    for (const auto& words : lines) {
      CAPTURE(words);
      CHECK(check_harmless(words).exit != 0);
    }
    check_is_clean(skep_words({"__complete", "map", "show", "name", name}).out);
  }
}

TEST_CASE("hostile lines of a batch are refused without harm" *
          doctest::test_suite("words")) {
  for (const std::string& name : odd_names()) {
    CAPTURE(name);
    for (const char* option : {"", "-j "}) {
      const std::string line = std::string{option} + "batch file -";
      const Result result = skep(line, {.input = "map show name " + name});
      CHECK(result.exit != 0);
      check_is_clean(result.out);
      check_is_clean(result.err);
      if (*option != '\0') CHECK_FALSE(result.json().is_discarded());
    }
  }
}

}  // namespace skep::test
