// Rows that a projection makes of the objects of a target.
#pragma once

#include <optional>
#include <string_view>

#include "src/btf/btf.h"
#include "src/iter/projection.h"
#include "src/iter/session.h"
#include "src/link/attach/iter.h"
#include "src/sys/bytes.h"

namespace skep::iter {

// One run over all objects. What the kernel is given for it is gone with it.
class Rows {
 public:
  // Assemble, load and attach the program, with the parameters of `hook`, and
  // start it. `projection` must outlive the rows.
  // Errors: Error that names the target and the reason.
  Rows(btf::BtfView kernel, const Projection& projection, IterHook hook);

  // Return the next row that has all that the projection asks for, until the
  // next call; nullopt: that was the last one.
  // Errors: those of Session::read().
  [[nodiscard]] std::optional<ByteView> next();

 private:
  Rows(btf::BtfView kernel, const Projection& projection, const Fd& link);

  [[nodiscard]] std::optional<ByteView> next_written();

  btf::BtfView kernel_;
  const Projection& projection_;
  Session session_;
  std::string_view piece_{};  // what is left of what was read last
  Bytes partial_{};           // a row that came in pieces
};

}  // namespace skep::iter
