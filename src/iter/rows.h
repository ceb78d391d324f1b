// Rows that a projection makes of the objects of a target.
#pragma once

#include <optional>

#include "src/btf/btf.h"
#include "src/iter/fixed_rows.h"
#include "src/iter/projection.h"
#include "src/link/attach/iter.h"
#include "src/sys/bytes.h"
#include "src/sys/fd.h"

namespace skep::iter {

// Load and attach a program that does what a projection asks for, with the
// parameters of `hook`; return the link, which keeps the program and the maps
// that it uses. `buffer` is the one in which it makes rows, if it does.
[[nodiscard]] Fd attach_program(const Projection& projection,
                                const std::vector<bpf_insn>& program,
                                const Fd& buffer, IterHook hook);

// Assemble, load and attach the program of a projection, with the parameters of
// `hook`; return the link, which keeps all of it.
// Errors: Error that names the target and the reason.
[[nodiscard]] Fd attach_projection(btf::BtfView kernel,
                                   const Projection& projection, IterHook hook);

// One run over all objects.
class Rows {
 public:
  // Start the program of a link that attach_projection() has made. `projection`
  // must outlive the rows. See Session on `netns`.
  Rows(btf::BtfView kernel, const Projection& projection, const Fd& link,
       const Fd& netns = {});

  // Return the next row that has all that the projection asks for, until the
  // next call; nullopt: that was the last one.
  // Errors: those of Session::read().
  [[nodiscard]] std::optional<ByteView> next();

 private:
  btf::BtfView kernel_;
  const Projection& projection_;
  FixedRows written_;
};

}  // namespace skep::iter
