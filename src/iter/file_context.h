// What programs know of an open file: the arguments of the target "task_file",
// and one that skep adds, `bpf`, for files that hold a BPF object.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "src/btf/btf.h"
#include "src/iter/projection.h"
#include "src/sys/fd.h"

namespace skep::iter {

inline constexpr std::string_view file_target = "task_file";

// The object in a file. Pointers are addresses in the kernel.
struct BpfFile {
  std::uint32_t kind;  // 1 and up, in the order of ObjectKind
  std::uint32_t id;
  std::uint32_t pid;  // of the process, in our namespace of processes
  std::uint32_t padding;
  std::uint64_t name;   // null: objects of this kind have none
  std::uint64_t event;  // null: the object is no link to a perf event
  // In the order of ObjectKind; all but one are null.
  std::array<std::uint64_t, 4> objects;
};

// The context: what the kernel gives, and behind it what skep adds. Programs
// that ask for that have a copy on their stack.
struct FileContext {
  std::uint64_t meta;
  std::uint64_t task;
  std::uint32_t fd;
  std::uint32_t padding;
  std::uint64_t file;
  std::uint64_t bpf;  // null: the file holds no BPF object
};

// Where the pointer to an object of the n-th kind is in a BpfFile.
[[nodiscard]] constexpr std::size_t object_at(std::size_t kind) {
  return offsetof(BpfFile, objects) + kind * sizeof(std::uint64_t);
}

// By what a program tells files apart: how the kernel closes one that holds an
// object of a kind. No two kinds have that in common. Programs find it out
// themselves, from descriptors of ours: then addresses may stay hidden.
struct FileKinds {
  std::array<std::uint64_t, 4> release;  // the functions; 0: not known yet
  std::array<std::uint32_t, 4> samples;  // our descriptors
};

// Return the BTF `kernel` with the context of files in it.
[[nodiscard]] btf::Btf add_file_context(btf::Btf kernel);

// Find the context for a target among the types that were added; nullopt if
// there is none.
[[nodiscard]] std::optional<btf::TypeId> find_added_context(
    btf::BtfView kernel, std::string_view target);

// Does a projection ask for `bpf`?
[[nodiscard]] bool asks_for_bpf_files(const Projection& projection);

// How large the value of the map is in which rows are made.
[[nodiscard]] std::uint32_t buffer_size(const Projection& projection);

// Let a program find out how files of BPF objects are closed. `buffer` is the
// map of its rows, behind which the kinds are.
// Errors: Error when the iterator does not get to see this process.
void teach_file_kinds(const Projection& projection, const Fd& program,
                      const Fd& link, const Fd& buffer);

}  // namespace skep::iter
