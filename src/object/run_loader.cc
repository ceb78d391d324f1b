#include "src/object/run_loader.h"

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>

#include "src/sys/bytes.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "src/sys/keyring.h"
#include "src/verifier/explain.h"

namespace skep {
namespace {

// What a loader is given and gives back: libbpf's bpf_loader_ctx, then one
// record for each map and each program.
struct LoaderContext {
  std::uint32_t size;
  std::uint32_t flags;
  std::uint32_t log_level;
  std::uint32_t log_size;
  std::uint64_t log;
};
struct MapRecord {
  std::int32_t fd;
  std::uint32_t max_entries;
  std::uint64_t initial_value;
};
struct ProgramRecord {
  std::int32_t fd;
};

// The most that every kernel takes for a log.
constexpr std::size_t log_size = (1U << 24U) - 1;

std::uint64_t address_of(const void* pointer) {
  return reinterpret_cast<std::uintptr_t>(pointer);
}

Error with_signature_hint(const Error& error, bool is_signed) {
  const bool lacks_support = error.code() == EINVAL || error.code() == E2BIG ||
                             error.code() == EOPNOTSUPP;
  if (!is_signed || !lacks_support) return error;
  return error.with_hint(
      "signatures are verified since Linux 6.18, by kernels with "
      "CONFIG_SYSTEM_DATA_VERIFICATION");
}

// The map with the loader's data. A signed loader is bound to it: no other
// program may have it, and its content can't change.
Fd make_data(const LoaderProgram& loader,
             const std::optional<Signature>& signature) {
  bpf_map_create_opts options{};
  options.sz = sizeof options;
  if (signature) {
    options.excl_prog_hash = signature->sha256.data();
    options.excl_prog_hash_size =
        static_cast<std::uint32_t>(signature->sha256.size());
  }
  const int result = bpf_map_create(
      BPF_MAP_TYPE_ARRAY, "__loader.map", sizeof(std::uint32_t),
      static_cast<std::uint32_t>(loader.data.size()), 1, &options);
  if (result < 0)
    throw with_signature_hint(
        system_error(result, "can't make the map of the loader"),
        signature.has_value());
  Fd map{result};
  const std::uint32_t key = 0;
  check(bpf_map_update_elem(map.get(), &key, loader.data.data(), BPF_ANY),
        "can't fill the map of the loader");
  return map;
}

// Freeze the data and have the kernel compute their hash, which the signed
// instructions compare.
void seal(const Fd& map) {
  check(bpf_map_freeze(map.get()), "can't freeze the map of the loader");
  Bytes hash(32);
  auto info = zeroed<bpf_map_info>();
  info.hash = address_of(hash.data());
  info.hash_size = static_cast<std::uint32_t>(hash.size());
  static_cast<void>(info_of<bpf_map_info>(map, info));
}

// libbpf's function knows no signatures.
int load_program(bpf_attr& attributes) {
  const auto size =
      offsetof(bpf_attr, keyring_id) + sizeof attributes.keyring_id;
  return static_cast<int>(::syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, size));
}

void sign_with(bpf_attr& attributes, const Signature& signature,
               const CertificateKeyring& keyring) {
  attributes.signature = address_of(signature.cms.data());
  attributes.signature_size = static_cast<std::uint32_t>(signature.cms.size());
  attributes.keyring_id = keyring.serial();
}

Error refusal(int code, const std::string& log, bool is_signed) {
  const Error error = system_error(code, "can't load the loader program");
  if (const std::string reason = verifier::explain(log).reason; !reason.empty())
    return {error.kind(), error.code(),
            fmt::format("{}: {}", error.what(), reason), error.hint()};
  return with_signature_hint(error, is_signed);
}

bpf_attr attributes_for(const LoaderProgram& loader, const int& data) {
  constexpr std::string_view name = "__loader.prog";
  auto attributes = zeroed<bpf_attr>();
  attributes.prog_type = BPF_PROG_TYPE_SYSCALL;
  attributes.insns = address_of(loader.insns.data());
  attributes.insn_cnt =
      static_cast<std::uint32_t>(loader.insns.size() / sizeof(bpf_insn));
  attributes.license = address_of("Dual BSD/GPL");
  std::ranges::copy(name, attributes.prog_name);
  attributes.fd_array = address_of(&data);
  attributes.prog_flags = BPF_F_SLEEPABLE;
  return attributes;
}

Fd load_loader(const LoaderProgram& loader, const Fd& data,
               const std::optional<Signature>& signature) {
  const int descriptor = data.get();
  bpf_attr attributes = attributes_for(loader, descriptor);
  std::optional<CertificateKeyring> keyring;
  if (signature)
    sign_with(attributes, *signature, keyring.emplace(signature->certificate));
  if (Fd program{load_program(attributes)}; program.is_open()) return program;
  std::string log(1U << 16U, '\0');
  attributes.log_level = 1;
  attributes.log_size = static_cast<std::uint32_t>(log.size());
  attributes.log_buf = address_of(log.data());
  const int result = load_program(attributes);
  if (result < 0)
    throw refusal(failure_code(result), log.substr(0, log.find('\0')),
                  signature.has_value());
  return Fd{result};
}

// Take over the descriptors of `count` records that begin at `bytes`.
template <typename Record>
std::vector<Fd> descriptors_in(ByteView bytes, std::size_t count) {
  std::vector<Fd> result;
  for (std::size_t i = 0; i < count; ++i)
    if (const int fd = load_as<Record>(bytes.subspan(i * sizeof(Record))).fd;
        fd > 0)
      result.emplace_back(fd);
  return result;
}

// Run the loader, which writes to its context.
void call(const Fd& program, Bytes& context) {
  bpf_test_run_opts options{};
  options.sz = sizeof options;
  options.ctx_in = context.data();
  options.ctx_size_in = static_cast<std::uint32_t>(context.size());
  check(bpf_prog_test_run_opts(program.get(), &options),
        "can't run the loader program");
  if (const auto code = static_cast<int>(options.retval); code < 0)
    throw system_error(code, "the loader program failed");
}

}  // namespace

LoaderResult run_loader(const LoaderProgram& loader, const LoaderRun& run) {
  const Fd data = make_data(loader, run.signature);
  if (run.signature) seal(data);
  const Fd program = load_loader(loader, data, run.signature);
  const std::size_t progs_at =
      sizeof(LoaderContext) + run.maps * sizeof(MapRecord);
  Bytes bytes(progs_at + run.programs * sizeof(ProgramRecord));
  std::string log(run.log_level != 0 ? log_size : 0, '\0');
  const LoaderContext context{
      .size = static_cast<std::uint32_t>(bytes.size()),
      .flags = 0,
      .log_level = run.log_level,
      .log_size = static_cast<std::uint32_t>(log.size()),
      .log = log.empty() ? 0 : address_of(log.data())};
  std::ranges::copy(bytes_of(context), bytes.begin());
  call(program, bytes);
  const ByteView made{bytes};
  return {.maps = descriptors_in<MapRecord>(made.subspan(sizeof(LoaderContext)),
                                            run.maps),
          .progs = descriptors_in<ProgramRecord>(made.subspan(progs_at),
                                                 run.programs),
          .log = log.substr(0, log.find('\0'))};
}

}  // namespace skep
