#include "src/cli/bound_argument.h"

namespace skep::cli {

BoundArgument::BoundArgument() = default;
BoundArgument::BoundArgument(const BoundArgument&) = default;
BoundArgument::BoundArgument(BoundArgument&&) noexcept = default;
BoundArgument& BoundArgument::operator=(const BoundArgument&) = default;
BoundArgument& BoundArgument::operator=(BoundArgument&&) noexcept = default;
BoundArgument::~BoundArgument() = default;

}  // namespace skep::cli
