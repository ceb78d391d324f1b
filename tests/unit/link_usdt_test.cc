// Static probes: the notes on them in ELF files, and where the arguments are.
#include <doctest/doctest.h>
#include <elf.h>
#include <linux/ptrace.h>

#include <cstring>
#include <string>

#include "src/link/attach/usdt_argument.h"
#include "src/link/attach/usdt_probe.h"
#include "src/sys/bytes.h"
#include "src/sys/error.h"
#include "tests/unit/memory_file.h"

#if defined(__x86_64__)

namespace skep {
namespace {

constexpr std::uint64_t loaded_at = 0x1000;

template <typename T>
std::string raw(const T& value) {
  return std::string{text_of(bytes_of(value))};
}

std::string note(std::uint64_t location, std::uint64_t semaphore,
                 std::string_view texts) {
  std::string description =
      raw(location) + raw(std::uint64_t{0}) + raw(semaphore);
  description.append(texts).push_back('\0');
  const Elf64_Nhdr header{8, static_cast<Elf64_Word>(description.size()), 3};
  std::string result = raw(header) + std::string{"stapsdt\0", 8} + description;
  result.resize((result.size() + 3) / 4 * 4);
  return result;
}

// A library that has nothing but these notes.
std::string library(const std::string& notes) {
  const std::string names{"\0.note.stapsdt\0.shstrtab\0", 25};
  Elf64_Ehdr file{};
  std::memcpy(file.e_ident, ELFMAG, SELFMAG);
  file.e_ident[EI_CLASS] = ELFCLASS64;
  file.e_ident[EI_DATA] = ELFDATA2LSB;
  file.e_ident[EI_VERSION] = EV_CURRENT;
  file.e_type = ET_DYN;
  file.e_machine = EM_X86_64;
  file.e_version = EV_CURRENT;
  file.e_ehsize = sizeof file;
  file.e_phoff = sizeof file;
  file.e_phentsize = sizeof(Elf64_Phdr);
  file.e_phnum = 1;
  file.e_shentsize = sizeof(Elf64_Shdr);
  file.e_shnum = 3;
  file.e_shstrndx = 2;
  const std::size_t start = sizeof file + sizeof(Elf64_Phdr);
  file.e_shoff = start + notes.size() + names.size();
  Elf64_Phdr segment{};
  segment.p_type = PT_LOAD;
  segment.p_vaddr = loaded_at;
  segment.p_filesz = segment.p_memsz = file.e_shoff;
  Elf64_Shdr first{};
  first.sh_name = 1;
  first.sh_type = SHT_NOTE;
  first.sh_offset = start;
  first.sh_size = notes.size();
  first.sh_addralign = 4;
  Elf64_Shdr second{};
  second.sh_name = 15;
  second.sh_type = SHT_STRTAB;
  second.sh_offset = start + notes.size();
  second.sh_size = names.size();
  return raw(file) + raw(segment) + notes + names + raw(Elf64_Shdr{}) +
         raw(first) + raw(second);
}

std::string three_notes() {
  using namespace std::string_view_literals;
  return library(note(loaded_at + 16, 0, "a\0one\0004@%eax"sv) +
                 note(loaded_at + 32, loaded_at + 8, "a\0two\0"sv) +
                 note(loaded_at + 24, 0, "a\0one\0004@$1"sv));
}

using Place = UsdtArgument::Place;

UsdtArgument only(std::string_view text) {
  const auto arguments = parse_usdt_arguments(text);
  REQUIRE(arguments.size() == 1);
  return arguments.front();
}

std::string complaint(std::string_view text) {
  try {
    (void)parse_usdt_arguments(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("arguments of static probes are read") {
  CHECK(only("-4@$-7") ==
        UsdtArgument{.is_signed = true, .size = 4, .number = -7});
  CHECK(only("1@%sil") == UsdtArgument{.place = Place::in_register,
                                       .size = 1,
                                       .register_at = offsetof(pt_regs, rsi)});
  CHECK(only("8@%r15").register_at == offsetof(pt_regs, r15));
  CHECK(only("2@%r8w").register_at == offsetof(pt_regs, r8));
  CHECK(only("-8@-1204(%rbp)") ==
        UsdtArgument{.place = Place::in_memory,
                     .is_signed = true,
                     .size = 8,
                     .number = -1204,
                     .register_at = offsetof(pt_regs, rbp)});
  CHECK(only("8@(%rsp)").number == 0);
  const UsdtArgument element{.place = Place::in_array,
                             .is_signed = false,
                             .size = 2,
                             .number = 16,
                             .register_at = offsetof(pt_regs, rax),
                             .index_at = offsetof(pt_regs, rcx),
                             .scale = 3};
  CHECK(only("2@16(%rax,%rcx,8)") == element);
  CHECK(only("2@16(%rax, %rcx, 8)") == element);
  CHECK(only("4@(%rax,%rcx)").scale == 0);
}

TEST_CASE("a static probe has as many arguments as it says") {
  CHECK(parse_usdt_arguments("").empty());
  CHECK(parse_usdt_arguments("  ").empty());
  const auto three = parse_usdt_arguments(" 8@%rdi  -4@8(%rsp) 4@$1 ");
  REQUIRE(three.size() == 3);
  CHECK(three[1].place == Place::in_memory);
  CHECK(three[2].number == 1);
}

TEST_CASE("arguments that programs can't read are shown") {
  for (const std::string_view text :
       {"8f@%xmm0", "4@%zax", "3@%rax", "4@", "@%rax", "%rax", "4@$", "4@$1x",
        "4@8(%rax", "4@8(%rax,%rcx,3)", "4@8(%rax,%rcx,8,1)", "4@name(%rip)",
        "4@()", "4@8()", "4@%", "99999999999999999999@$1"}) {
    CAPTURE(text);
    const std::string message = complaint(text);
    CHECK(message.find(text) != std::string::npos);
    CHECK(message.starts_with("programs can't read the argument"));
  }
}

TEST_CASE("places of static probes are found in a file") {
  const MemoryFile file{three_notes()};
  CHECK(usdt_names(file.path()) == std::vector<std::string>{"a:one", "a:two"});
  const auto ones = find_usdt_places(file.path(), "a", "one");
  REQUIRE(ones.size() == 2);
  CHECK(ones[0].offset == 16);
  CHECK(ones[0].semaphore == 0);
  CHECK(ones[0].arguments == "4@%eax");
  CHECK(ones[1].offset == 24);
  CHECK(ones[1].arguments == "4@$1");
  const auto two = find_usdt_places(file.path(), "a", "two");
  REQUIRE(two.size() == 1);
  CHECK(two[0].semaphore == 8);
  CHECK(two[0].arguments.empty());
}

TEST_CASE("a note on what is not in the file is refused") {
  using namespace std::string_view_literals;
  const MemoryFile file{library(note(0x10, 0, "a\0b\0"sv))};
  CHECK_THROWS_WITH_AS((void)find_usdt_places(file.path(), "a", "b"),
                       doctest::Contains("a:b is not in the file"), Error);
}

TEST_CASE("notes on static probes may be cut or changed anywhere") {
  const std::string whole = three_notes();
  const auto look = [](const std::string& content) {
    const MemoryFile file{content};
    try {
      for (const std::string& name : usdt_names(file.path()))
        (void)find_usdt_places(file.path(), name.substr(0, name.find(':')),
                               name.substr(name.find(':') + 1));
    } catch (const Error&) {
      return 1;
    }
    return 0;
  };
  int refused = 0;
  for (std::size_t size = 0; size < whole.size(); ++size)
    refused += look(whole.substr(0, size));
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const char byte : {'\0', '\x7f', '\xff'}) {
      std::string changed = whole;
      changed[at] = byte;
      refused += look(changed);
    }
  CHECK(refused > 100);
  CHECK(look(whole) == 0);
}

}  // namespace skep

#endif
