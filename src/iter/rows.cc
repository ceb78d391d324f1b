#include "src/iter/rows.h"

#include <linux/bpf.h>

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
      written_({link, "over '" + projection.target.name + "'", netns},
               projection.row_size) {}

std::optional<ByteView> Rows::next() {
  auto row = written_.next();
  while (row && !fulfils_rest(kernel_, projection_, *row))
    row = written_.next();
  return row;
}

}  // namespace skep::iter
