// A key to sign with and its certificate, for tests alone: where openssl is not
// there to make one, as in a virtual machine.
#pragma once

#include <string>

#include "tests/e2e/harness.h"

namespace skep::test {

// Made by `openssl req -x509 -newkey rsa:2048 -nodes -days 36500`.
inline constexpr const char* signing_key = R"(
-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCjLYg8rpu5D26Q
5fZ8kuduFTQ+oSKH/zjxmrWzD6lcIAc0Hq6zyFbX28D7tOGAK5ve8L5Lbh1tdCzi
GiZbmF8BjZAoBf/8HkGRWO0qm7WWkTXeCq9kC4az8SQIVT4X3SoCAOOywzvKKtpj
HOz507F7gPvm+yGrn9lWzmm7NldoJXUA54w2UEdXeu9T8FFIYTaktBBplbh/Iy/z
+ojhSTVCPzeJpgnnX+g27XfrwSRXPkgs4PMJbjTd2avc9e7vt1JNHrgroQtrjSgk
9CsYnJtM8QqtO+LrzIVD38dlLN8uXyM+8/TZh6tTWaX+Kz3k7XveqYMTSdWL9R+S
EyAcg7vzAgMBAAECggEAT0GEy/CFK1gO/GrtkykpJkM/SnIqWwLATj02JqAjQt89
kHecpC7Y22RdsgPziTTlMt4cl3eG7IxCZpmL6u4xqwfurjnn0TWC5E1ceFcD1nt2
PgBTmxSsGwczWKbKj3248xsqfT+tcS7qPrykb11+dX27HD/65SixQCPmn+svfiH4
zDwKDCzIs0vECShQRe2O/QOE+By5845YH4bVyKv/Zq3kMw7V4wywxZ3mXvwKRmof
Ud4+QsfH5/HNp9l/eKZ5Kcr2ioQkg+P0Ke00HEpj3lj/TvyN0XksCDU20MoqDUCR
6pby43rYpDupJUPFR6q6ygjzdaVJTUiLjvMXrL6C9QKBgQDNIwadv/vYy5NRJVth
i8A7DVxdLp9msC6HgqJRRtuTK7cjJ9gb3MhXeli5ymJPaSjKYR+Ga1e+xXkVICwV
X0PvKUfJ3CBR2ESAOltFfQl2SzeXod+8nhVhemRfoP9Udnmzi31OK/GIPapHlzW3
6MW3pZSKqlGksbj8WAx71ZpZtwKBgQDLoy3JMj+o0RLAF9ffnS9CuJ0cF+uL3B5f
SFU+ONcTZzz6JPCMb7QvfXiptjX8kjR4/60sMKnIl4FJx2xZ2Lg/Uj4vFXOht6nj
MYgl/qsnWWMX6qo22LH+Hh4kXg1jzE6GOvpmqFQzbRY7OsVkwi6XPXBeHu8F4bQW
I0XeoStfpQKBgE7bPQrdJ0oij8Hs02D/IOlSbIQhjQMjjO9op08JJxU/A8qO4YNs
btM54+ufwgT2zshlZ4H7t6JNNQuK74dTtMC2JLOTXBU6RrLoO/fNZhrENV2jy2ct
edib/QPJ1v04AfakE4o+WD3gPpoApZTJ9V9wVlarvHDMJOlUS5A6/3enAoGBAIco
VTlW2p3HtrQ8nxFSGI4mTlDZJ4N6o8YGEl3sCARe3z//yJDNi0CB/NZXk9mBiMZO
nLfZzLbQqAU6EZZIm3Gbup4xlL/fUSj0NTNSpnLFh1nWbQdeKDVL9CGbMzPr5Kp+
9rewPcKsQrcpON65a4cCRlSSH3894PNYkgVD36/pAoGAVOmktKGPNzjl8G1Xcss8
Beti01jr+7Cy1jVhXTSB1crMP6ON53f/Bjx2xcnHgRBAJQnqvRMzyIOUY6I68vES
L8RCX6+6WfMGfP9jMlh+gdzH/Du/gw+OEYAoax156qqp4t9zBemFDajj7F3cVjs9
MctODd0AgLps03HApFuX860=
-----END PRIVATE KEY-----
)";
inline constexpr const char* signing_certificate = R"(
-----BEGIN CERTIFICATE-----
MIIDCzCCAfOgAwIBAgIUFb5qoZB7a/CMKaBBoxuOSI/T5o4wDQYJKoZIhvcNAQEL
BQAwFDESMBAGA1UEAwwJc2tlcC10ZXN0MCAXDTI2MTEyOTIwMjgxOFoYDzIxMjYx
MTA1MjAyODE4WjAUMRIwEAYDVQQDDAlza2VwLXRlc3QwggEiMA0GCSqGSIb3DQEB
AQUAA4IBDwAwggEKAoIBAQCjLYg8rpu5D26Q5fZ8kuduFTQ+oSKH/zjxmrWzD6lc
IAc0Hq6zyFbX28D7tOGAK5ve8L5Lbh1tdCziGiZbmF8BjZAoBf/8HkGRWO0qm7WW
kTXeCq9kC4az8SQIVT4X3SoCAOOywzvKKtpjHOz507F7gPvm+yGrn9lWzmm7Nldo
JXUA54w2UEdXeu9T8FFIYTaktBBplbh/Iy/z+ojhSTVCPzeJpgnnX+g27XfrwSRX
Pkgs4PMJbjTd2avc9e7vt1JNHrgroQtrjSgk9CsYnJtM8QqtO+LrzIVD38dlLN8u
XyM+8/TZh6tTWaX+Kz3k7XveqYMTSdWL9R+SEyAcg7vzAgMBAAGjUzBRMB0GA1Ud
DgQWBBSDf7Zuky+NNkmBcye9OoXwbLmS2TAfBgNVHSMEGDAWgBSDf7Zuky+NNkmB
cye9OoXwbLmS2TAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4IBAQBA
Zx5eTc/UQpfZiK+MnD2MpuVM41AUso1hySyweZg98XAuEbFpfqV67nE4bSPYGQfP
Tmka6gN3eOWUdsdFn7IR3xzGduHSNGu5qsC/yUO+qQ2zDunI7uDCW7zlwjdeWyLi
CZFhlS7NeWQQHLMqW10zpNodDErzAar11NUJB/TmdOWykw5AFcGtrei5LTPbMX5e
m+t9Iv+0XPaTXvG6w6YL/JuZXIADg24N+UthW5MwBjYp9bUZVzSkwj/gAzmOoAeG
BKPcRVKso5VUBr1/yD8KbwdESozclKwipSZtDe/D6iP6Zubi0m8Fk4qKAwznrxu2
X+cRG3EF2Wa5ysm3poAt
-----END CERTIFICATE-----
)";

// Both, as files.
class SigningFilesOfTest {
 public:
  SigningFilesOfTest() {
    write_file(dir_ / "key.pem", signing_key);
    write_file(dir_ / "cert.pem", signing_certificate);
  }
  [[nodiscard]] std::string options() const {
    return "-S -k " + dir_ / "key.pem" + " -i " + dir_ / "cert.pem";
  }

 private:
  TempDir dir_;
};

}  // namespace skep::test
