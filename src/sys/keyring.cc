#include "src/sys/keyring.h"

#include <linux/keyctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "src/sys/error.h"

namespace skep {
namespace {

std::int32_t add_key(const char* type, ByteView payload, std::int32_t keyring) {
  return static_cast<std::int32_t>(::syscall(
      SYS_add_key, type, "skep", payload.data(), payload.size(), keyring));
}

void unlink_key(std::int32_t key) {
  ::syscall(SYS_keyctl, KEYCTL_UNLINK, key, KEY_SPEC_PROCESS_KEYRING);
}

Error refusal(int code) {
  Error error = system_error(code, "can't give the kernel the certificate");
  if (code != ENODEV) return error;
  return error.with_hint(
      "the kernel needs CONFIG_ASYMMETRIC_KEY_TYPE and "
      "CONFIG_X509_CERTIFICATE_PARSER");
}

}  // namespace

CertificateKeyring::CertificateKeyring(ByteView certificate)
    : serial_(check(add_key("keyring", {}, KEY_SPEC_PROCESS_KEYRING),
                    "can't make a keyring")) {
  if (add_key("asymmetric", certificate, serial_) >= 0) return;
  const int code = errno;
  unlink_key(serial_);
  throw refusal(code);
}

CertificateKeyring::~CertificateKeyring() { unlink_key(serial_); }

}  // namespace skep
