// Types of BPF programs that C++ has not, in the same bytes on every machine.
#pragma once

#include <bpf/libbpf.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace skep::v0 {

// A _Bool that BPF writes: any byte but zero is true. In C++ a bool of another
// byte than 0 or 1 has no meaning.
struct bool8 {
  std::uint8_t byte;

  bool8& operator=(bool value) noexcept {
    byte = value ? 1 : 0;
    return *this;
  }
  operator bool() const noexcept { return byte != 0; }
};

// An address, which has the size that it has for BPF.
template <typename T>
struct pointer {
  std::uint64_t address;

  pointer& operator=(T* target) noexcept {
    address = reinterpret_cast<std::uintptr_t>(target);
    return *this;
  }
  // What is there can be read only where the two share memory: an arena.
  T* get() const noexcept {
    return reinterpret_cast<T*>(static_cast<std::uintptr_t>(address));
  }
  T* operator->() const noexcept { return get(); }
  explicit operator bool() const noexcept { return address != 0; }
};

// A member of a struct_ops value that is a function: the program behind it.
struct program_slot {
  std::uint64_t bits;  // libbpf reads an address of this machine at the start

  program_slot& operator=(::bpf_program* program) noexcept {
    bits = 0;
    std::memcpy(&bits, &program, sizeof program);
    return *this;
  }
  ::bpf_program* get() const noexcept {
    ::bpf_program* program;
    std::memcpy(&program, &bits, sizeof program);
    return program;
  }
};

// An integer of 128 bits, in two halves that need no more alignment than BPF
// gives them.
template <typename High>
struct wide {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  High high;
  std::uint64_t low;
#else
  std::uint64_t low;
  High high;
#endif

#if defined(__SIZEOF_INT128__)
  __extension__ typedef __int128 number;
  number value() const noexcept {
    number whole;
    static_assert(sizeof whole == sizeof *this, "two halves");
    std::memcpy(&whole, this, sizeof whole);
    return whole;
  }
#endif
};
using int128 = wide<std::int64_t>;
using uint128 = wide<std::uint64_t>;

static_assert(sizeof(bool8) == 1 && sizeof(pointer<void>) == 8 &&
                  sizeof(program_slot) == 8 && sizeof(int128) == 16,
              "the sizes that BPF has");

// Read and write a variable that a BPF program may write at the same time: what
// has the size of a number at once, as READ_ONCE() and WRITE_ONCE() in C.
template <typename T>
T read_once(const T& place) noexcept {
  static_assert(std::is_trivially_copyable<T>::value, "bytes can be copied");
  if constexpr (std::is_scalar<T>::value) {
    T copy;
    __atomic_load(&place, &copy, __ATOMIC_RELAXED);
    return copy;
  } else {
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    return place;
  }
}

template <typename T>
void write_once(T& place,
                const typename std::enable_if<true, T>::type& value) noexcept {
  static_assert(std::is_trivially_copyable<T>::value, "bytes can be copied");
  if constexpr (std::is_scalar<T>::value) {
    T copy = value;
    __atomic_store(&place, &copy, __ATOMIC_RELAXED);
  } else {
    place = value;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
  }
}

}  // namespace skep::v0
