// All loaded programs, told by iterators of skep's own: that costs less than
// some system calls for each program, if there are many.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "src/btf/btf.h"
#include "src/iter/fixed_rows.h"
#include "src/prog/info.h"
#include "src/prog/metadata.h"
#include "src/sys/fd.h"

namespace skep::iter {

// From so many programs on, iterators are done sooner.
inline constexpr std::size_t many_progs = 300;

class ProgList {
 public:
  // Begin to go through all programs.
  // Errors: nullopt if they are so few that it does not pay, and where the
  //         kernel refuses; Error of kind `interrupted`.
  [[nodiscard]] static std::optional<ProgList> open_if_many();

  // Return the next program, but not the one that makes the list; nullopt: that
  // was the last one.
  // Errors: those of Session::read() and of prog::read().
  [[nodiscard]] std::optional<prog::Info> next();

  // Ask what is in all maps.
  // Errors: none of it is known where the kernel refuses.
  [[nodiscard]] prog::DataKinds data_kinds() const;

 private:
  [[nodiscard]] static ProgList open();
  ProgList(btf::Btf kernel, const Fd& program, FixedRows rows);

  btf::Btf kernel_;
  FixedRows rows_;
  std::uint32_t own_id_;  // of the program that makes them
};

}  // namespace skep::iter
