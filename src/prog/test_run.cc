#include "src/prog/test_run.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <utility>

#include "src/object/handle.h"
#include "src/prog/test_kind.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "src/sys/signals.h"

namespace skep::prog {
namespace {

// As in bpftool: more than the kernel takes at once.
constexpr std::uint32_t usual_room = 32U << 10U;

// The kernel's own number for what can't be done, which user space has not.
constexpr int not_supported = 524;

// Packets begin with a header of Ethernet.
constexpr std::size_t least_packet = 14;

// The buffers of one run.
struct Buffers {
  Bytes data_in;
  Bytes data_out;
  Bytes context_in;
  Bytes context_out;
};

std::uint32_t size_of(const Bytes& bytes) {
  return static_cast<std::uint32_t>(bytes.size());
}

std::uint32_t room_for(std::uint32_t wanted) {
  return wanted == 0 ? usual_room : wanted;
}

// Memory of an empty buffer, too: a null pointer would mean that there is none.
Bytes with_memory(Bytes bytes) {
  bytes.reserve(1);
  return bytes;
}

// Say where the packet ends in a context for XDP, unless it says so itself.
void complete_context(Bytes& context, std::size_t packet_size) {
  constexpr std::size_t end_at = offsetof(xdp_md, data_end);
  const auto end = static_cast<std::uint32_t>(packet_size);
  if (context.size() < end_at + sizeof end) return;
  if (load_as<std::uint32_t>(ByteView{context}.subspan(end_at)) == 0)
    std::memcpy(context.data() + end_at, &end, sizeof end);
}

Buffers make_buffers(const TestInput& input, bool returns_context) {
  const bool is_live = (input.flags & BPF_F_TEST_XDP_LIVE_FRAMES) != 0;
  Buffers buffers;
  if (input.data) {
    buffers.data_in = with_memory(*input.data);
    if (!is_live) buffers.data_out.resize(room_for(input.data_room));
  }
  if (input.context) {
    buffers.context_in = with_memory(*input.context);
    if (returns_context && !is_live)
      buffers.context_out.resize(room_for(input.context_room));
  }
  return buffers;
}

bpf_test_run_opts options_for(const TestInput& input, Buffers& buffers) {
  bpf_test_run_opts options{};
  options.sz = sizeof options;
  if (input.data) options.data_in = buffers.data_in.data();
  options.data_size_in = size_of(buffers.data_in);
  if (!buffers.data_out.empty()) options.data_out = buffers.data_out.data();
  options.data_size_out =
      input.data ? size_of(buffers.data_out) : input.data_room;
  if (input.context) options.ctx_in = buffers.context_in.data();
  options.ctx_size_in = size_of(buffers.context_in);
  if (!buffers.context_out.empty())
    options.ctx_out = buffers.context_out.data();
  options.ctx_size_out =
      input.context ? size_of(buffers.context_out) : input.context_room;
  options.repeat = static_cast<int>(input.repeat.value_or(0));
  options.flags = input.flags | (input.cpu ? BPF_F_TEST_RUN_ON_CPU : 0U);
  options.cpu = input.cpu.value_or(0);
  options.batch_size = input.batch_size;
  return options;
}

std::optional<Bytes> taken(Bytes& buffer, std::uint32_t size) {
  if (buffer.empty()) return std::nullopt;
  if (size < buffer.size()) buffer.resize(size);
  return std::move(buffer);
}

// What may be wrong with the input; the kernel says EINVAL to all of it.
std::string mistake_in(const TestInput& input, const TestKind& kind,
                       const std::string& type) {
  if (!kind.takes_data && input.data)
    return fmt::format("programs of type {} are given no packet", type);
  if (kind.takes_data && !input.data)
    return fmt::format(
        "programs of type {} need a packet: data_in, --hex or "
        "--pcap",
        type);
  if (input.data && input.data->size() < least_packet)
    return fmt::format("a packet has at least {} bytes, the header of Ethernet",
                       least_packet);
  if (input.cpu && type != "raw_tracepoint")
    return "only raw tracepoints can be run on a CPU of choice";
  if (input.repeat && !kind.takes_repeat)
    return fmt::format("programs of type {} are not repeated", type);
  if (input.context && !kind.context_hint.empty())
    return std::string{kind.context_hint};
  if (!input.context && !kind.takes_data && !kind.context_hint.empty())
    return "the context is missing, or too short: --ctx or ctx_in";
  if (input.data)
    return fmt::format(
        "the packet, of {} bytes, may be too long, or the flags may not be "
        "for this type",
        input.data->size());
  return {};
}

}  // namespace

Testee::Testee(Fd prog)
    : fd_(std::move(prog)),
      name_(full_name_of_prog(fd_)),
      type_(info_of<bpf_prog_info>(fd_).type) {}

std::string Testee::type_name() const {
  const char* name =
      libbpf_bpf_prog_type_str(static_cast<bpf_prog_type>(type_));
  return name != nullptr ? name : std::to_string(type_);
}

TestOutput Testee::run(const TestInput& input) const {
  const TestKind* kind = find_test_kind(type_);
  Buffers buffers =
      make_buffers(input, kind == nullptr || kind->returns_context);
  if (type_ == BPF_PROG_TYPE_XDP && input.has_typed_context)
    complete_context(buffers.context_in, buffers.data_in.size());
  bpf_test_run_opts options = options_for(input, buffers);
  // A signal that comes from now on ends the run itself.
  throw_if_stopped();
  if (const int result = bpf_prog_test_run_opts(fd_.get(), &options);
      result < 0)
    throw explain(-result, input, options.data_size_out);
  TestOutput output{
      .value = options.retval,
      .duration = options.duration,
      .data = taken(buffers.data_out, options.data_size_out),
      .context = taken(buffers.context_out, options.ctx_size_out)};
  // The kernel writes it back to where it came from.
  if (type_ == BPF_PROG_TYPE_SYSCALL && input.context)
    output.context = std::move(buffers.context_in);
  return output;
}

Error Testee::explain(int code, const TestInput& input,
                      std::uint32_t size) const {
  if (code == EINTR) throw_if_stopped();
  Error error = system_error(code, "can't run the program '{}'", name_);
  const TestKind* kind = find_test_kind(type_);
  if (code == not_supported || code == EOPNOTSUPP)
    return error.with_hint(
        fmt::format("this kernel can't run programs of type {}; it may be able "
                    "to run {}",
                    type_name(), testable_types()));
  if (code == ENOSPC && size > room_for(input.data_room))
    return error.with_hint(
        fmt::format("what comes out has {} bytes: see data_size_out", size));
  if (code == ENOSPC)
    return error.with_hint(
        "what comes out needs more room: see data_size_out, ctx_size_out");
  if (kind == nullptr) return error;
  if (code == EINVAL)
    return error.with_hint(mistake_in(input, *kind, type_name()));
  if (input.context && !kind->context_hint.empty())
    return error.with_hint(std::string{kind->context_hint});
  return error;
}

}  // namespace skep::prog
