// A small kernel, as far as iterators see it: one target, "duck".
#pragma once

#include "src/iter/target.h"
#include "src/sys/error.h"
#include "tests/unit/btf_fixture.h"

namespace skep::iter {

struct Kernel {
  btf::TestBtf types{};
  btf::TypeId u8 = types.integer("u8", 1);
  btf::TypeId u32 = types.integer("unsigned int", 4);
  btf::TypeId i32 = types.integer("int", 4, BTF_INT_SIGNED);
  btf::TypeId u64 = types.integer("long unsigned int", 8);
  btf::TypeId boolean = types.integer("_Bool", 1, BTF_INT_BOOL);
  btf::TypeId letter = types.integer("char", 1, BTF_INT_SIGNED);
  btf::TypeId text = types.pointer(types.constant(letter));
  btf::TypeId port = types.alias("__be16", types.integer("u16", 2));
  btf::TypeId address = types.alias("__be32", u32);
  btf::TypeId state = types.enumeration("mood", 4, {{"CALM", 0}, {"LOUD", 2}});

  btf::TypeId pond = types.structure(
      "pond", 24, {{"depth", u32, 0}, {"sign", text, 64}, {"area", u64, 128}});
  btf::TypeId feathers =
      types.combination("", 8, {{"white", u32, 0}, {"black", u64, 0}});
  btf::TypeId duck =
      types.structure("duck", 128,
                      {{"id", u32, 0},
                       {"age", i32, 32},
                       {"wet", u32, 64, 1},
                       {"rank", i32, 65, 5},
                       {"", feathers, 128},
                       {"name", types.array(letter, 16), 192},
                       {"home", types.pointer(pond), 320},
                       {"eggs", types.array(u32, 3), 384},
                       {"mood", state, 480},
                       {"port", port, 512},
                       {"likes", types.pointer(types.forward("goose")), 576},
                       {"awake", boolean, 640},
                       {"host", address, 672},
                       {"tail", types.array(u8, 0), 704}});

  btf::TypeId meta = types.structure("bpf_iter_meta", 24,
                                     {{"seq", types.pointer(btf::void_id), 0}});
  btf::TypeId context = types.structure(
      "bpf_iter__duck", 24,
      {{"", types.combination("", 8, {{"meta", types.pointer(meta), 0}}), 0},
       {"lake", u32, 64},
       {"", types.combination("", 8, {{"duck", types.pointer(duck), 0}}),
        128}});
  btf::TypeId function =
      types.named_function("bpf_iter_duck", types.function(i32));

  Target target = find_target(types, "duck");
};

inline std::string error_of(const auto& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what() + ("|" + error.hint());
  }
  return "no error";
}

}  // namespace skep::iter
