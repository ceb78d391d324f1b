// Structs and unions of C++, member by member, laid out as BTF has them.
//
// C++ compilers place members as those of C do, by their alignment; what BTF
// tells can differ (attributes, other languages). Then padding is written out,
// and where that does not help the record is packed. The outcome is the same
// on machines that align numbers of eight bytes to four.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "src/gen/names.h"

namespace skep::gen {

struct CppRecord;

// TYPE NAME DIMENSIONS;
struct CppMember {
  std::string name{};        // an identifier; empty: those of `record`
  std::string type{};        // "::std::uint32_t"; none with a record
  std::string dimensions{};  // "[2][3]"
  std::uint64_t bit_offset = 0;
  std::uint64_t bits = 0;       // its size
  std::uint32_t alignment = 1;  // in bytes, of the type
  std::uint32_t type_bits = 0;  // of a bitfield's type; 0: it is no bitfield
  std::string note{};           // a comment
  std::shared_ptr<CppRecord> record{};
};

struct CppRecord {
  bool is_union = false;
  std::uint64_t size = 0;          // in bytes
  std::vector<CppMember> members;  // see arrange()

  bool is_packed = false;
  std::uint32_t alignment = 1;
};

// Make compilers lay the record out as it is: add padding, under names that
// `names` has not, or pack it. Members have to stand in order of offset, in a
// union all at 0, without overlap and inside of the record; records within are
// arranged.
void arrange(CppRecord& record, NameSet& names);

// Return the record's definition, "struct NAME {...}", without a semicolon;
// lines after the first are indented.
[[nodiscard]] std::string definition_of(const CppRecord& record,
                                        const std::string& name,
                                        int indent = 0);

// Return assertions about the size of a defined record and the offsets of its
// members.
[[nodiscard]] std::string assertions_of(const CppRecord& record,
                                        const std::string& name);

}  // namespace skep::gen
