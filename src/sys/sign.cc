#include "src/sys/sign.h"

#include <openssl/cms.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstddef>
#include <limits>
#include <memory>
#include <string_view>

#include "src/sys/error.h"
#include "src/sys/file.h"

namespace skep {
namespace {

template <auto free>
struct FreeBy {
  template <typename T>
  void operator()(T* object) const {
    free(object);
  }
};

using Bio = std::unique_ptr<BIO, FreeBy<BIO_free>>;
using Key = std::unique_ptr<EVP_PKEY, FreeBy<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, FreeBy<X509_free>>;
using Cms = std::unique_ptr<CMS_ContentInfo, FreeBy<CMS_ContentInfo_free>>;

// Return why the last call failed.
std::string reason() {
  const char* text = ERR_reason_error_string(ERR_peek_last_error());
  std::string copy = text != nullptr ? text : "OpenSSL does not say why";
  ERR_clear_error();
  return copy;
}

// Throw unless a call of OpenSSL succeeded.
void check_openssl(bool succeeded, std::string_view what) {
  if (!succeeded) throw failure("{}: {}", what, reason());
}

Bio reader_of(ByteView bytes) {
  if (bytes.size() > std::numeric_limits<int>::max())
    throw failure("can't sign: {} bytes are too many", bytes.size());
  Bio bio{BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()))};
  check_openssl(bio != nullptr, "can't sign");
  return bio;
}

// There may be nobody to type a passphrase.
int note_encryption(char*, int, int, void* is_encrypted) {
  *static_cast<bool*>(is_encrypted) = true;
  return -1;
}

Key read_private_key(const std::string& path) {
  Bytes pem = read_file(path);
  bool is_encrypted = false;
  Key key{PEM_read_bio_PrivateKey(reader_of(pem).get(), nullptr,
                                  note_encryption, &is_encrypted)};
  OPENSSL_cleanse(pem.data(), pem.size());
  if (is_encrypted)
    throw failure("can't read private key {}: it is encrypted", path)
        .with_hint("`openssl pkey -in KEY -out FILE` decrypts it");
  if (!key)
    throw failure("can't read private key {}: {}", path, reason())
        .with_hint("it has to be a key in PEM format");
  return key;
}

Certificate read_certificate(const std::string& path) {
  const Bytes bytes = read_file(path);
  const Bio bio = reader_of(bytes);
  const bool is_pem =
      text_of(bytes).find("-----BEGIN ") != std::string_view::npos;
  Certificate certificate{
      is_pem ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)
             : d2i_X509_bio(bio.get(), nullptr)};
  if (!certificate)
    throw failure("can't read certificate {}: {}", path, reason())
        .with_hint("it has to be an X.509 certificate in PEM or DER format");
  return certificate;
}

void check_belong_together(const Certificate& certificate, const Key& key,
                           const SigningFiles& files) {
  if (X509_check_private_key(certificate.get(), key.get()) != 1)
    throw failure("can't sign: certificate {} is not for private key {}",
                  files.certificate, files.private_key);
  // The kernel finds the key by it.
  if (X509_get0_subject_key_id(certificate.get()) == nullptr)
    throw failure("can't sign: certificate {} has no subject key identifier",
                  files.certificate);
}

// Return what OpenSSL writes in DER by `write`, one of its i2d_ functions.
template <auto write, typename T>
Bytes der_of(const T* object) {
  const int size = write(object, nullptr);
  check_openssl(size > 0, "can't write the signature");
  Bytes der(static_cast<std::size_t>(size));
  Byte* end = der.data();
  write(object, &end);
  return der;
}

Bytes signed_data(ByteView bytes, const Certificate& certificate,
                  const Key& key) {
  constexpr unsigned shape = CMS_NOCERTS | CMS_BINARY;
  const Cms cms{CMS_sign(nullptr, nullptr, nullptr, nullptr,
                         shape | CMS_PARTIAL | CMS_DETACHED)};
  check_openssl(cms != nullptr, "can't sign");
  const CMS_SignerInfo* signer =
      CMS_add1_signer(cms.get(), certificate.get(), key.get(), EVP_sha256(),
                      shape | CMS_NOSMIMECAP | CMS_USE_KEYID | CMS_NOATTR);
  check_openssl(signer != nullptr, "can't sign");
  const Bio reader = reader_of(bytes);
  check_openssl(CMS_final(cms.get(), reader.get(), nullptr, shape) == 1,
                "can't sign");
  return der_of<i2d_CMS_ContentInfo>(cms.get());
}

Bytes sha256_of(ByteView bytes) {
  Bytes digest(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  check_openssl(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size,
                           EVP_sha256(), nullptr) == 1,
                "can't compute a digest");
  digest.resize(size);
  return digest;
}

}  // namespace

bool can_sign() { return true; }

Signature sign(ByteView bytes, const SigningFiles& files) {
  // No configuration: it could ask for modules, which a static program can't
  // load.
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  const Key key = read_private_key(files.private_key);
  const Certificate certificate = read_certificate(files.certificate);
  check_belong_together(certificate, key, files);
  return {.cms = signed_data(bytes, certificate, key),
          .sha256 = sha256_of(bytes),
          .certificate = der_of<i2d_X509>(certificate.get())};
}

}  // namespace skep
