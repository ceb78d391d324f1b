// Files: small ones read whole, results written whole or not at all.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "src/sys/bytes.h"
#include "src/sys/fd.h"

namespace skep {

// Read a whole file of /proc, /sys or configuration.
// Errors: nullopt when it can't be opened or read, for whatever reason.
[[nodiscard]] std::optional<std::string> read_small_file(
    const std::string& path);

// Call `visit` for each line of a file of /proc or /sys that may be long; it is
// read in pieces.
// Errors: false when it can't be opened or read to its end.
bool for_each_line(const std::string& path,
                   const std::function<void(std::string_view line)>& visit);
// Do the same until `visit` returns false, which ends the reading.
bool for_each_line_while(
    const std::string& path,
    const std::function<bool(std::string_view line)>& visit);

// Read a whole regular file or pipe.
// Errors: Error that names the file: missing, a directory, a device,
// unreadable.
[[nodiscard]] Bytes read_file(const std::string& path);

// Open `path` with open(2) `flags`; O_CLOEXEC is added.
[[nodiscard]] Fd open_file(const std::string& path, int flags);

// Return the whole path of a file, without links on the way.
// Errors: Error that names the file when it is not there.
[[nodiscard]] std::string whole_path(const std::string& path);

// Open a file for reading; "-" is standard input.
[[nodiscard]] Fd open_input(const std::string& path);

// Read up to buffer.size() bytes of what messages call `name`; return how many,
// 0 at the end.
// Errors: Error; the stop signal.
[[nodiscard]] std::size_t read_some(const Fd& fd, MutableBytes buffer,
                                    const std::string& name);

// Read all of a file, or of standard input: "-".
// Errors: Error that names it, also when it has more than `most` bytes; the
//         stop signal.
[[nodiscard]] Bytes read_input(const std::string& path, std::size_t most);

// Return what messages call an input: its path, or "standard input".
[[nodiscard]] std::string input_name(const std::string& path);

// Call read(2) once. Returns the number of bytes read; 0: the end.
// Errors: the negated errno value, for callers that expect some.
[[nodiscard]] ssize_t read_once(int fd, MutableBytes buffer);

// Make `bytes` the content of a file: at once, by a new file that takes the
// place of the old one, or not at all. What is no regular file, such as a
// device or a pipe, is written to; a symbolic link stays one.
// Errors: Error that names the file; the old one is still there.
void replace_file(const std::string& path, ByteView bytes);

// Write `bytes` to `fd` whole; short writes and EINTR are taken care of.
void write_all(int fd, ByteView bytes, std::string_view name);

}  // namespace skep
