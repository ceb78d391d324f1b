#include "commands/types/btf_source.h"

#include "commands/types/handles.h"
#include "src/cli/argument.h"

namespace skep::cli {
namespace {

BtfId take_btf_id(Words& words) { return {take_id(words, ObjectKind::btf).id}; }

MapTypes take_map_types(Words& words) {
  MapTypes wanted = MapTypes::both;
  detail::read_optional(words, [&] {
    if (words.accept("key", "the type of its keys"))
      wanted = MapTypes::key;
    else if (words.accept("value", "the type of its values"))
      wanted = MapTypes::value;
    else if (words.accept("kv", "both types"))
      wanted = MapTypes::both;
    else if (words.accept("all", "all types of its BTF"))
      wanted = MapTypes::all;
  });
  return wanted;
}

BtfOfFiles take_files(Words& words) {
  BtfOfFiles files;
  do files.paths.push_back(words.take_path("FILE"));
  while (!words.done() && words.accept("file", "one more file"));
  return files;
}

}  // namespace

BtfId ArgType<BtfId>::parse(Words& words, std::string_view name) {
  if (words.accept("id", "by id")) return take_btf_id(words);
  words.reject(name);
}

BtfSource ArgType<BtfSource>::parse(Words& words, std::string_view name) {
  if (words.accept("id", "a BTF object of the kernel"))
    return take_btf_id(words);
  if (words.accept("map", "that of a map")) {
    const auto map = ArgType<MapRef>::parse(words, "MAP");
    return BtfOfMap{map, take_map_types(words)};
  }
  if (words.accept("prog", "that of a program"))
    return ArgType<ProgRef>::parse(words, "PROG");
  if (words.accept("file", "of a raw BTF or an ELF file"))
    return take_files(words);
  words.reject(name);
}

}  // namespace skep::cli
