// What iterators of the running kernel go through.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/btf/btf.h"
#include "src/btf/find_member.h"

namespace skep::iter {

// One target of iterators. Its programs are given a context: a struct of
// arguments, pointers or numbers, for each object that there is.
struct Target {
  std::string name;      // "task_file"
  btf::TypeId function;  // for which programs are loaded: "bpf_iter_task_file"
  btf::TypeId context;   // the struct "bpf_iter__task_file", or more of it
  // "task", "fd", "file", by their places in the context.
  std::vector<btf::NamedTarget> arguments;
  // The last argument that is a pointer: what paths start from, and null when
  // the program is called once more after the last object.
  btf::NamedTarget object;
};

// Load the BTF of the running kernel, with what skep adds to it for a target,
// or for all: see file_context.h.
[[nodiscard]] btf::Btf load_kernel(std::string_view target = {});

// Find all targets in the BTF of a kernel, in alphabetical order.
// Source: Linux has a function "bpf_iter_X" and a struct "bpf_iter__X" for
//         each target X, and for nothing else both of them.
[[nodiscard]] std::vector<Target> find_targets(btf::BtfView kernel);

[[nodiscard]] bool has_target(btf::BtfView kernel, const std::string& name);

// Find the target of this name.
// Errors: Error with the close names, those of `others` too.
[[nodiscard]] Target find_target(btf::BtfView kernel, const std::string& name,
                                 const std::vector<std::string>& others = {});

}  // namespace skep::iter
