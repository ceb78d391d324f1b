#include "commands/prog/dump_code.h"

#include <sys/utsname.h>

#include <string_view>
#include <vector>

#include "src/prog/draw_svg.h"
#include "src/prog/dump_jited.h"
#include "src/prog/dump_xlated.h"
#include "src/prog/graph.h"
#include "src/prog/print.h"
#include "src/sys/error.h"
#include "src/sys/file.h"

namespace skep::commands {
namespace {

void check_words(const DumpWords& words) {
  const bool is_graph = words.is_graph || words.svg;
  if (words.image == CodeImage::jited && is_graph)
    throw usage_error("graphs are drawn of BPF instructions alone")
        .with_hint("`prog dump xlated PROG visual`");
  if (words.image == CodeImage::jited && words.is_decoded)
    throw usage_error("--decoded is for BPF instructions alone")
        .with_hint("-j shows the parts of native ones");
  if (is_graph && words.is_decoded)
    throw usage_error("graphs show instructions as text")
        .with_hint("leave out --decoded");
  if (words.file && (words.shows_opcodes || words.shows_lines ||
                     words.is_decoded || is_graph))
    throw usage_error("a file holds the bytes of instructions alone")
        .with_hint("leave out the word file, or the others");
}

const Fd& only(const std::vector<Fd>& progs) {
  if (progs.size() != 1)
    throw failure("several programs match, and a file can hold one")
        .with_hint("give the id of one");
  return progs.front();
}

Bytes code_of(const Fd& fd, CodeImage image) {
  if (image == CodeImage::jited) return prog::read_image(fd).code;
  const prog::Code code = prog::read_code(fd);
  const ByteView bytes{reinterpret_cast<const Byte*>(code.insns.data()),
                       code.insns.size() * sizeof(bpf_insn)};
  return {bytes.begin(), bytes.end()};
}

void write_svg(const Fd& fd, const std::string& path,
               const prog::DumpOptions& options) {
  const prog::Code code = prog::read_code(fd);
  Sink dot;
  prog::draw_graph(dot, prog::Graph{code}, options);
  replace_file(path, prog::svg_of(dot.take()));
}

disasm::Machine running_machine() {
  ::utsname name{};
  check(::uname(&name), "can't ask for the kind of machine");
  const auto machine = disasm::find_machine(name.machine);
  if (!machine)
    throw failure("skep can't read the native instructions of {}", name.machine)
        .with_hint("`prog dump jited PROG file FILE` writes them to a file");
  return *machine;
}

// As in bpftool, several programs come each behind a header.
class Header {
 public:
  Header(Writer& out, const Fd& fd, std::string_view key)
      : object_(out.object()) {
    prog::print_header(out, prog::read(fd));
    out.key(key);
  }

 private:
  Writer::Scope object_;
};

class Dump {
 public:
  Dump(Writer& out, const DumpWords& words)
      : out_(out), is_graph_(words.is_graph), options_(options_of(words)) {
    if (words.image == CodeImage::jited) reader_.emplace(running_machine());
  }

  void show(const std::vector<Fd>& progs) {
    if (progs.size() == 1) return show(progs.front(), false);
    const auto list = out_.list();
    for (const Fd& fd : progs) {
      if (&fd != &progs.front()) out_.layout("\n");
      show(fd, true);
    }
  }

  static prog::DumpOptions options_of(const DumpWords& words) {
    return {.shows_opcodes = words.shows_opcodes,
            .shows_lines = words.shows_lines,
            .is_decoded = words.is_decoded};
  }

 private:
  void show(const Fd& fd, bool has_header) {
    if (reader_)
      show_jited(fd, has_header);
    else
      show_xlated(fd, has_header);
  }

  void show_jited(const Fd& fd, bool has_header) {
    const prog::Image image = prog::read_image(fd);
    std::optional<Header> header;
    if (has_header) header.emplace(out_, fd, "insns");
    prog::dump_jited(out_, image, *reader_, find_symbol_, options_);
  }

  void show_xlated(const Fd& fd, bool has_header) {
    const prog::Code code = prog::read_code(fd);
    std::optional<Header> header;
    if (has_header) header.emplace(out_, fd, is_graph_ ? "graph" : "insns");
    if (is_graph_)
      prog::print_graph(out_, prog::Graph{code}, options_);
    else
      prog::dump_xlated(out_, code, options_);
  }

  Writer& out_;
  bool is_graph_;
  prog::DumpOptions options_;
  std::optional<disasm::NativeReader> reader_{};  // of native code
  prog::FindSymbol find_symbol_ = prog::symbols_of_kernel();
};

}  // namespace

void dump_code(Writer& out, const DumpWords& words) {
  check_words(words);
  const std::vector<Fd> progs = open_progs(words.prog);
  if (words.file)
    return replace_file(words.file->path, code_of(only(progs), words.image));
  if (words.svg)
    return write_svg(only(progs), words.svg->path, Dump::options_of(words));
  Dump{out, words}.show(progs);
}

}  // namespace skep::commands
