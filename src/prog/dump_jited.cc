#include "src/prog/dump_jited.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "src/btf/signature.h"
#include "src/output/hex.h"
#include "src/prog/source_line.h"

namespace skep::prog {
namespace {

using disasm::NativeInsn;

// Where a jump leads to, as text.
struct Place {
  std::string address;
  std::string symbol{};  // empty inside of the function, or if not known
};

class Dump {
 public:
  Dump(Writer& out, const Image& image, const disasm::NativeReader& reader,
       const FindSymbol& find_symbol, const DumpOptions& options)
      : out_(out),
        image_(image),
        reader_(reader),
        find_symbol_(find_symbol),
        options_(options) {
    // Of several lines that begin at one place, the last one is that of the
    // code.
    for (const NativeLine& line : image.lines)
      if (line.address != 0) lines_[line.address] = &line.line;
  }

  void run() {
    // Before Linux 4.18 the kernel does not tell where functions end.
    if (image_.functions.empty())
      return print_insns({.size = image_.code.size()});
    const auto list = out_.list();
    for (const NativeFunction& function : image_.functions)
      print_function(function);
  }

 private:
  void print_function(const NativeFunction& function) {
    const auto object = out_.object();
    if (image_.types) {
      const auto signature = btf::signature_of(*image_.types, function.type);
      if (!signature.empty()) out_.field("proto", signature, "{}:\n");
    }
    out_.field("name", name_of(function), "{}:\n");
    out_.key("insns");
    print_insns(function);
    out_.layout("\n");
  }

  [[nodiscard]] std::string name_of(const NativeFunction& function) const {
    if (function.address == 0) return "unknown";
    const auto symbol = find_symbol_(function.address);
    if (!symbol || symbol->address != function.address)
      return fmt::format("0x{:016x}", function.address);
    return std::string{symbol->name};
  }

  void print_insns(const NativeFunction& function) {
    const auto list = out_.list();
    const ByteView code =
        ByteView{image_.code}.subspan(function.start, function.size);
    for (std::size_t pc = 0; pc < code.size();) {
      const NativeInsn insn = reader_.read(code.subspan(pc), pc);
      print(function, pc, insn, code.subspan(pc, insn.size));
      pc += insn.size;
    }
  }

  void print(const NativeFunction& function, std::size_t pc,
             const NativeInsn& insn, ByteView bytes) {
    const auto object = out_.object();
    print_line(function.address + pc);
    out_.field("pc", fmt::format("0x{:x}", pc), "{:4x}:", pc);
    print_text(insn, place_of(function, insn));
    if (options_.shows_opcodes) {
      out_.text("\n\t{} ", fmt::format("{:02x}", fmt::join(bytes, " ")));
      out_.key("opcodes");
      out_.in_json([&](Json& json) { write_hex_list(json, bytes); });
    }
    out_.layout("\n");
  }

  void print_line(std::uint64_t address) {
    const auto found = lines_.find(address);
    if (found != lines_.end() && image_.types)
      print_source(out_, *image_.types, *found->second, options_.shows_lines);
  }

  void print_text(const NativeInsn& insn, const Place& place) {
    const std::string operands = insn.operands + place.address;
    out_.text("\t{}", insn.operation);
    if (!operands.empty()) out_.layout("\t" + operands);
    if (!place.symbol.empty()) out_.text(" <{}>", place.symbol);
    out_.in_json([&](Json&) {
      out_.field("operation", insn.operation);
      print_operands(operands);
      const char* gap = operands.empty() ? "" : " ";
      out_.field("text", insn.operation + gap + operands);
      if (insn.target) out_.field("target", place.address);
      if (!place.symbol.empty()) out_.field("symbol", place.symbol);
    });
  }

  // As in bpftool, parentheses separate as commas do.
  void print_operands(std::string_view operands) {
    constexpr std::string_view separators = " \t,()";
    const auto list = out_.list("operands");
    if (operands.empty()) out_.in_json([](Json& json) { json.null(); });
    while (true) {
      operands.remove_prefix(
          std::min(operands.find_first_not_of(separators), operands.size()));
      if (operands.empty()) return;
      const std::string_view operand =
          operands.substr(0, operands.find_first_of(separators));
      out_.item(operand);
      operands.remove_prefix(operand.size());
    }
  }

  // Inside of the function a place is a pc, elsewhere an address.
  [[nodiscard]] Place place_of(const NativeFunction& function,
                               const NativeInsn& insn) const {
    if (!insn.target) return {};
    if (*insn.target < function.size || function.address == 0)
      return {fmt::format("0x{:x}", *insn.target)};
    const std::uint64_t address = function.address + *insn.target;
    return {fmt::format("0x{:x}", address), symbol_at(address)};
  }

  // Return "name" or "name+0xb"; nothing for what is far behind the function,
  // which is not likely to be a part of it.
  [[nodiscard]] std::string symbol_at(std::uint64_t address) const {
    constexpr std::uint64_t near = 256;
    const auto symbol = find_symbol_(address);
    if (!symbol || address - symbol->address >= near) return "";
    if (address == symbol->address) return std::string{symbol->name};
    return fmt::format("{}+0x{:x}", symbol->name, address - symbol->address);
  }

  Writer& out_;
  const Image& image_;
  const disasm::NativeReader& reader_;
  const FindSymbol& find_symbol_;
  DumpOptions options_;
  std::unordered_map<std::uint64_t, const bpf_line_info*> lines_;
};

}  // namespace

FindSymbol symbols_of_kernel() {
  return [functions = std::shared_ptr<KernelFunctions>{}](
             std::uint64_t address) mutable {
    if (!functions) functions = std::make_shared<KernelFunctions>();
    return functions->find(address);
  };
}

void dump_jited(Writer& out, const Image& image,
                const disasm::NativeReader& reader,
                const FindSymbol& find_symbol, const DumpOptions& options) {
  Dump{out, image, reader, find_symbol, options}.run();
}

}  // namespace skep::prog
