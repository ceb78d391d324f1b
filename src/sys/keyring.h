// Keys that the kernel verifies signatures with.
#pragma once

#include <cstdint>

#include "src/sys/bytes.h"

namespace skep {

// A keyring of this process's own, gone with this, that holds one key.
class CertificateKeyring {
 public:
  // Errors: Error for a certificate that the kernel does not take, and for a
  //         kernel without such keys.
  explicit CertificateKeyring(ByteView certificate);
  CertificateKeyring(const CertificateKeyring&) = delete;
  CertificateKeyring& operator=(const CertificateKeyring&) = delete;
  ~CertificateKeyring();

  // Return its serial number, which stands for it in bpf(2).
  [[nodiscard]] std::int32_t serial() const { return serial_; }

 private:
  std::int32_t serial_;
};

}  // namespace skep
