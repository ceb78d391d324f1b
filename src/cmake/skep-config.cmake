# find_package(skep) gives skep::skep, the program, and
#
#   skep_add_bpf_object(TARGET SOURCE FILE.bpf.c
#     [LANG c|c++] [NAME OBJECT_NAME] [TYPES extern|inline]
#     [EMBED string|incbin] [VMLINUX HEADER|none] [CLANG PROGRAM]
#     [LIBBPF LIBRARY] [CFLAGS OPTION...] [DEPENDS FILE...])
#
# It compiles the source for BPF, generates its skeleton and makes TARGET an
# interface library: whoever links it includes FILE.skel.h (C++: FILE.skel.hpp)
# and links libbpf. Both are made anew when what they are made from changes.
#
# VMLINUX  vmlinux.h, a header of the kernel's types, that the source can
#          include; else it is made from the running kernel's, if that has BTF
# LIBBPF   libbpf, a target or a library; else pkg-config is asked for it
# DEPENDS  more that the source needs, such as headers that are generated

cmake_minimum_required(VERSION 3.20)

include(${CMAKE_CURRENT_LIST_DIR}/skep-targets.cmake)

# How BPF programs call the machine whose registers they see.
function(_skep_machine result)
  set(machine ${CMAKE_SYSTEM_PROCESSOR})
  foreach(pair "x86_64|amd64|i.86=x86" "aarch64|arm64=arm64" "arm.*=arm"
      "ppc.*|powerpc.*=powerpc" "s390.*=s390" "riscv.*=riscv" "mips.*=mips"
      "loongarch.*=loongarch")
    string(REGEX REPLACE "=.*" "" pattern ${pair})
    if(machine MATCHES "^(${pattern})$")
      string(REGEX REPLACE ".*=" "" machine ${pair})
      break()
    endif()
  endforeach()
  set(${result} ${machine} PARENT_SCOPE)
endfunction()

# The library to link with, and where the headers are that BPF programs include.
function(_skep_find_libbpf library includes)
  if(NOT ${library})
    if(NOT TARGET PkgConfig::skep_libbpf)
      find_package(PkgConfig REQUIRED)
      pkg_check_modules(skep_libbpf REQUIRED IMPORTED_TARGET GLOBAL libbpf)
    endif()
    set(${library} PkgConfig::skep_libbpf)
  endif()
  set(${library} ${${library}} PARENT_SCOPE)
  set(${includes} "" PARENT_SCOPE)
  if(TARGET ${${library}})
    set(${includes}
      $<TARGET_PROPERTY:${${library}},INTERFACE_INCLUDE_DIRECTORIES>
      PARENT_SCOPE)
  endif()
endfunction()

# vmlinux.h of the running kernel, once for all objects of the build.
function(_skep_make_vmlinux result)
  set(kernel /sys/kernel/btf/vmlinux)
  set(dir ${CMAKE_BINARY_DIR}/skep)
  set(${result} "" PARENT_SCOPE)
  if(NOT EXISTS ${kernel})
    return()
  endif()
  if(NOT TARGET skep_vmlinux)
    file(MAKE_DIRECTORY ${dir})
    add_custom_command(OUTPUT ${dir}/vmlinux.h
      COMMAND skep::skep btf dump file ${kernel} format c >
        ${dir}/vmlinux.h.new
      COMMAND ${CMAKE_COMMAND} -E rename ${dir}/vmlinux.h.new ${dir}/vmlinux.h
      COMMENT "Generating vmlinux.h" VERBATIM)
    add_custom_target(skep_vmlinux DEPENDS ${dir}/vmlinux.h)
  endif()
  set(${result} ${dir}/vmlinux.h PARENT_SCOPE)
endfunction()

function(skep_add_bpf_object target)
  cmake_parse_arguments(PARSE_ARGV 1 arg ""
    "SOURCE;LANG;NAME;TYPES;EMBED;VMLINUX;CLANG;LIBBPF" "CFLAGS;DEPENDS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR
      "skep_add_bpf_object: unknown words: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT arg_SOURCE)
    message(FATAL_ERROR "skep_add_bpf_object(${target}): SOURCE is missing")
  endif()
  cmake_path(ABSOLUTE_PATH arg_SOURCE NORMALIZE OUTPUT_VARIABLE source)
  cmake_path(GET source STEM LAST_ONLY stem)         # x.bpf
  string(REGEX REPLACE "\\.bpf$" "" base ${stem})    # x
  set(dir ${CMAKE_CURRENT_BINARY_DIR}/${target})
  file(MAKE_DIRECTORY ${dir})

  if(NOT arg_CLANG)
    find_program(SKEP_CLANG NAMES clang clang-21 clang-20 clang-19 clang-18
      clang-17 clang-16 clang-15 clang-14 REQUIRED
      DOC "clang that compiles BPF programs")
    set(arg_CLANG ${SKEP_CLANG})
  endif()
  _skep_find_libbpf(arg_LIBBPF includes)
  _skep_machine(machine)
  set(vmlinux "")
  if(NOT arg_VMLINUX)
    _skep_make_vmlinux(vmlinux)
  elseif(NOT arg_VMLINUX STREQUAL "none")
    cmake_path(ABSOLUTE_PATH arg_VMLINUX NORMALIZE OUTPUT_VARIABLE vmlinux)
  endif()
  set(flags -target bpf -D__TARGET_ARCH_${machine} -g -O2
    "$<$<BOOL:${includes}>:-I$<JOIN:${includes},$<SEMICOLON>-I>>")
  if(vmlinux)
    cmake_path(GET vmlinux PARENT_PATH vmlinux_dir)
    list(APPEND flags -I${vmlinux_dir})
  endif()
  if(CMAKE_LIBRARY_ARCHITECTURE)
    # <asm/types.h> is not where clang looks for a BPF target.
    list(APPEND flags -idirafter /usr/include/${CMAKE_LIBRARY_ARCHITECTURE})
  endif()

  set(object ${dir}/${stem}.o)
  add_custom_command(OUTPUT ${object}
    COMMAND ${arg_CLANG} "${flags}" ${arg_CFLAGS} -MD -MF ${object}.d
      -c ${source} -o ${object}
    DEPENDS ${source} ${vmlinux} ${arg_DEPENDS}
    DEPFILE ${object}.d COMMAND_EXPAND_LISTS VERBATIM
    COMMENT "Compiling ${stem}.c for BPF")

  set(words gen skeleton ${object})
  if(arg_NAME)
    list(APPEND words name ${arg_NAME})
  endif()
  foreach(option LANG TYPES EMBED)
    if(arg_${option})
      string(TOLOWER ${option} word)
      list(APPEND words --${word} ${arg_${option}})
    endif()
  endforeach()
  set(header ${dir}/${base}.skel.h)
  if(arg_LANG STREQUAL "c++")
    string(APPEND header pp)
  endif()
  add_custom_command(OUTPUT ${header}
    COMMAND skep::skep ${words} -o ${header}
    DEPENDS ${object} skep::skep VERBATIM
    COMMENT "Generating the skeleton of ${stem}.c")

  add_custom_target(${target}_skeleton DEPENDS ${header})
  add_library(${target} INTERFACE)
  add_dependencies(${target} ${target}_skeleton)
  target_include_directories(${target} INTERFACE ${dir})
  target_link_libraries(${target} INTERFACE ${arg_LIBBPF})
endfunction()
