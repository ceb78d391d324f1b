// BTF made in memory, and values printed to strings.
#pragma once

#include <bpf/btf.h>
#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <string>

#include "src/btf/btf.h"
#include "src/btf/print_value.h"
#include "src/output/json.h"
#include "src/output/row_template.h"
#include "src/output/sink.h"
#include "src/sys/bytes.h"

namespace skep::btf {

struct MemberSpec {
  const char* name;
  TypeId type;
  std::uint32_t bit_offset;
  std::uint32_t bitfield_size = 0;
};

struct EnumeratorSpec {
  const char* name;
  std::int64_t value;
};

// A BTF that grows by one type a call, each of which returns the type's id.
class TestBtf : public Btf {
 public:
  TestBtf() : Btf(btf__new_empty()) {}

  TypeId integer(const char* name, std::uint32_t size, int encoding = 0) {
    return id(btf__add_int(get_mutable(), name, size, encoding));
  }
  // An integer of fewer bits than its size, as compilers wrote bitfields once.
  TypeId part_of_integer(const char* name, std::uint32_t size,
                         std::uint32_t bit_offset, std::uint32_t bits) {
    const TypeId added = integer(name, size);
    const std::uint32_t packed = bit_offset << 16U | bits;
    *reinterpret_cast<std::uint32_t*>(edit(added) + 1) = packed;
    return added;
  }
  TypeId floating(const char* name, std::uint32_t size) {
    return id(btf__add_float(get_mutable(), name, size));
  }
  TypeId pointer(TypeId to) { return id(btf__add_ptr(get_mutable(), int(to))); }
  TypeId alias(const char* name, TypeId of) {
    return id(btf__add_typedef(get_mutable(), name, int(of)));
  }
  TypeId constant(TypeId of) {
    return id(btf__add_const(get_mutable(), int(of)));
  }
  TypeId array(TypeId of, std::uint32_t count) {
    return id(btf__add_array(get_mutable(), index_, int(of), count));
  }
  TypeId structure(const char* name, std::uint32_t size,
                   std::initializer_list<MemberSpec> members) {
    const TypeId added = id(btf__add_struct(get_mutable(), name, size));
    add(members);
    return added;
  }
  TypeId combination(const char* name, std::uint32_t size,
                     std::initializer_list<MemberSpec> members) {
    const TypeId added = id(btf__add_union(get_mutable(), name, size));
    add(members);
    return added;
  }
  TypeId enumeration(const char* name, std::uint32_t size,
                     std::initializer_list<EnumeratorSpec> enumerators) {
    const TypeId added = id(btf__add_enum(get_mutable(), name, size));
    for (const EnumeratorSpec& enumerator : enumerators)
      REQUIRE(btf__add_enum_value(get_mutable(), enumerator.name,
                                  enumerator.value) == 0);
    return added;
  }
  TypeId function(TypeId returned) {
    return id(btf__add_func_proto(get_mutable(), int(returned)));
  }
  TypeId named_function(const char* name, TypeId prototype) {
    return id(
        btf__add_func(get_mutable(), name, BTF_FUNC_GLOBAL, int(prototype)));
  }
  TypeId forward(const char* name) {
    return id(btf__add_fwd(get_mutable(), name, BTF_FWD_STRUCT));
  }
  TypeId variable(const char* name, TypeId type) {
    return id(btf__add_var(get_mutable(), name, BTF_VAR_STATIC, int(type)));
  }
  TypeId section(const char* name, std::uint32_t size,
                 std::initializer_list<btf_var_secinfo> variables) {
    const TypeId added = id(btf__add_datasec(get_mutable(), name, size));
    for (const auto& [type, offset, bytes] : variables)
      REQUIRE(btf__add_datasec_var_info(get_mutable(), int(type), offset,
                                        bytes) == 0);
    return added;
  }

  static TypeId id(int added) {
    REQUIRE(added >= 0);
    return static_cast<TypeId>(added);
  }
  // Return a type to be changed in ways that libbpf has no function for.
  btf_type* edit(TypeId of) { return const_cast<btf_type*>(type(of)); }

 private:
  void add(std::initializer_list<MemberSpec> members) {
    for (const MemberSpec& member : members)
      REQUIRE(btf__add_field(get_mutable(), member.name, int(member.type),
                             member.bit_offset, member.bitfield_size) == 0);
  }

  int index_ = btf__add_int(get_mutable(), "index", 4, 0);
};

// Print `bytes` in the way that is recorded for `first`, of the same size.
inline std::string replayed(const ValuePrinter& printer, ByteView first,
                            ByteView bytes, const Json& place) {
  RowRecorder recorder{{&first, 1}, place};
  printer.record(recorder, first);
  Sink sink;
  recorder.finish().write(sink, {&bytes, 1});
  return sink.take();
}

inline std::string printed(const BtfView& btf, TypeId type, ByteView bytes,
                           PrintOptions options = {}) {
  const ValuePrinter printer{btf, type, std::move(options)};
  Sink sink;
  Json json{sink, Json::Style::compact};
  const Bytes others(bytes.size());
  const std::string replay = replayed(printer, others, bytes, json);
  printer.print(json, bytes);
  std::string text = sink.take();
  CHECK(replay == text);
  return text;
}

inline std::string printed_plain(const BtfView& btf, TypeId type,
                                 ByteView bytes) {
  return printed(btf, type, bytes, {.dialect = Dialect::plain});
}

}  // namespace skep::btf
