#include "src/gen/object_file.h"

#include <utility>

#include "src/gen/names.h"
#include "src/object/strip_debug.h"
#include "src/sys/file.h"

namespace skep::gen {

ObjectFile ObjectFile::open(const std::string& path,
                            const ObjectFileOptions& options) {
  const std::string name =
      options.name ? checked_object_name(*options.name) : object_name(path);
  Bytes elf = read_file(path);
  if (options.strips_debug) elf = strip_debug(elf);
  BpfObject object = BpfObject::open(elf, path,
                                     {.name = name,
                                      .relaxed_maps = options.relaxed_maps,
                                      .any_byte_order = true});
  ObjectModel model = read_object_model(object, name, elf);
  return ObjectFile{std::move(elf), std::move(object), std::move(model)};
}

}  // namespace skep::gen
