#include "src/prog/dump_xlated.h"

#include <fmt/ranges.h>

#include <span>
#include <string>
#include <string_view>

#include "src/btf/signature.h"
#include "src/disasm/instruction.h"
#include "src/output/hex.h"
#include "src/prog/decoded.h"
#include "src/prog/source_line.h"
#include "src/sys/bytes.h"

namespace skep::prog {
namespace {

void print_bytes(Writer& out, std::string_view key, ByteView bytes) {
  out.key(key);
  out.in_json([&](Json& json) { write_hex_list(json, bytes); });
}

// Goes through the instructions and, beside them, what belongs to some.
class Dump {
 public:
  Dump(Writer& out, const Code& code, const CallNames& names,
       const DumpOptions& options)
      : out_(out), code_(code), options_(options), names_(names) {
    meaning_.call = [this](const bpf_insn& call) {
      return names_.text_of(call);
    };
  }

  void run() {
    const auto list = out_.list();
    const std::span<const bpf_insn> insns{code_.insns};
    for (std::size_t i = 0; i < insns.size(); ++i) {
      const std::size_t count =
          disasm::is_wide(insns[i]) && i + 1 < insns.size() ? 2 : 1;
      print(i, insns.subspan(i, count));
      i += count - 1;
    }
  }

 private:
  void print(std::size_t at, std::span<const bpf_insn> insn) {
    const auto object = out_.object();
    if (code_.types) {
      print_function(*code_.types, at);
      print_line(*code_.types, at);
    }
    out_.field("index", at, "{:4}: ");
    out_.field("disasm", disasm::text_of(insn, meaning_), "{}\n");
    if (options_.shows_opcodes) print_opcodes(insn);
    if (options_.is_decoded) print_decoded(out_, code_, names_, at);
  }

  void print_function(const btf::BtfView& types, std::size_t at) {
    if (function_ >= code_.functions.size() ||
        code_.functions[function_].insn_off != at)
      return;
    const auto id = code_.functions[function_++].type_id;
    const std::string signature = btf::signature_of(types, id);
    if (!signature.empty()) out_.field("proto", signature, "{}:\n");
  }

  void print_line(const btf::BtfView& types, std::size_t at) {
    if (line_ >= code_.lines.size() || code_.lines[line_].insn_off != at)
      return;
    print_source(out_, types, code_.lines[line_++], options_.shows_lines);
  }

  void print_opcodes(std::span<const bpf_insn> insn) {
    const ByteView bytes{reinterpret_cast<const Byte*>(insn.data()),
                         insn.size_bytes()};
    out_.text("       {}\n", fmt::format("{:02x}", fmt::join(bytes, " ")));
    const auto opcodes = out_.object("opcodes");
    out_.field("code", fmt::format("0x{:02x}", insn.front().code));
    out_.field("src_reg", fmt::format("0x{:x}", +insn.front().src_reg));
    out_.field("dst_reg", fmt::format("0x{:x}", +insn.front().dst_reg));
    print_bytes(out_, "off", bytes.subspan(2, 2));
    print_bytes(out_, "imm", bytes.subspan(4));
  }

  Writer& out_;
  const Code& code_;
  DumpOptions options_;
  const CallNames& names_;
  disasm::Meaning meaning_;
  std::size_t function_ = 0;  // the next of code_.functions
  std::size_t line_ = 0;      // the next of code_.lines
};

}  // namespace

void dump_xlated(Writer& out, const Code& code, const CallNames& names,
                 const DumpOptions& options) {
  Dump{out, code, names, options}.run();
}

void dump_xlated(Writer& out, const Code& code, const DumpOptions& options) {
  dump_xlated(out, code, CallNames{code}, options);
}

}  // namespace skep::prog
