#include "tests/e2e/prog_fixture.h"

#include <bpf/bpf.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

namespace skep::test {

namespace fs = std::filesystem;

ObjectCopy::ObjectCopy(std::string_view object)
    : name_(unique_name("t")), path_(dir_ / (name_ + ".bpf.o")) {
  fs::copy_file(bpf_object(object), path_);
}

bool ObjectCopy::has_left_no_map() const {
  return eventually([&] {
    const Result shown = skep("-j map show");
    if (shown.exit != 0) return false;
    const auto maps = shown.json();
    return std::none_of(maps.begin(), maps.end(), [&](const auto& map) {
      return map.value("name", "").starts_with(name_ + ".");
    });
  });
}

std::vector<std::string> files_below(const std::string& directory) {
  std::vector<std::string> files;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator{directory, missing})
    files.push_back(entry.path().filename().string());
  // The kernel's own, in every bpffs.
  std::erase(files, "maps.debug");
  std::erase(files, "progs.debug");
  std::sort(files.begin(), files.end());
  return files;
}

nlohmann::ordered_json facts_of(std::string_view kind, const std::string& pin) {
  auto shown =
      bpftool("-j " + std::string{kind} + " show pinned " + pin).json();
  for (const char* key : {"id", "btf_id", "loaded_at", "prog_id", "pids"})
    shown.erase(key);
  if (shown.contains("map_ids")) shown["map_ids"] = shown["map_ids"].size();
  return shown;
}

int load_insns(const std::vector<bpf_insn>& insns) {
  return bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, "skep_insns", "GPL",
                       insns.data(), insns.size(), nullptr);
}

}  // namespace skep::test
