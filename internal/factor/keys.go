package factor

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"

	"github.com/chartshare/chartshare/internal/token"
)

// Keys seal the seeds of apps and key the hashes of recovery codes. They come
// from a secret outside the table: a copy of the table has neither.
type Keys struct {
	seeds cipher.AEAD
	codes token.Pepper
}

// NewKeys derives the keys from the secret (HKDF, RFC 5869).
func NewKeys(secret token.Pepper) (Keys, error) {
	if len(secret) == 0 {
		return Keys{}, errors.New("no secret to derive keys from")
	}
	seal, err := hkdf.Key(sha256.New, secret, nil, "chartshare seeds of authenticator apps 1", 32)
	if err != nil {
		return Keys{}, err
	}
	codes, err := hkdf.Key(sha256.New, secret, nil, "chartshare recovery codes 1", 32)
	if err != nil {
		return Keys{}, err
	}
	block, err := aes.NewCipher(seal)
	if err != nil {
		return Keys{}, err
	}
	aead, err := cipher.NewGCM(block)
	return Keys{seeds: aead, codes: codes}, err
}

// seal encrypts a seed so that it opens for its holder only. The nonce is
// random: one key seals far fewer seeds than 2^32.
func (k Keys) seal(h Holder, seed []byte) []byte {
	nonce := make([]byte, k.seeds.NonceSize())
	_, _ = rand.Read(nonce) // never fails, since Go 1.24
	return k.seeds.Seal(nonce, nonce, seed, []byte(h))
}

var errSealed = errors.New("it does not open: another holder's, or sealed under another secret")

func (k Keys) open(h Holder, sealed []byte) ([]byte, error) {
	n := k.seeds.NonceSize()
	if len(sealed) < n {
		return nil, errSealed
	}
	seed, err := k.seeds.Open(nil, sealed[:n], sealed[n:], []byte(h))
	if err != nil {
		return nil, errSealed
	}
	return seed, nil
}
