#include "commands/types/skeleton_words.h"

namespace skep::cli {

commands::SkeletonLanguage ArgType<commands::SkeletonLanguage>::parse(
    Words& words, std::string_view name) {
  if (words.accept_exactly("c", "a header for C and C++"))
    return commands::SkeletonLanguage::c;
  if (words.accept_exactly("json", "a description of the object"))
    return commands::SkeletonLanguage::json;
  words.reject(name);
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
