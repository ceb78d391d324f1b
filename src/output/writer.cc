#include "src/output/writer.h"

#include <cstdint>
#include <variant>

namespace skep {
namespace {

void write(Json& json, const Facts& facts);

void write(Json& json, const Fact& fact) {
  if (!fact.key.empty()) json.key(fact.key);
  if (const auto* facts = std::get_if<Facts>(&fact.value)) {
    const bool is_list = !facts->empty() && facts->front().key.empty();
    is_list ? json.begin_array() : json.begin_object();
    write(json, *facts);
    json.end();
  } else if (const auto* number = std::get_if<std::uint64_t>(&fact.value)) {
    json.value(*number);
  } else {
    json.value(std::get<std::string>(fact.value));
  }
}

void write(Json& json, const Facts& facts) {
  for (const Fact& fact : facts) write(json, fact);
}

void write_error_fields(Json& json, const Error& error) {
  json.key("error");
  json.value(error.what());
  if (error.code() != 0) {
    json.key("code");
    json.value(errno_name(error.code()));
  }
  if (!error.hint().empty()) {
    json.key("hint");
    json.value(error.hint());
  }
  write(json, error.facts());
}

}  // namespace

bool Writer::fail(const Error& error, std::size_t depth) {
  if (is_text()) return false;
  const bool is_inside = json_.depth() > depth;
  if (!is_inside && !json_.awaits_value()) return false;
  if (json_.in_object() && !json_.awaits_value() && is_inside) {
    write_error_fields(json_, error);
  } else {
    json_.begin_object();
    write_error_fields(json_, error);
    json_.end_object();
  }
  while (json_.depth() > depth) json_.end();
  return true;
}

}  // namespace skep
