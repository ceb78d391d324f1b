// BPF tokens: rights that a BPF file system lends to a user namespace.
#pragma once

#include <string>

namespace skep {

// Check that a token can be made from the BPF file system mounted at `path`.
// Errors: Error that says what is missing: the file system, what it delegates,
//         the right user namespace, a kernel that knows tokens.
// Source: BPF_TOKEN_CREATE, since Linux 6.9.
void check_token_path(const std::string& path);

}  // namespace skep
