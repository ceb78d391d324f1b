// Network namespaces, and work that is done in another one.
#pragma once

#include <functional>
#include <string>

#include "src/sys/fd.h"

namespace skep {

// Open a network namespace by its file.
// Errors: Error for a file that is none, with where there are some.
[[nodiscard]] Fd open_netns(const std::string& path);

// Call `work` inside of a network namespace; return what it returns, such as a
// descriptor or a negated errno value. A thread goes there and ends: this one
// and what it does meanwhile stay where they are.
// Errors: Error when the namespace can't be entered.
[[nodiscard]] int call_in_netns(const Fd& netns,
                                const std::function<int()>& work);

}  // namespace skep
