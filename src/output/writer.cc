#include "src/output/writer.h"

namespace skep {
namespace {

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
