#include <doctest/doctest.h>

#include <string>

#include "src/gen/names.h"
#include "src/gen/spelling.h"
#include "src/sys/error.h"

namespace skep::gen {

TEST_CASE("an object is named after its file") {
  CHECK(object_name("/tmp/trace.bpf.o") == "trace_bpf");
  CHECK(object_name("trace.o") == "trace");
  CHECK(object_name("trace.o.o") == "trace_o");
  CHECK(object_name("a-b c.bpf.o") == "a_b_c_bpf");
  CHECK(object_name("trace") == "trace");
}

TEST_CASE("the name of an object is an identifier, whatever the file's is") {
  CHECK(object_name("1digit.o") == "_1digit");
  CHECK(object_name(".o") == "_");
  CHECK(object_name("int.o") == "int_");
  CHECK(object_name("class.o") == "class");
  for (const char* name : {"a-b", "", "1digit", "int", "a.b", "__LINE__"})
    CHECK_THROWS_AS((void)checked_object_name(name), Error);
  CHECK(checked_object_name("class") == "class");
}

TEST_CASE("words that mean something in C are no identifiers") {
  for (const char* word : {"int", "_Bool", "bool", "errno", "nullptr"}) {
    CHECK(c_identifier(word) == std::string{word} + "_");
    CHECK_FALSE(is_c_identifier(word));
  }
  CHECK(c_identifier("__attribute__") == "c__attribute__");
  CHECK(is_c_identifier("class"));
  CHECK(is_c_identifier("__u32"));
  for (const char* name : {"", "1st", "a b", "*/ int x; /*", "h\xc3\xa9"})
    CHECK_FALSE(is_c_identifier(name));
}

TEST_CASE(
    "the name of an object is cut to 63 bytes before .o goes, as bpftool "
    "does") {
  const std::string long_name(70, 'a');
  CHECK(object_name(long_name + ".o") == std::string(63, 'a'));
  CHECK(object_name(std::string(61, 'a') + ".o") == std::string(61, 'a'));
  CHECK(object_name(std::string(62, 'a') + ".o") == std::string(62, 'a') + "_");
  CHECK(checked_object_name(long_name) == std::string(63, 'a'));
}

TEST_CASE("equal names get numbers, and numbers make way for names") {
  NameSet names;
  CHECK(names.add("bss") == "bss");
  CHECK(names.add("bss_2") == "bss_2");
  CHECK(names.add("bss") == "bss_3");
  CHECK(names.add("data") == "data");
}

TEST_CASE("words that C++ reserves are written by a macro") {
  const Spelling spelling{"X_SKEL"};
  CHECK(spelling.word("class") == "X_SKEL_NAME(class)");
  CHECK(spelling.word("xor") == "X_SKEL_NAME(xor)");
  CHECK(spelling.word("requires") == "X_SKEL_NAME20(requires)");
  CHECK(spelling.word("plain") == "plain");
  CHECK(spelling.word("classes") == "classes");
}

TEST_CASE("a declaration keeps all but reserved words and _Bool") {
  const Spelling spelling{"X"};
  CHECK(spelling.declaration("_Bool seen") == "bool seen");
  CHECK(spelling.declaration("bool seen[2]") == "bool seen[2]");
  CHECK(spelling.declaration("struct {\n\tint new;\n} *this") ==
        "struct {\n\tint X_NAME(new);\n} *X_NAME(this)");
}

TEST_CASE("macros are defined when they are called, and taken back") {
  const Spelling spelling{"X"};
  CHECK(spelling.definitions("int a;").empty());
  CHECK(spelling.removal("int a;").empty());
  const std::string header = "int X_NAME(new);";
  CHECK(spelling.definitions(header).find("#define X_NAME(name) name##_") !=
        std::string::npos);
  CHECK(spelling.definitions(header).find("NAME20") == std::string::npos);
  CHECK(spelling.removal(header) == "\n#undef X_NAME\n");
}

}  // namespace skep::gen
