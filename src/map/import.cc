#include "src/map/import.h"

#include <memory>

#include "src/map/bulk_checks.h"
#include "src/map/element_layout.h"
#include "src/map/element_writer.h"
#include "src/map/record_reader.h"
#include "src/sys/counted.h"
#include "src/sys/error.h"
#include "src/sys/progress.h"

namespace skep::map {
namespace {

// Where elements are put that are only looked at.
struct Scratch {
  explicit Scratch(const ElementLayout& layout)
      : key(layout.key_size), values(layout.values.total_size()) {}
  Bytes key;
  Bytes values;
};

class Import {
 public:
  Import(const Map& map, ReplayedInput& input, const ImportOptions& options)
      : map_(map), input_(input), options_(options), layout_(layout_of(map)) {}

  std::uint64_t run() {
    validate();
    input_.rewind();
    return write();
  }

 private:
  [[nodiscard]] std::unique_ptr<RecordReader> open() {
    return open_records(input_, layout_, options_.ignores_types);
  }

  void validate() {
    const auto records = open();
    Scratch scratch{layout_};
    Progress progress{"checked"};
    std::uint64_t count = 0;
    while (records->next(scratch.key, scratch.values)) {
      try {
        check_element(map_, scratch.key, scratch.values);
      } catch (const Error& error) {
        throw error.in(records->name_of(records->place()));
      }
      if (++count % shown_each == 0) progress.show(count);
    }
  }

  std::uint64_t write() {
    const auto records = open();
    Progress progress{"imported"};
    ElementWriter writer{
        map_, layout_, options_.flags,
        [&](std::uint64_t place) { return records->name_of(place); }, progress};
    while (next(*records, writer)) writer.add(records->place());
    writer.finish();
    return writer.written();
  }

  // The file was right a moment ago.
  [[nodiscard]] bool next(RecordReader& records, ElementWriter& writer) const {
    try {
      return records.next(writer.key(), writer.values());
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) throw;
      throw failure("{} has changed meanwhile, {} written: {}", input_.name(),
                    counted(writer.written(), "element"), error.what());
    }
  }

  static constexpr std::uint64_t shown_each = 4096;

  const Map& map_;
  ReplayedInput& input_;
  const ImportOptions& options_;
  ElementLayout layout_;
};

}  // namespace

std::uint64_t import_elements(const Map& map, ReplayedInput& input,
                              const ImportOptions& options) {
  check_writable(map, "import into");
  return Import{map, input, options}.run();
}

}  // namespace skep::map
