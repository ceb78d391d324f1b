#include <doctest/doctest.h>
#include <unistd.h>

#include <cstddef>
#include <string>
#include <vector>

#include "src/map/binary_form.h"
#include "src/map/record_reader.h"
#include "src/sys/error.h"
#include "src/sys/file.h"
#include "tests/unit/btf_fixture.h"
#include "tests/unit/memory_file.h"

namespace skep::map {
namespace {

ElementLayout plain_layout(std::vector<std::uint32_t> cpus = {}) {
  return {.key_size = 2, .values = {3, std::move(cpus)}};
}

ElementLayout typed_layout(const char* member) {
  ElementLayout layout{.key_size = 4, .values = {4, {}}};
  btf::TestBtf btf;
  const btf::TypeId u32 = btf.integer("u32", 4);
  const btf::TypeId one = btf.structure("one", 4, {{member, u32, 0}});
  layout.types = ElementTypes{std::move(btf), u32, one};
  return layout;
}

// Write so many elements, whose bytes count.
std::string exported(const ElementLayout& layout, std::size_t count) {
  Sink sink;
  BinaryWriter writer{sink, layout, BPF_MAP_TYPE_HASH};
  Bytes key(layout.key_size);
  Bytes values(layout.values.total_size());
  for (std::size_t i = 0; i < count; ++i) {
    key[0] = static_cast<Byte>(i);
    values[0] = static_cast<Byte>(i + 1);
    writer.write(key, values);
  }
  writer.finish();
  return sink.take();
}

// Read a file to its end; return how many elements there were, or the error.
std::string read_back(const std::string& file, const ElementLayout& layout,
                      bool ignores_types = false) {
  const MemoryFile memory{file};
  ReplayedInput input{memory.path()};
  Bytes key(layout.key_size);
  Bytes values(layout.values.total_size());
  std::size_t count = 0;
  try {
    const auto records = open_records(input, layout, ignores_types);
    while (records->next(key, values)) {
      CHECK(key[0] == static_cast<Byte>(count));
      CHECK(values[0] == static_cast<Byte>(++count));
    }
  } catch (const Error& error) {
    return error.what();
  }
  return std::to_string(count);
}

bool holds(const std::string& text, std::string_view part) {
  CAPTURE(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("elements are read back from skep's own form") {
  for (const std::size_t count : {0U, 1U, 1000U, 100'000U}) {
    const ElementLayout layout = plain_layout();
    CHECK(read_back(exported(layout, count), layout) == std::to_string(count));
  }
  const ElementLayout per_cpu = plain_layout({0, 2, 3});
  CHECK(read_back(exported(per_cpu, 5), per_cpu) == "5");
}

TEST_CASE("a file of skep's own form that is cut anywhere is refused") {
  const ElementLayout layout = plain_layout({0, 2});
  const std::string file = exported(layout, 3);
  for (std::size_t size = 1; size < file.size(); ++size) {
    CAPTURE(size);
    CHECK(holds(read_back(file.substr(0, size), layout), "it is cut"));
  }
  CHECK(holds(read_back(file + "x", layout), "more behind its end"));
}

TEST_CASE("a file of skep's own form with any byte changed is refused") {
  const ElementLayout layout = plain_layout();
  const std::string file = exported(layout, 3);
  for (std::size_t at = 0; at < file.size(); ++at) {
    CAPTURE(at);
    std::string changed = file;
    changed[at] = static_cast<char>(changed[at] ^ 0x40);
    const MemoryFile memory{changed};
    ReplayedInput input{memory.path()};
    Bytes key(2);
    Bytes values(3);
    const auto read_all = [&] {
      const auto records = open_records(input, layout, false);
      while (records->next(key, values)) {
      }
    };
    CHECK_THROWS_AS(read_all(), Error);
  }
}

TEST_CASE("elements of another layout are refused") {
  const std::string file = exported(plain_layout(), 1);
  const ElementLayout wide{.key_size = 2, .values = {4, {}}};
  CHECK(holds(read_back(file, wide), "its keys have 2 bytes and its values 3"));
  CHECK(holds(read_back(file, plain_layout({0, 1})), "values of 0 CPUs"));
  CHECK(
      holds(read_back(exported(plain_layout({0, 1}), 1), plain_layout({0, 2})),
            "other CPUs"));
}

TEST_CASE("elements of another type are refused, unless types are ignored") {
  const std::string file = exported(typed_layout("a"), 1);
  CHECK(read_back(file, typed_layout("a")) == "1");
  CHECK(holds(read_back(file, typed_layout("b")), "its values are of another"));
  CHECK(read_back(file, typed_layout("b"), /*ignores_types=*/true) == "1");
  const ElementLayout untyped{.key_size = 4, .values = {4, {}}};
  CHECK(read_back(file, untyped) == "1");
}

TEST_CASE("a header is refused for its byte order and its version") {
  const std::string file = exported(plain_layout(), 0);
  std::string other = file;
  std::swap(other[12], other[15]);
  std::swap(other[13], other[14]);
  CHECK(holds(read_back(other, plain_layout()), "the other byte order"));
}

}  // namespace skep::map
