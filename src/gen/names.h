// Names: from files, sections and symbols to identifiers of C and C++.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace skep::gen {

// Return the name of the object in a file, as bpftool makes it: the file's own
// name without ".o", cut to 63 bytes, and made an identifier.
[[nodiscard]] std::string object_name(std::string_view path);

// Return the name of an object that is given on the command line: what is
// beyond 63 bytes is cut off, as by bpftool.
// Errors: usage error for what is no identifier of C.
[[nodiscard]] std::string checked_object_name(std::string_view name);

// Return `name` as an identifier of C: what can't stand in one becomes '_', a
// leading digit or a word that means something in C gets one more '_', a
// compiler's own word (__LINE__) a 'c'.
[[nodiscard]] std::string c_identifier(std::string_view name);

// Is it an identifier of C as it is?
[[nodiscard]] bool is_c_identifier(std::string_view name);

// Is it one in a BPF program, which includes nothing of the C library and needs
// no C23?
[[nodiscard]] bool is_bpf_identifier(std::string_view name);

// Can the character stand in an identifier?
[[nodiscard]] bool is_identifier_char(char c);

// Return `text` in capital letters (of ASCII).
[[nodiscard]] std::string upper_case(std::string_view text);

// In which language is a word reserved that means nothing in C?
enum class Reserved { no, since_cpp11, since_cpp20 };
[[nodiscard]] Reserved reserved_in_cpp(std::string_view word);

// Return `name` as an identifier of C and of every C++: as c_identifier(), and
// a word that C++ reserves gets one more '_'.
[[nodiscard]] std::string cpp_identifier(std::string_view name);

// Is the word reserved in C++ and the name of a type in C's headers ("bool")?
[[nodiscard]] bool is_type_name_in_both(std::string_view word);

// Hands out names that differ from each other.
class NameSet {
 public:
  // Return `wanted`, or `wanted` with "_2", "_3"... behind it if it is taken.
  [[nodiscard]] std::string add(const std::string& wanted);

 private:
  std::map<std::string, int> taken_;  // with the next number to try
};

}  // namespace skep::gen
