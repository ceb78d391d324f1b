# shellcheck shell=bash
# Debian's cloud kernels, unpacked in .deps/kernels/RELEASE: vmlinuz, config and
# the modules (lib/modules/RELEASE, decompressed). Sourced after apt.sh.

readonly kernels="$deps/kernels"

# A series of kernels, and the suites to look for it, best first.
readonly kernel_sources=(
  "6.1 bookworm bookworm-security"
  "6.12 trixie bookworm-backports"
  "7 sid forky trixie-backports"
)
readonly all_kernel_suites=(
  trixie-backports sid forky trixie bookworm-backports bookworm
)

# Of the releases read, print those that belong to the series $1 (6.1, 7) or
# are $1; the newest first.
releases_of() {
  local release
  while read -r release; do
    case "$release" in
      "$1" | "$1"[.+-]*) echo "$release" ;;
    esac
  done | sort -rV
}

cached_kernels() {
  [[ -d $kernels ]] || return 0
  find "$kernels" -mindepth 2 -maxdepth 2 -name vmlinuz -printf '%P\n' |
    sed 's,/vmlinuz$,,' | sort -V
}

# Print the release of the newest cached kernel of a series.
find_kernel() {
  local release
  release=$(cached_kernels | releases_of "$1" | head -n 1)
  [[ -n $release ]] && echo "$release"
}

# Print the kernel releases that the private apt knows.
packaged_kernels() {
  private_apt apt-cache pkgnames linux-image- |
    sed -n 's/^linux-image-\([0-9].*-cloud-amd64\)$/\1/p'
}

# unpack_packages RELEASE DIR: a kernel is one package, or since 7.0 several.
# The mirror may have lost any of them.
unpack_packages() {
  local names package
  mapfile -t names < <(private_apt apt-cache pkgnames linux- |
    grep -xF "$(printf "linux-%s-$1\n" image binary modules base)")
  rm -rf "$apt_dir"/download/*
  (cd "$apt_dir/download" &&
    private_apt apt-get -qq download "${names[@]}" 2>/dev/null) || return 1
  for package in "$apt_dir"/download/*.deb; do
    dpkg-deb -x "$package" "$2" || return 1
  done
}

# pick_kernel_files RELEASE FROM TO: packages of different age keep them in
# different places.
pick_kernel_files() {
  local modules="$3/lib/modules" image config
  image=$(find "$2" -type f -name 'vmlinuz*')
  config=$(find "$2" -type f \( -name "config-$1" -o -name config \))
  [[ -n $image && -n $config ]] || return 1
  mkdir -p "$modules"
  cp "$config" "$3/config"
  cp -a "$2"{,/usr}/lib/modules/"$1" "$modules" 2>/dev/null || true
  rm -f "$modules/$1"/{vmlinuz,System.map,config,build,source}
  find "$modules" -name '*.ko.xz' -exec xz -d {} +
  find "$modules" -name '*.ko.zst' -exec zstd -q -d --rm {} +
  depmod -b "$3" "$1" || return 1
  cp "$image" "$3/vmlinuz"
}

fetch_release() {
  local packages="$apt_dir/kernel" made="$kernels/.$1"
  rm -rf "$packages" "$made"
  mkdir -p "$packages" "$made"
  if ! { unpack_packages "$1" "$packages" &&
    pick_kernel_files "$1" "$packages" "$made"; }; then
    rm -rf "$made"
    return 1
  fi
  mv "$made" "$kernels/$1"
  say "kernel $1: .deps/kernels/$1"
}

# fetch_series SERIES SUITE...: fetch its newest kernel that the mirror has.
fetch_series() {
  local suite release
  for suite in "${@:2}"; do
    use_suites "$suite" || continue
    for release in $(packaged_kernels | releases_of "$1" | head -n 4); do
      if fetch_release "$release"; then return; fi
    done
  done
  say "no kernel $1 found in: ${*:2}"
  return 1
}

# Print the suites in which to look for a kernel.
suites_of() {
  local series suites
  for series in "${kernel_sources[@]}"; do
    read -r series suites <<<"$series"
    if [[ $series == "$1" ]]; then
      echo "$suites"
      return
    fi
  done
  echo "${all_kernel_suites[*]}"
}

# Fetch those of the given kernels that are not there, and print the releases
# that there are then; fail if one can't be fetched.
fetch_kernels() (
  status=0 missing=()
  lock_deps
  for series in "$@"; do
    find_kernel "$series" >/dev/null || missing+=("$series")
  done
  if ((${#missing[@]} > 0)); then
    make_private_apt
    for series in "${missing[@]}"; do
      # shellcheck disable=SC2046  # a list of words
      fetch_series "$series" $(suites_of "$series") || status=1
    done
    remove_private_apt
  fi
  for series in "$@"; do find_kernel "$series" || true; done
  return "$status"
)
