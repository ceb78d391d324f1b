#include "src/link/attach/usdt_probe.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <functional>
#include <optional>

#include "src/link/attach/elf_file.h"
#include "src/sys/bytes.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep {
namespace {

constexpr std::string_view note_section = ".note.stapsdt";
constexpr std::string_view base_section = ".stapsdt.base";
constexpr std::string_view note_owner{"stapsdt\0", 8};
constexpr GElf_Word note_type = 3;

// What a note says; the addresses are those of the link editor.
struct Note {
  std::uint64_t location;
  std::uint64_t base;
  std::uint64_t semaphore;
  std::string_view provider;
  std::string_view name;
  std::string_view arguments;

  [[nodiscard]] std::string title() const {
    return fmt::format("{}:{}", provider, name);
  }
};

// Take a text that ends with a null byte off `rest`.
std::optional<std::string_view> take_text(std::string_view& rest) {
  const auto end = rest.find('\0');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view text = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return text;
}

std::optional<Note> parse_note(ByteView description) {
  constexpr std::size_t word = sizeof(std::uint64_t);
  if (description.size() < 3 * word) return std::nullopt;
  const auto number = [&](std::size_t i) {
    return load_as<std::uint64_t>(description.subspan(i * word));
  };
  std::string_view rest = text_of(description.subspan(3 * word));
  const auto provider = take_text(rest);
  const auto name = take_text(rest);
  const auto arguments = take_text(rest);
  if (!provider || !name || !arguments) return std::nullopt;
  // A colon is what old tools wrote when there are none.
  return Note{number(0), number(1),
              number(2), *provider,
              *name,     arguments->starts_with(':') ? "" : *arguments};
}

// Call `visit` for each note of a section.
void visit_notes(Elf_Data* data,
                 const std::function<void(const Note& note)>& visit) {
  if (data == nullptr || data->d_buf == nullptr) return;
  const ByteView all{static_cast<const Byte*>(data->d_buf), data->d_size};
  GElf_Nhdr header{};
  std::size_t name_at = 0;
  std::size_t description_at = 0;
  std::size_t next = 0;
  while ((next = gelf_getnote(data, next, &header, &name_at, &description_at)) >
         0) {
    const std::string_view owner =
        text_of(all.subspan(name_at, header.n_namesz));
    if (owner != note_owner || header.n_type != note_type) continue;
    if (const auto note =
            parse_note(all.subspan(description_at, header.n_descsz)))
      visit(*note);
  }
}

// An ELF file and its static probes.
class Probes {
 public:
  explicit Probes(const std::string& path) : path_(path), file_(path) {
    check_machine();
    file_.visit_sections([&](Elf_Scn* section, const GElf_Shdr& header) {
      const std::string_view name = file_.name_of(header);
      if (name == base_section) base_ = header.sh_addr;
      if (name == note_section && header.sh_type == SHT_NOTE) notes_ = section;
      return false;
    });
  }

  void visit(const std::function<void(const Note& note)>& visit) const {
    if (notes_ != nullptr) visit_notes(elf_getdata(notes_, nullptr), visit);
  }

  // Errors: Error when the note says what is not in the file.
  [[nodiscard]] UsdtPlace place_of(const Note& note) const {
    // A prelinked file was moved as a whole; its notes were not written anew.
    const std::uint64_t moved = base_ ? *base_ - note.base : 0;
    const auto offset = file_offset(note.location + moved);
    const auto semaphore = note.semaphore == 0
                               ? std::uint64_t{0}
                               : file_offset(note.semaphore + moved);
    if (!offset || !semaphore)
      throw failure("what {} says of the probe {} is not in the file", path_,
                    note.title());
    return {*offset, *semaphore, std::string{note.arguments}};
  }

 private:
  // Registers of another machine could not be read.
  void check_machine() const {
    GElf_Ehdr header{};
    constexpr unsigned char order =
        std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
    if (gelf_getehdr(file_.get(), &header) == nullptr ||
        header.e_ident[EI_CLASS] != ELFCLASS64 ||
        header.e_ident[EI_DATA] != order ||
        (header.e_type != ET_EXEC && header.e_type != ET_DYN))
      throw failure(
          "{} is no executable or library for 64 bits of this machine", path_);
  }

  [[nodiscard]] std::optional<std::uint64_t> file_offset(
      std::uint64_t address) const {
    std::size_t count = 0;
    if (elf_getphdrnum(file_.get(), &count) != 0) return std::nullopt;
    for (std::size_t i = 0; i < count; ++i) {
      GElf_Phdr segment{};
      if (gelf_getphdr(file_.get(), static_cast<int>(i), &segment) == nullptr)
        return std::nullopt;
      const std::uint64_t distance = address - segment.p_vaddr;
      if (segment.p_type == PT_LOAD && distance < segment.p_filesz)
        return segment.p_offset + distance;
    }
    return std::nullopt;
  }

  std::string path_;
  ElfFile file_;
  Elf_Scn* notes_ = nullptr;
  std::optional<std::uint64_t> base_{};
};

std::vector<std::string> names_of(const Probes& probes) {
  std::vector<std::string> names;
  probes.visit([&](const Note& note) { names.push_back(note.title()); });
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Error unknown_error(const std::string& path, const std::string& wanted,
                    const std::vector<std::string>& names) {
  if (names.empty())
    return failure("{} has no static probes", path)
        .with_hint(
            "a program has them if it was built so, often by an option "
            "such as --enable-dtrace");
  const std::string close = did_you_mean(wanted, names);
  return failure("{} has no static probe {}", path, wanted)
      .with_hint(close.empty() ? "it has: " + join(names, ", ") : close);
}

}  // namespace

std::vector<UsdtPlace> find_usdt_places(const std::string& path,
                                        std::string_view provider,
                                        std::string_view name) {
  const Probes probes{path};
  std::vector<UsdtPlace> places;
  probes.visit([&](const Note& note) {
    if (note.provider == provider && note.name == name)
      places.push_back(probes.place_of(note));
  });
  if (places.empty())
    throw unknown_error(path, fmt::format("{}:{}", provider, name),
                        names_of(probes));
  return places;
}

std::vector<std::string> usdt_names(const std::string& path) {
  return names_of(Probes{path});
}

}  // namespace skep
