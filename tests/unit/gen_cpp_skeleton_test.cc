#include <doctest/doctest.h>

#include <string>

#include "src/gen/cpp_handles.h"
#include "src/gen/cpp_runtime.h"
#include "src/gen/cpp_skeleton.h"
#include "tests/unit/btf_fixture.h"

namespace skep::gen {
namespace {

ProgramModel program(std::string section, bpf_prog_type type,
                     bpf_attach_type attach = BPF_CGROUP_INET_INGRESS) {
  return {.name = "p",
          .identifier = "p",
          .section = std::move(section),
          .type = type,
          .attach_type = attach};
}

std::string class_of(bpf_prog_type type,
                     bpf_attach_type attach = BPF_CGROUP_INET_INGRESS) {
  return program_handle(program("", type, attach), "");
}

MapModel map(bpf_map_type type, std::uint32_t key_size,
             std::uint32_t value_size) {
  return {
      .name = "m",
      .identifier = "m",
      .shape = {.type = type, .key_size = key_size, .value_size = value_size},
      .data = {},
      .struct_ops = {}};
}

std::string handle(bpf_map_type type, std::uint32_t key_size,
                   std::uint32_t value_size) {
  return map_handle(map(type, key_size, value_size), nullptr, "");
}

}  // namespace

TEST_CASE("a skeleton stands in the namespace that is asked for") {
  ObjectModel model;
  model.name = "class";
  const std::string usual = emit_cpp_skeleton(model, {});
  CHECK(usual.find("\nnamespace skel::class_ {\n") != usual.npos);
  CHECK(usual.find("#ifndef SKEL_CLASS__SKEL_H\n") != usual.npos);
  CHECK(usual == emit_cpp_skeleton(model, {}));
  const std::string other = emit_cpp_skeleton(model, {.name_space = "a::b"});
  CHECK(other.find("\nnamespace a::b {\n") != other.npos);
}

TEST_CASE("namespaces are identifiers of C++, joined by colons") {
  for (const char* good : {"a", "app::bpf", "_a1::b::c"})
    CHECK(is_cpp_namespace(good));
  for (const char* bad :
       {"", "::a", "a::", "a:b", "1a", "a::class", "a b", "a::::b", "requires"})
    CHECK_FALSE(is_cpp_namespace(bad));
}

TEST_CASE("a program's handle has the hooks of its type") {
  CHECK(class_of(BPF_PROG_TYPE_XDP) == "::xdp_program");
  CHECK(class_of(BPF_PROG_TYPE_KPROBE) == "::probe_program");
  CHECK(class_of(BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER) == "::iter_program");
  CHECK(class_of(BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY) == "::trace_program");
  CHECK(class_of(BPF_PROG_TYPE_LSM, BPF_LSM_CGROUP) == "::cgroup_program");
  CHECK(class_of(BPF_PROG_TYPE_LSM, BPF_LSM_MAC) == "::lsm_program");
  CHECK(class_of(BPF_PROG_TYPE_SOCK_OPS) == "::cgroup_program");
  CHECK(class_of(BPF_PROG_TYPE_SOCKET_FILTER) == "::program");
}

TEST_CASE("a section says where to attach, or not") {
  const auto says = [](const char* section, bpf_prog_type type) {
    return has_target(program(section, type));
  };
  CHECK(says("tp/sched/sched_switch", BPF_PROG_TYPE_TRACEPOINT));
  CHECK(says("kprobe/do_exit", BPF_PROG_TYPE_KPROBE));
  CHECK(says("uprobe//bin/sh:main", BPF_PROG_TYPE_KPROBE));
  CHECK(says("usdt//bin/sh:a:b", BPF_PROG_TYPE_KPROBE));
  CHECK_FALSE(says("uprobe//bin/sh", BPF_PROG_TYPE_KPROBE));
  CHECK_FALSE(says("uprobe.multi", BPF_PROG_TYPE_KPROBE));
  CHECK_FALSE(says("kprobe", BPF_PROG_TYPE_KPROBE));
  CHECK_FALSE(says("fentry/", BPF_PROG_TYPE_TRACING));
  CHECK_FALSE(says("cgroup/skb", BPF_PROG_TYPE_CGROUP_SKB));
  CHECK_FALSE(
      has_target(program("lsm_cgroup/x", BPF_PROG_TYPE_LSM, BPF_LSM_CGROUP)));
}

TEST_CASE("a map's handle fits its type; without BTF elements are bytes") {
  CHECK(handle(BPF_MAP_TYPE_HASH, 3, 8) ==
        "::map<::std::array<::std::byte, 3>, ::std::array<::std::byte, 8>>");
  CHECK(handle(BPF_MAP_TYPE_ARRAY, 4, 1) ==
        "::map<::std::uint32_t, ::std::array<::std::byte, 1>>");
  CHECK(handle(BPF_MAP_TYPE_PERCPU_ARRAY, 4, 2) ==
        "::percpu_map<::std::uint32_t, ::std::array<::std::byte, 2>>");
  CHECK(handle(BPF_MAP_TYPE_STACK, 0, 2) ==
        "::queue_map<::std::array<::std::byte, 2>>");
  CHECK(handle(BPF_MAP_TYPE_PROG_ARRAY, 4, 4) == "::fd_map<::std::uint32_t>");
  CHECK(handle(BPF_MAP_TYPE_RINGBUF, 0, 0) == "::ringbuf_map");
  CHECK(handle(BPF_MAP_TYPE_ARENA, 0, 0) == "::plain_map<>");
  CHECK(handle(BPF_MAP_TYPE_HASH, 4, 0) == "::plain_map<>");
  CHECK(handle(BPF_MAP_TYPE_UNSPEC, 4, 4) == "::plain_map<>");
}

TEST_CASE("a map of maps knows what is inside") {
  MapModel outer = map(BPF_MAP_TYPE_HASH_OF_MAPS, 4, 4);
  outer.inner = map(BPF_MAP_TYPE_ARRAY, 4, 8).shape;
  CHECK(map_handle(outer, nullptr, "") ==
        "::map_of_maps<::std::array<::std::byte, 4>, "
        "::map<::std::uint32_t, ::std::array<::std::byte, 8>, ::owned_map>>");
  outer.inner = map(BPF_MAP_TYPE_RINGBUF, 0, 0).shape;
  CHECK(map_handle(outer, nullptr, "") ==
        "::map_of_maps<::std::array<::std::byte, 4>, "
        "::plain_map<::owned_map>>");
}

TEST_CASE("the support code comes whole, in a namespace of its version") {
  const CppRuntime runtime = cpp_runtime();
  CHECK(runtime.name_space.starts_with("::skep::v"));
  const std::string version = runtime.name_space.substr(8);
  CHECK(runtime.text.find("namespace " + version + " {") != std::string::npos);
  for (const char* left : {"v0", "#pragma once", "#include \"", "\n\n\n"})
    CHECK(runtime.text.find(left) == std::string::npos);
  for (const char* part : {"result {", "class link", "class map_of_maps",
                           "class ring_reader", "class pin_transaction"})
    CHECK(runtime.text.find(part) != std::string::npos);
}

}  // namespace skep::gen
