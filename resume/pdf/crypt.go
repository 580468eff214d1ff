package pdf

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
)

// crypt opens files that are protected against changes but open to every reader
// (the user password is empty; ISO 32000-1, 7.6, and ISO 32000-2 for AES-256).
type crypt struct {
	key    []byte
	method name // V2, AESV2 or AESV3
}

var padding = []byte("\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A")

// unlock finds the key for the empty password, or says that there must be one.
func (f *file) unlock() error {
	d, ok := f.dict(f.encrypt)
	if !ok || f.name(d["Filter"]) != "Standard" {
		return ErrEncrypted
	}
	owner, _ := f.get(d["O"]).(text)
	user, _ := f.get(d["U"]).(text)
	revision, length := f.integer(d["R"]), f.integer(d["Length"])/8
	c := &crypt{method: "V2"}
	if f.integer(d["V"]) >= 4 {
		filters, _ := f.dict(d["CF"])
		filter, _ := f.dict(filters[f.name(d["StmF"])])
		c.method = f.name(filter["CFM"])
		length = 16
	}
	if length < 5 || length > 16 {
		length = 5
	}
	if revision >= 5 {
		return f.unlock256(c, d, user, revision)
	}
	if len(owner) < 32 || len(user) < 16 {
		return ErrEncrypted
	}
	h := md5.New()
	h.Write(padding)
	h.Write([]byte(owner[:32]))
	permissions := uint32(int64(f.number(d["P"])))
	_ = binary.Write(h, binary.LittleEndian, permissions) // a hash takes all
	h.Write(f.id)
	if meta, ok := f.get(d["EncryptMetadata"]).(bool); ok && !meta && revision >= 4 {
		h.Write([]byte{255, 255, 255, 255})
	}
	key := h.Sum(nil)
	if revision >= 3 {
		for range 50 {
			sum := md5.Sum(key[:length])
			key = sum[:]
		}
	}
	c.key = key[:length]
	if !c.opens(user, f.id, revision) {
		return ErrEncrypted
	}
	f.crypt = c
	return nil
}

// opens reports whether the key is the one of the empty password.
func (c *crypt) opens(user text, id []byte, revision int) bool {
	check := bytes.Clone(padding)
	if revision >= 3 {
		sum := md5.Sum(append(check, id...))
		check = sum[:]
	}
	rounds := 1
	if revision >= 3 {
		rounds = 20
	}
	for i := range rounds {
		key := bytes.Clone(c.key)
		for k := range key {
			key[k] ^= byte(i)
		}
		stream, err := rc4.NewCipher(key)
		if err != nil {
			return false
		}
		stream.XORKeyStream(check, check)
	}
	return bytes.HasPrefix([]byte(user), check[:16])
}

// unlock256 is unlock for AES with 256 bits.
func (f *file) unlock256(c *crypt, d dict, user text, revision int) error {
	sealed, _ := f.get(d["UE"]).(text)
	if len(user) < 48 || len(sealed) < 32 {
		return ErrEncrypted
	}
	if !bytes.Equal(hash256([]byte(user[32:40]), revision), []byte(user[:32])) {
		return ErrEncrypted
	}
	block, err := aes.NewCipher(hash256([]byte(user[40:48]), revision))
	if err != nil {
		return ErrEncrypted
	}
	c.key = make([]byte, 32)
	cipher.NewCBCDecrypter(block, make([]byte, 16)).CryptBlocks(c.key, []byte(sealed[:32]))
	f.crypt = c
	return nil
}

// hash256 is algorithm 2.B of ISO 32000-2 for the empty password.
func hash256(salt []byte, revision int) []byte {
	first := sha256.Sum256(salt)
	key := first[:]
	if revision < 6 {
		return key
	}
	for round := 0; ; round++ {
		block, err := aes.NewCipher(key[:16])
		if err != nil {
			return nil
		}
		data := bytes.Repeat(key, 64)
		cipher.NewCBCEncrypter(block, key[16:32]).CryptBlocks(data, data)
		sum := 0
		for _, b := range data[:16] {
			sum += int(b)
		}
		switch sum % 3 {
		case 0:
			s := sha256.Sum256(data)
			key = s[:]
		case 1:
			s := sha512.Sum384(data)
			key = s[:]
		default:
			s := sha512.Sum512(data)
			key = s[:]
		}
		if round >= 63 && int(data[len(data)-1]) <= round-31 {
			return key[:32]
		}
	}
}

// bytes opens a stream or text of the object with this number; generations
// other than 0 do not occur in files that are written at once.
func (c *crypt) bytes(number int, data []byte) []byte {
	key := c.key
	if c.method != "AESV3" {
		h := md5.New()
		h.Write(c.key)
		h.Write([]byte{byte(number), byte(number >> 8), byte(number >> 16), 0, 0})
		if c.method == "AESV2" {
			h.Write([]byte("sAlT"))
		}
		key = h.Sum(nil)[:min(len(c.key)+5, 16)]
	}
	switch c.method {
	case "V2":
		stream, err := rc4.NewCipher(key)
		if err != nil {
			return nil
		}
		out := make([]byte, len(data))
		stream.XORKeyStream(out, data)
		return out
	case "AESV2", "AESV3":
		block, err := aes.NewCipher(key)
		if err != nil || len(data) < 32 || len(data)%16 != 0 {
			return nil
		}
		out := make([]byte, len(data)-16)
		cipher.NewCBCDecrypter(block, data[:16]).CryptBlocks(out, data[16:])
		if pad := int(out[len(out)-1]); pad >= 1 && pad <= 16 {
			out = out[:len(out)-pad]
		}
		return out
	}
	return data
}

// decrypted opens the texts of an object.
func (f *file) decrypted(number int, v any) any {
	if f.crypt == nil {
		return v
	}
	switch v := v.(type) {
	case text:
		return text(f.crypt.bytes(number, []byte(v)))
	case array:
		for i := range v {
			v[i] = f.decrypted(number, v[i])
		}
	case dict:
		for key := range v {
			v[key] = f.decrypted(number, v[key])
		}
	}
	return v
}
