# shellcheck shell=bash
# The builds of the tests.

export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1
# Precompiled headers are what their sources make them.
export CCACHE_SLOPPINESS=pch_defines,time_macros

# configure DIR OPTION...
configure() {
  mkdir -p "$1"
  flock "$1" cmake -S . -B "$1" -G Ninja "${@:2}" >/dev/null
}

# The program that people install: optimized, and static.
configure_release() {
  configure build -DCMAKE_BUILD_TYPE=Release -DSKEP_STATIC=ON "$@"
}

# By clang, whose warnings differ from gcc's.
configure_by_clang() {
  configure "$1" -DCMAKE_BUILD_TYPE=Debug -DSKEP_WERROR=ON \
    -DCMAKE_C_COMPILER=clang-19 -DCMAKE_CXX_COMPILER=clang++-19 "${@:2}"
}

# One build serves the tests under the sanitizers, the fuzz targets and tidy.
configure_asan() { configure_by_clang build-asan -DSKEP_FUZZ=ON; }

# compile DIR TARGET...: one at a time in each directory, and no more jobs than
# processors, for there may be another directory.
compile() { flock "$1" ninja -C "$1" --quiet -j "$(nproc)" "${@:2}"; }
