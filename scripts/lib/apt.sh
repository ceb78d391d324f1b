# shellcheck shell=bash
# For scripts that fetch Debian packages: an apt state of their own under .deps,
# in which other suites than the machine's can be used and nothing is
# installed. Sourced from the top of the repository.

readonly deps="$PWD/.deps"
readonly apt_dir="$deps/apt"

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() {
  say "$@"
  exit 1
}

# Keep others out of .deps until this process ends.
lock_deps() {
  mkdir -p "$deps"
  exec 9>"$deps/lock"
  flock 9
}

# Print the URI of the Debian archive that the machine's own apt uses.
debian_mirror() {
  local codename targets
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-stable}")
  targets=$(apt-get indextargets --format \
    '$(ORIGIN)/$(LABEL) $(RELEASE) $(COMPONENT) $(REPO_URI)')
  # The origin is known only once apt has fetched its lists; before that, the
  # suite's name has to do.
  awk -v suite="$codename" '
    $3 != "main" { next }
    $1 == "Debian/Debian" && !origin { origin = $NF }
    $2 == suite && !named { named = $NF }
    END { print origin ? origin : named }' <<<"$targets"
}

private_apt() { APT_CONFIG="$apt_dir/apt.conf" "$@"; }

# Make an apt state in which nothing is installed and no source is known. A
# mirror that lags behind will do: signatures are checked, their age is not.
make_private_apt() {
  mirror=$(debian_mirror)
  [[ -n $mirror ]] || die "apt knows no Debian archive to fetch from"
  rm -rf "$apt_dir"
  mkdir -p "$apt_dir"/{download,lists/partial,archives/partial,parts}
  : >"$apt_dir/status"
  cat >"$apt_dir/apt.conf" <<END
Dir::State "$apt_dir";
Dir::State::lists "$apt_dir/lists";
Dir::State::status "$apt_dir/status";
Dir::Cache "$apt_dir";
Dir::Cache::archives "$apt_dir/archives";
Dir::Etc::sourcelist "$apt_dir/sources.list";
Dir::Etc::sourceparts "$apt_dir/parts";
Dir::Etc::preferences "$apt_dir/preferences";
Dir::Etc::preferencesparts "$apt_dir/parts";
APT::Sandbox::User "";
APT::Install-Recommends "false";
APT::Keep-Downloaded-Packages "true";
Acquire::Check-Valid-Until "false";
APT::Update::Post-Invoke {};
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
END
}

# Point the private apt at the given suites; fail if the mirror lacks one.
use_suites() {
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  local options="" suite
  if [[ -r $keyring ]]; then options="[signed-by=$keyring]"; fi
  for suite in "$@"; do
    printf '%s\n' "deb $options $mirror $suite main" \
      "deb-src $options $mirror $suite main"
  done >"$apt_dir/sources.list"
  private_apt apt-get -qq update --error-on=any 2>/dev/null
}

remove_private_apt() { rm -rf "$apt_dir"; }
