#include "src/iter/rows.h"

#include <linux/bpf.h>

#include <algorithm>
#include <utility>

#include "src/iter/assemble.h"
#include "src/iter/decidable.h"
#include "src/iter/file_context.h"
#include "src/iter/load_program.h"
#include "src/link/attach/hook.h"

namespace skep::iter {

Fd attach_program(const Projection& projection,
                  const std::vector<bpf_insn>& program, const Fd& buffer,
                  IterHook hook) {
  hook.target = projection.target.name;
  choose_usual_order(hook.target, hook);
  check_iter_parameters(hook.target, hook);
  const Fd prog = load_program(projection.target, program);
  Fd link = std::move(attach(prog, "skep_iter", std::move(hook)).front());
  if (asks_for_bpf_files(projection))
    teach_file_kinds(projection, prog, link, buffer);
  return link;
}

Fd attach_projection(btf::BtfView kernel, const Projection& projection,
                     IterHook hook) {
  const Fd buffer = make_row_buffer(buffer_size(projection));
  return attach_program(projection, assemble(kernel, projection, buffer),
                        buffer, std::move(hook));
}

Rows::Rows(btf::BtfView kernel, const Projection& projection, const Fd& link,
           const Fd& netns)
    : kernel_(kernel),
      projection_(projection),
      session_(link, "over '" + projection.target.name + "'", netns) {}

std::optional<ByteView> Rows::next() {
  auto row = next_written();
  while (row && !fulfils_rest(kernel_, projection_, *row)) row = next_written();
  return row;
}

std::optional<ByteView> Rows::next_written() {
  const std::size_t size = projection_.row_size;
  partial_.clear();
  while (true) {
    if (partial_.empty() && piece_.size() >= size) {
      const ByteView row = bytes_of(piece_.substr(0, size));
      piece_.remove_prefix(size);
      return row;
    }
    const std::size_t wanted = std::min(size - partial_.size(), piece_.size());
    const ByteView more = bytes_of(piece_.substr(0, wanted));
    partial_.insert(partial_.end(), more.begin(), more.end());
    piece_.remove_prefix(wanted);
    if (partial_.size() == size) return partial_;
    piece_ = session_.read();
    if (piece_.empty()) return std::nullopt;
  }
}

}  // namespace skep::iter
