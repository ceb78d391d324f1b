#include "commands/types/skeleton_words.h"

#include "src/gen/cpp_skeleton.h"
#include "src/sys/error.h"

namespace skep::cli {

commands::SkeletonLanguage ArgType<commands::SkeletonLanguage>::parse(
    Words& words, std::string_view name) {
  if (words.accept_exactly("c", "a header for C and C++"))
    return commands::SkeletonLanguage::c;
  if (words.accept_exactly("c++", "a header for C++17 and later"))
    return commands::SkeletonLanguage::cpp;
  if (words.accept_exactly("json", "a description of the object"))
    return commands::SkeletonLanguage::json;
  words.reject(name);
}

commands::CppNamespace ArgType<commands::CppNamespace>::parse(
    Words& words, std::string_view name) {
  std::string text = words.take(name);
  if (!gen::is_cpp_namespace(text))
    throw usage_error("'{}' can't be a namespace of C++", text)
        .with_hint("it takes identifiers, such as app::bpf");
  return {std::move(text)};
}

gen::CLayout::Types ArgType<gen::CLayout::Types>::parse(Words& words,
                                                        std::string_view name) {
  if (words.accept_exactly("extern", "defined before the header"))
    return gen::CLayout::Types::outside;
  if (words.accept_exactly("inline", "defined in the header"))
    return gen::CLayout::Types::inside;
  words.reject(name);
}

gen::Embedding::Kind ArgType<gen::Embedding::Kind>::parse(
    Words& words, std::string_view name) {
  using Kind = gen::Embedding::Kind;
  if (words.accept_exactly("string", "bytes in the header"))
    return Kind::literal;
  if (words.accept_exactly("incbin", "the assembler reads the object file"))
    return Kind::incbin;
  if (words.accept_exactly("extern", "symbols that the linker finds"))
    return Kind::symbols;
  words.reject(name);
}

}  // namespace skep::cli
