// What is done with the programs of some sections, in place of what libbpf
// does: when an object is opened, when a program is loaded, and attached.
#pragma once

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "src/object/bpf_link.h"
#include "src/object/sec_pattern.h"
#include "src/object/section.h"

namespace skep {

// Made in one expression:
//   SecHandler{"abc/", {BPF_PROG_TYPE_XDP, BPF_XDP}}.on_setup(f).on_attach(g)
// The functions may have a state of their own, and may throw: whoever opens,
// loads or attaches gets what they threw. libbpf's own handling of a section is
// replaced whole, also for steps that have no function here.
class SecHandler {
 public:
  // Called when an object is opened, for optional programs as well.
  using Setup = std::function<void(bpf_program*)>;
  // Called before a program is loaded; what `options` say goes to the kernel.
  using Prepare =
      std::function<void(bpf_program*, bpf_prog_load_opts& options)>;
  // Attaches a loaded program. No link: it says not where to attach.
  using Attach = std::function<std::vector<BpfLink>(const bpf_program*)>;

  // Errors: usage error for a pattern that is none.
  explicit SecHandler(std::string pattern, ProgramType type = {})
      : pattern_(std::move(pattern)), type_(type) {}

  [[nodiscard]] SecHandler on_setup(Setup setup) && {
    setup_ = std::move(setup);
    return std::move(*this);
  }
  [[nodiscard]] SecHandler on_prepare(Prepare prepare) && {
    prepare_ = std::move(prepare);
    return std::move(*this);
  }
  [[nodiscard]] SecHandler on_attach(Attach attach) && {
    attach_ = std::move(attach);
    return std::move(*this);
  }

  [[nodiscard]] const SecPattern& pattern() const { return pattern_; }
  [[nodiscard]] const ProgramType& type() const { return type_; }
  // What was given; empty functions otherwise.
  [[nodiscard]] const Setup& setup() const { return setup_; }
  [[nodiscard]] const Prepare& prepare() const { return prepare_; }
  [[nodiscard]] const Attach& attach() const { return attach_; }

 private:
  SecPattern pattern_;
  ProgramType type_;
  Setup setup_{};
  Prepare prepare_{};
  Attach attach_{};
};

}  // namespace skep
