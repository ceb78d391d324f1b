// Instead of sign.cc, in a build without OpenSSL.
#include "src/sys/error.h"
#include "src/sys/sign.h"

namespace skep {

bool can_sign() { return false; }

Signature sign(ByteView, const SigningFiles&) {
  throw failure("can't sign: this build of skep has no signing")
      .with_hint("it is there when skep is built with OpenSSL (libssl-dev)");
}

}  // namespace skep
