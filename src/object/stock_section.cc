#include "src/object/stock_section.h"

#include <linux/bpf.h>

#include <algorithm>
#include <optional>

#include "src/object/new_link.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep {
namespace {

using Attach = bpf_link* (*)(const bpf_program* prog,
                             const std::string& target);

// Where a probe is put: "func+0x10".
struct Place {
  std::string function;
  std::uint64_t offset = 0;
};

Place read_place(const std::string& text) {
  const auto plus = text.rfind('+');
  if (plus == std::string::npos) return {text};
  const auto offset = parse_unsigned(std::string_view{text}.substr(plus + 1));
  if (!offset) return {text};
  return {text.substr(0, plus), *offset};
}

// "/bin/bash:readline": a file and what is in it.
struct InFile {
  std::string file;
  std::string what;
};

std::optional<InFile> read_in_file(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == text.size())
    return std::nullopt;
  return InFile{text.substr(0, colon), text.substr(colon + 1)};
}

InFile expect_in_file(const std::string& text) {
  if (auto found = read_in_file(text)) return *std::move(found);
  throw failure("'{}' is no FILE:FUNCTION", text);
}

// A structure for options of libbpf, whose size is its version.
template <typename Options>
Options sized() {
  Options options{};
  options.sz = sizeof(options);
  return options;
}

template <bool at_return>
bpf_link* attach_kprobe(const bpf_program* prog, const std::string& target) {
  const Place place = read_place(target);
  auto options = sized<bpf_kprobe_opts>();
  options.retprobe = at_return;
  options.offset = place.offset;
  return bpf_program__attach_kprobe_opts(prog, place.function.c_str(),
                                         &options);
}

template <bool at_return>
bpf_link* attach_ksyscall(const bpf_program* prog, const std::string& target) {
  auto options = sized<bpf_ksyscall_opts>();
  options.retprobe = at_return;
  return bpf_program__attach_ksyscall(prog, target.c_str(), &options);
}

enum class Multi { entry, exit, session };

template <Multi multi>
bpf_link* attach_kprobes(const bpf_program* prog, const std::string& target) {
  auto options = sized<bpf_kprobe_multi_opts>();
  options.retprobe = multi == Multi::exit;
  options.session = multi == Multi::session;
  return bpf_program__attach_kprobe_multi_opts(prog, target.c_str(), &options);
}

template <bool at_return>
bpf_link* attach_uprobe(const bpf_program* prog, const std::string& target) {
  const InFile in = expect_in_file(target);
  const Place place = read_place(in.what);
  auto options = sized<bpf_uprobe_opts>();
  options.retprobe = at_return;
  options.func_name = place.function.c_str();
  return bpf_program__attach_uprobe_opts(prog, -1, in.file.c_str(),
                                         place.offset, &options);
}

template <Multi multi>
bpf_link* attach_uprobes(const bpf_program* prog, const std::string& target) {
  const InFile in = expect_in_file(target);
  auto options = sized<bpf_uprobe_multi_opts>();
  options.retprobe = multi == Multi::exit;
  options.session = multi == Multi::session;
  return bpf_program__attach_uprobe_multi(prog, -1, in.file.c_str(),
                                          in.what.c_str(), &options);
}

bpf_link* attach_usdt(const bpf_program* prog, const std::string& target) {
  const std::vector<std::string> parts = split(target, ':');
  if (parts.size() != 3) throw failure("'{}' is no FILE:PROVIDER:NAME", target);
  return bpf_program__attach_usdt(prog, -1, parts[0].c_str(), parts[1].c_str(),
                                  parts[2].c_str(), nullptr);
}

bpf_link* attach_tracepoint(const bpf_program* prog,
                            const std::string& target) {
  const auto slash = target.find('/');
  if (slash == std::string::npos)
    throw failure("'{}' is no CATEGORY/NAME", target);
  return bpf_program__attach_tracepoint(prog, target.substr(0, slash).c_str(),
                                        target.substr(slash + 1).c_str());
}

bpf_link* attach_raw_tracepoint(const bpf_program* prog,
                                const std::string& target) {
  return bpf_program__attach_raw_tracepoint(prog, target.c_str());
}

bpf_link* attach_tracing(const bpf_program* prog, const std::string&) {
  return bpf_program__attach_trace(prog);
}

bpf_link* attach_lsm(const bpf_program* prog, const std::string&) {
  return bpf_program__attach_lsm(prog);
}

bpf_link* attach_iter(const bpf_program* prog, const std::string&) {
  return bpf_program__attach_iter(prog, nullptr);
}

struct Family {
  std::string_view stem;  // without the ".s" of sleepable programs
  std::string_view target;
  Attach attach;
  // The target has been said by its BTF when the program was loaded.
  bool is_traced = false;
};

constexpr Family families[] = {
    {"kprobe", "FUNCTION[+OFFSET]", attach_kprobe<false>},
    {"kretprobe", "FUNCTION", attach_kprobe<true>},
    {"kprobe.multi", "PATTERN", attach_kprobes<Multi::entry>},
    {"kretprobe.multi", "PATTERN", attach_kprobes<Multi::exit>},
    {"kprobe.session", "PATTERN", attach_kprobes<Multi::session>},
    {"uprobe", "FILE:FUNCTION[+OFFSET]", attach_uprobe<false>},
    {"uretprobe", "FILE:FUNCTION", attach_uprobe<true>},
    {"uprobe.multi", "FILE:PATTERN", attach_uprobes<Multi::entry>},
    {"uretprobe.multi", "FILE:PATTERN", attach_uprobes<Multi::exit>},
    {"uprobe.session", "FILE:PATTERN", attach_uprobes<Multi::session>},
    {"ksyscall", "SYSCALL", attach_ksyscall<false>},
    {"kretsyscall", "SYSCALL", attach_ksyscall<true>},
    {"usdt", "FILE:PROVIDER:NAME", attach_usdt},
    {"tracepoint", "CATEGORY/NAME", attach_tracepoint},
    {"tp", "CATEGORY/NAME", attach_tracepoint},
    {"raw_tracepoint", "NAME", attach_raw_tracepoint},
    {"raw_tp", "NAME", attach_raw_tracepoint},
    {"raw_tracepoint.w", "NAME", attach_raw_tracepoint},
    {"raw_tp.w", "NAME", attach_raw_tracepoint},
    {"tp_btf", "NAME", attach_tracing, true},
    {"fentry", "FUNCTION", attach_tracing, true},
    {"fexit", "FUNCTION", attach_tracing, true},
    {"fmod_ret", "FUNCTION", attach_tracing, true},
    {"fsession", "FUNCTION", attach_tracing, true},
    {"freplace", "FUNCTION", attach_tracing, true},
    {"lsm", "HOOK", attach_lsm, true},
    {"lsm_cgroup", "HOOK", nullptr, true},
    {"iter", "TARGET", attach_iter, true},
};

const Family* find_family(std::string_view stem) {
  if (stem.ends_with(".s")) stem.remove_suffix(2);
  const auto* found = std::ranges::find(families, stem, &Family::stem);
  return found == std::end(families) ? nullptr : found;
}

std::string_view stem_of(std::string_view section) {
  return section.substr(0, section.find('/'));
}

std::string target_of(std::string_view section) {
  const auto slash = section.find('/');
  if (slash == std::string_view::npos) return {};
  return std::string{section.substr(slash + 1)};
}

}  // namespace

bool is_sleepable_section(std::string_view stem) {
  return stem.ends_with(".s") || stem == "syscall";
}

std::uint32_t flags_of_section(std::string_view stem) {
  if (is_sleepable_section(stem)) return BPF_F_SLEEPABLE;
  return stem_of(stem) == "xdp.frags" ? BPF_F_XDP_HAS_FRAGS : 0;
}

std::string_view target_form(std::string_view stem) {
  const Family* family = find_family(stem);
  return family == nullptr ? std::string_view{} : family->target;
}

bool needs_target(std::string_view stem) {
  const Family* family = find_family(stem);
  return family != nullptr && family->is_traced;
}

std::string why_not_inherited(std::string_view stem) {
  const Family* family = find_family(stem);
  if (family == nullptr) return {};
  if (family->stem == "usdt")
    return "libbpf alone prepares programs for USDT probes";
  if (family->stem == "freplace")
    return "no section says which program it replaces";
  return {};
}

bool is_attached_by_name(std::string_view section) {
  const Family* family = find_family(stem_of(section));
  return family != nullptr && family->attach != nullptr &&
         !target_of(section).empty();
}

BpfLink attach_by_name(const bpf_program* prog, std::string_view section) {
  const Family* family = find_family(stem_of(section));
  const std::string target = target_of(section);
  return take_link([&] {
    return check(family->attach(prog, target),
                 "can't attach program '{}' as one of SEC(\"{}\")",
                 bpf_program__name(prog), section);
  });
}

}  // namespace skep
