#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "src/gen/light_skeleton.h"

namespace skep::gen {
namespace {

// An object whose parts a test adds.
struct TestObject {
  ObjectModel model;
  LightModel light;

  TestObject() {
    model.name = "obj";
    light.loader = {.insns = {1, 2}, .data = {3, 0, 0}};
  }

  void add_program(const std::string& name, bool is_optional = false) {
    model.programs.push_back(
        {.name = name, .identifier = name, .is_optional = is_optional});
  }

  void add_section(const std::string& name, std::uint32_t flags,
                   ByteView value) {
    model.maps.push_back({.name = "obj." + name,
                          .identifier = name,
                          .section = "." + name,
                          .shape = {.flags = flags},
                          .data = DataSection{"." + name, name, {}},
                          .struct_ops = {}});
    light.values.push_back(value);
  }

  [[nodiscard]] std::string header() const {
    return emit_light_skeleton(model, light);
  }
};

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// How a program of this kind is attached; empty: by the user alone.
std::string attach_call(bpf_prog_type type, const std::string& section,
                        bpf_attach_type attach_type = {}) {
  TestObject object;
  object.model.programs.push_back({.name = "p",
                                   .identifier = "p",
                                   .section = section,
                                   .type = type,
                                   .attach_type = attach_type});
  const std::string header = object.header();
  const std::string start = "int fd = ";
  const auto from = header.find(start);
  if (from == std::string::npos) return {};
  const auto call = from + start.size();
  return header.substr(call, header.find(';', call) - call);
}

}  // namespace

TEST_CASE("a light skeleton has optional programs behind those it loads") {
  TestObject object;
  object.add_program("optional", true);
  object.add_program("wanted");
  const std::string header = object.header();
  CHECK(holds(header,
              "\tstruct {\n"
              "\t\tstruct bpf_prog_desc wanted;\n"
              "\t\tstruct bpf_prog_desc optional;\n"
              "\t} progs;\n"
              "\tstruct {\n"
              "\t\tint optional_fd;\n"
              "\t\tint wanted_fd;\n"
              "\t} links;\n"));
  CHECK(holds(header, "ret : obj__wanted__attach(skel);"));
  CHECK_FALSE(holds(header, "ret : obj__optional__attach(skel);"));
}

TEST_CASE("a light skeleton attaches programs by their type and section") {
  CHECK(attach_call(BPF_PROG_TYPE_RAW_TRACEPOINT, "raw_tp/sys_enter") ==
        "skel_raw_tracepoint_open(\"sys_enter\", prog_fd)");
  CHECK(attach_call(BPF_PROG_TYPE_RAW_TRACEPOINT, "raw_tp/a\"b") ==
        "skel_raw_tracepoint_open(\"a\\\"b\", prog_fd)");
  CHECK(attach_call(BPF_PROG_TYPE_RAW_TRACEPOINT, "raw_tp").empty());
  CHECK(attach_call(BPF_PROG_TYPE_TRACING, "fentry/f", BPF_TRACE_FENTRY) ==
        "skel_raw_tracepoint_open(NULL, prog_fd)");
  CHECK(attach_call(BPF_PROG_TYPE_TRACING, "iter/task", BPF_TRACE_ITER) ==
        "skel_link_create(prog_fd, 0, BPF_TRACE_ITER)");
  CHECK(attach_call(BPF_PROG_TYPE_LSM, "lsm/file_open", BPF_LSM_MAC) ==
        "skel_raw_tracepoint_open(NULL, prog_fd)");
  CHECK(attach_call(BPF_PROG_TYPE_LSM, "lsm_cgroup/socket_bind", BPF_LSM_CGROUP)
            .empty());
  CHECK(attach_call(BPF_PROG_TYPE_XDP, "xdp").empty());
}

TEST_CASE("a light skeleton holds values without the zeros at their end") {
  const Bytes value{'a', 0, 'b', 0, 0, 0, 0, 0};
  TestObject object;
  object.add_section("bss", BPF_F_MMAPABLE, value);
  const std::string header = object.header();
  CHECK(holds(header, "char bss_value[9]\n"));
  CHECK(holds(header, "\t\"a\\0b\";\n"));
  CHECK(holds(header, "skel_prep_map_data(bss_value, 8, 8);"));
  CHECK(holds(header, "char opts_data[4]\n"));
}

TEST_CASE("a light skeleton maps constants for reading") {
  const Bytes value{1};
  TestObject object;
  object.add_section("bss", BPF_F_MMAPABLE, value);
  object.add_section("rodata", BPF_F_MMAPABLE | BPF_F_RDONLY_PROG, value);
  const std::string header = object.header();
  CHECK(holds(header, "PROT_READ | PROT_WRITE, skel->maps.bss.map_fd"));
  CHECK(holds(header, "PROT_READ, skel->maps.rodata.map_fd"));
}

TEST_CASE("a light skeleton leaves out groups without members") {
  const std::string empty = TestObject{}.header();
  for (const std::string_view group : {"} maps;", "} progs;", "} links;"})
    CHECK_FALSE(holds(empty, group));
  CHECK(holds(empty, "skel->ctx.sz = sizeof(skel->ctx);"));
  TestObject object;
  object.add_program("p");
  CHECK(holds(object.header(), "sizeof(skel->ctx) + sizeof(skel->progs);"));
}

TEST_CASE("a signed light skeleton has a place for the keyring") {
  TestObject object;
  CHECK_FALSE(holds(object.header(), "keyring_id"));
  object.light.signature = Signature{.cms = {1}, .sha256 = {2}};
  CHECK(holds(object.header(), "\t__s32 keyring_id;\n"));
  CHECK(holds(object.header(), "opts.keyring_id = skel->keyring_id;"));
}

}  // namespace skep::gen
