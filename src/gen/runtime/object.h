// An object from open to close, whatever is in it.
#pragma once

#include <array>
#include <cstddef>
#include <memory>

#include "src/gen/runtime/link.h"

namespace skep::v0 {

struct map_facts {
  const char* name;       // for libbpf; of a section: ".bss"
  const char* file;       // when it is pinned
  std::size_t data_size;  // of the variables, if it is a section
};

struct program_facts {
  const char* name;
  const char* file;
  // Does its SEC() say all there is to know to attach it?
  bool has_target;
};

// What an object file holds.
template <std::size_t map_count, std::size_t program_count>
struct object_facts {
  const char* name;
  std::array<map_facts, map_count> maps;
  std::array<program_facts, program_count> programs;
};

// An open object and what is in it, in the order of its facts; move-only.
template <std::size_t map_count, std::size_t program_count>
class object_parts {
 public:
  using facts = object_facts<map_count, program_count>;

  static result<object_parts> open(const facts& what, std::string_view file,
                                   const ::bpf_object_open_opts* options) {
    ::bpf_object_open_opts own{};
    if (options != nullptr)
      std::memcpy(&own, options,
                  options->sz < sizeof own ? options->sz : sizeof own);
    own.sz = sizeof own;
    if (own.object_name == nullptr) own.object_name = what.name;
    object_parts parts{what};
    ::bpf_object* object =
        ::bpf_object__open_mem(file.data(), file.size(), &own);
    if (object == nullptr) return error_info{errno, "open object", what.name};
    parts.owner_ = std::make_shared<object_owner>(object);
    return parts.find(object);
  }

  object_parts(object_parts&&) noexcept = default;
  object_parts& operator=(object_parts&&) noexcept = default;

  ::bpf_object* native() const noexcept { return owner_->get(); }
  object_owner* owner() const noexcept { return owner_.get(); }
  const facts& what() const noexcept { return *what_; }
  ::bpf_map* map(std::size_t index) const noexcept { return maps_[index]; }
  ::bpf_program* program(std::size_t index) const noexcept {
    return programs_[index];
  }

  // Return the variables of a section.
  void* data(std::size_t map_index) const noexcept { return data_[map_index]; }

#if SKEP_LIBBPF(1, 6)
  result<> prepare() noexcept {
    return made(::bpf_object__prepare(native()), "prepare object");
  }
#endif

  // libbpf shares the variables with the kernel, and tells where they are, for
  // skeletons of C alone: this is one, as far as it takes.
  result<> load() noexcept {
    // As large as it was in libbpf 1.0, which knew no other size.
    constexpr std::size_t size =
        offsetof(::bpf_map_skeleton, mmaped) + sizeof(void*);
    alignas(::bpf_map_skeleton) unsigned char records[(map_count + 1) * size];
    std::size_t count = 0;
    for (std::size_t i = 0; i < map_count; ++i) {
      if (what_->maps[i].data_size == 0) continue;
      ::bpf_map_skeleton record{};
      record.map = &maps_[i];
      record.mmaped = &data_[i];
      std::memcpy(records + size * count++, &record, size);
    }
    ::bpf_object* object = native();
    ::bpf_object_skeleton skeleton{};
    skeleton.sz = sizeof skeleton;
    skeleton.name = what_->name;
    skeleton.obj = &object;
    skeleton.maps = reinterpret_cast<::bpf_map_skeleton*>(records);
    skeleton.map_cnt = static_cast<int>(count);
    skeleton.map_skel_sz = size;
    return made(::bpf_object__load_skeleton(&skeleton), "load object");
  }

 private:
  explicit object_parts(const facts& what) noexcept : what_(&what) {}

  result<object_parts> find(::bpf_object* object) {
    for (std::size_t i = 0; i < map_count; ++i) {
      maps_[i] = ::bpf_object__find_map_by_name(object, what_->maps[i].name);
      if (maps_[i] == nullptr)
        return error_info{ENOENT, "find map", what_->maps[i].name};
    }
    for (std::size_t i = 0; i < program_count; ++i) {
      programs_[i] =
          ::bpf_object__find_program_by_name(object, what_->programs[i].name);
      if (programs_[i] == nullptr)
        return error_info{ENOENT, "find program", what_->programs[i].name};
    }
    return find_variables();
  }

  result<object_parts> find_variables() {
    for (std::size_t i = 0; i < map_count; ++i) {
      std::size_t room = 0;
      // Const before libbpf 1.3.
      data_[i] = const_cast<void*>(::bpf_map__initial_value(maps_[i], &room));
      if (what_->maps[i].data_size > room)
        return error_info{EINVAL, "find the variables of", what_->maps[i].name};
    }
    return std::move(*this);
  }

  // Linux shares variables with programs since 5.5.
  result<> made(int error, const char* action) noexcept {
    if (error < 0) return error_info{error, action, what_->name};
    for (std::size_t i = 0; i < map_count; ++i)
      if (what_->maps[i].data_size != 0 &&
          (::bpf_map__map_flags(maps_[i]) & BPF_F_MMAPABLE) == 0)
        return error_info{EOPNOTSUPP, "share the variables of",
                          what_->maps[i].name};
    return {};
  }

  const facts* what_;
  std::shared_ptr<object_owner> owner_;
  std::array<::bpf_map*, map_count> maps_{};
  std::array<::bpf_program*, program_count> programs_{};
  std::array<void*, map_count> data_{};
};

}  // namespace skep::v0
