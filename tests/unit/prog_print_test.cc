#include <doctest/doctest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "src/prog/print.h"

namespace skep::prog {
namespace {

std::string printed(const Info& info, Format format) {
  const References references{ObjectKind::prog, false, {}};
  Sink sink;
  Writer out{sink, format};
  Metadata metadata;
  {
    const auto object = out.object();
    print_members(out, info, references, metadata);
  }
  out.finish();
  return sink.take();
}

nlohmann::json printed_json(const Info& info) {
  return nlohmann::json::parse(printed(info, Format::json));
}

Info some_info() {
  Info info{};
  // No process holds it.
  info.kernel.id = std::numeric_limits<std::uint32_t>::max();
  info.kernel.type = BPF_PROG_TYPE_XDP;
  return info;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a program of a type from the future is shown by its number") {
  Info info = some_info();
  info.kernel.type = 4000;
  CHECK(holds(printed(info, Format::text), "4294967295: type 4000  "));
  CHECK(printed_json(info)["type"] == 4000);
}

TEST_CASE("the largest numbers of a program are exact") {
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  constexpr auto most_bytes = std::numeric_limits<std::uint32_t>::max();
  constexpr auto beyond_double = (std::uint64_t{1} << 53U) + 1;
  Info info = some_info();
  info.kernel.run_time_ns = most;
  info.kernel.run_cnt = beyond_double;
  info.kernel.xlated_prog_len = most_bytes;
  info.kernel.jited_prog_len = 1U << 31U;
  info.memlock_bytes = std::uint64_t{1} << 32U;
  info.map_ids = {most_bytes};
  const std::string text = printed(info, Format::text);
  for (const char* part :
       {"run_time_ns 18446744073709551615", "run_cnt 9007199254740993",
        "xlated 4294967295B", "jited 2147483648B", "memlock 4294967296B",
        "map_ids 4294967295"}) {
    CAPTURE(part);
    CHECK(holds(text, part));
  }
  const auto json = printed_json(info);
  CHECK(json["run_time_ns"] == most);
  CHECK(json["run_cnt"] == beyond_double);
  CHECK(json["bytes_xlated"] == most_bytes);
  CHECK(json["bytes_jited"] == 1U << 31U);
  CHECK(json["bytes_memlock"] == std::uint64_t{1} << 32U);
  CHECK(json["map_ids"][0] == most_bytes);
}

TEST_CASE("a program whose device is gone is shown as an orphan") {
  Info info = some_info();
  info.is_orphaned = true;
  CHECK(holds(printed(info, Format::text), "  orphaned"));
  CHECK(printed_json(info)["orphaned"] == true);
}

}  // namespace skep::prog
