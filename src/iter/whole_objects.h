// All that is in the objects of a target, as the kernel writes it out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/btf/btf.h"
#include "src/btf/expression.h"
#include "src/iter/session.h"
#include "src/iter/target.h"
#include "src/link/attach/iter.h"
#include "src/sys/fd.h"

namespace skep::iter {

// How the text looks.
enum class ObjectForm {
  indented,  // a member a line, as in C
  compact,   // all in one line
};

// Return the form that a field asks for: "@" or "@:compact"; nullopt for other
// fields.
// Errors: usage error for another form.
[[nodiscard]] std::optional<ObjectForm> object_form(std::string_view field);

// One run over whole objects.
class WholeObjects {
 public:
  // Assemble, load and attach the program, with the parameters of `hook`, and
  // start it. See Session on `netns`.
  // Errors: Error for a kernel that can't write objects out, and for objects
  //         without a type; usage error for a condition that is no program's.
  // Source: bpf_seq_printf_btf(), since Linux 5.10.
  WholeObjects(btf::BtfView kernel, const Target& target, ObjectForm form,
               const btf::Expression& where, IterHook hook,
               const Fd& netns = {});

  // Return the text of the next object, until the next call; nullopt: that was
  // the last one. Members that are zero are left out.
  // Errors: those of Session::read().
  [[nodiscard]] std::optional<std::string_view> next();

 private:
  WholeObjects(const Target& target, const Fd& link, const Fd& netns);

  [[nodiscard]] std::optional<std::string_view> next_written();

  Session session_;
  std::string_view piece_{};  // what is left of what was read last
  std::string partial_{};     // an object that came in pieces
};

}  // namespace skep::iter
