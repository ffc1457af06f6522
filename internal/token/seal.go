package token

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
)

// Seal returns a text that hides plain from whoever carries it, and that opens
// only together with what it is bound to.
func (p Pepper) Seal(plain string, bound ...string) string {
	c := p.sealer()
	nonce := make([]byte, c.NonceSize())
	_, _ = rand.Read(nonce) // never fails, since Go 1.24
	return base64.RawURLEncoding.EncodeToString(c.Seal(nonce, nonce, []byte(plain), parts(bound)))
}

// Open returns what was sealed with the same pepper, bound to the same; ok is
// false for anything else.
func (p Pepper) Open(sealed string, bound ...string) (plain string, ok bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	c := p.sealer()
	if err != nil || len(b) < c.NonceSize() {
		return "", false
	}
	opened, err := c.Open(nil, b[:c.NonceSize()], b[c.NonceSize():], parts(bound))
	return string(opened), err == nil
}

// sealer is AES-256-GCM under a key of its own, so that nothing sealed is ever
// a MAC of a code.
func (p Pepper) sealer() cipher.AEAD {
	h := hmac.New(sha256.New, p)
	_, _ = h.Write([]byte("chartshare seal v1"))
	block, err := aes.NewCipher(h.Sum(nil))
	if err != nil {
		panic("a key of another length than 32 bytes") // it is a SHA-256
	}
	c, err := cipher.NewGCM(block)
	if err != nil {
		panic("a block of another length than AES has")
	}
	return c
}

func parts(bound []string) []byte {
	var b strings.Builder
	for _, part := range bound {
		fmt.Fprintf(&b, "%d:%s|", len(part), part)
	}
	return []byte(b.String())
}
