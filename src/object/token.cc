#include "src/object/token.h"

#include <bpf/bpf.h>
#include <fcntl.h>

#include <cerrno>

#include "src/sys/bpffs.h"
#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "src/sys/file.h"

namespace skep {
namespace {

// Return a descriptor, or a negated errno value.
int create_token(int bpffs) { return bpf_token_create(bpffs, nullptr); }

bool knows_tokens() { return create_token(-1) != -EINVAL; }

Error refusal(int code, const std::string& path) {
  Error error = system_error(code, "can't make a token from {}", path);
  switch (-code) {
    case EINVAL:
      if (!knows_tokens())
        return error.with_hint("tokens are there since Linux 6.9");
      return error.with_hint(
          "name the directory where the BPF file system is mounted");
    case EOPNOTSUPP:
      return error.with_hint(
          "tokens are for processes in a user namespace of their own");
    case EPERM:
      return error.with_hint(
          "the BPF file system must belong to this user namespace, and CAP_BPF "
          "is needed in it");
    case ENOENT:
      return error.with_hint(
          "the BPF file system delegates nothing: mount options such as "
          "delegate_cmds=any do");
    default:
      return error;
  }
}

}  // namespace

void check_token_path(const std::string& path) {
  const Fd directory = open_file(path, O_RDONLY | O_DIRECTORY);
  if (!is_on_bpffs(path))
    throw failure("can't make a token from {}: it is no BPF file system", path);
  const int result = create_token(directory.get());
  if (result < 0) throw refusal(result, path);
  const Fd token{result};
}

}  // namespace skep
