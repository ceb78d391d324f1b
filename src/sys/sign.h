// Signatures of programs for the kernel to check (Linux 6.18). They are made by
// OpenSSL, which a build may lack.
#pragma once

#include <string>

#include "src/sys/bytes.h"

namespace skep {

// Can this build sign?
[[nodiscard]] bool can_sign();

struct SigningFiles {
  std::string private_key;  // PEM, not encrypted
  std::string certificate;  // of the same key; PEM or DER
};

struct Signature {
  Bytes cms;            // CMS SignedData in DER, without the signed bytes
  Bytes sha256;         // of the signed bytes
  Bytes certificate{};  // with the key that verifies; DER
};

// Sign `bytes` as BPF_PROG_LOAD wants it: the signer is told by the identifier
// of the key, no certificate and no attribute is added.
// Errors: Error that names the file and says what is wrong with it, or that
// this
//         build can't sign.
[[nodiscard]] Signature sign(ByteView bytes, const SigningFiles& files);

}  // namespace skep
