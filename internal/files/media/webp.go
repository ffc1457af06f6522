package media

import (
	"bytes"
	"encoding/binary"
	"slices"
)

func isWebP(data []byte) bool {
	return len(data) >= 20 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP"
}

// keptWebP are the chunks that stay; EXIF is rewritten, XMP and what nobody
// knows go.
var keptWebP = []string{"VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"}

// The flags of VP8X that tell of what was taken out (RFC 9649, 2.7.1).
const (
	webpExif = 1 << 3
	webpXMP  = 1 << 2
)

// readWebP walks the chunks of the RIFF file.
func readWebP(data []byte) (Clean, error) {
	size := int64(binary.LittleEndian.Uint32(data[4:])) + 8
	if size > int64(len(data)) {
		return Clean{}, errDamaged
	}
	if isForeign(data[size:]) {
		return Clean{}, errWrongType
	}
	out := bytes.NewBuffer(make([]byte, 0, len(data)))
	out.Write(data[:12])
	var c Clean
	flags, pixels, exif := -1, false, false
	for at := int64(12); at < size; {
		name, body, end, ok := chunkAt(data[:size], at)
		if !ok {
			return Clean{}, errDamaged
		}
		at = end
		switch name {
		case "VP8X":
			if len(body) < 10 || flags >= 0 {
				return Clean{}, errDamaged
			}
			flags = out.Len() + 8
			c.tells(1+uint24(body[4:]), 1+uint24(body[7:]))
		case "VP8 ", "VP8L", "ANMF":
			pixels = true
			if !c.frame(name, body) {
				return Clean{}, errDamaged
			}
		case "EXIF":
			if o := orientationOf(bytes.TrimPrefix(body, []byte("Exif\x00\x00"))); o > 1 {
				exif = true
				writeRIFF(out, "EXIF", exifOf(o))
			}
		}
		if slices.Contains(keptWebP, name) {
			writeRIFF(out, name, body)
		}
	}
	if !pixels || c.Width == 0 || c.Height == 0 {
		return Clean{}, errDamaged
	}
	c.Data = out.Bytes()
	binary.LittleEndian.PutUint32(c.Data[4:], uint32(len(c.Data)-8)) //nolint:gosec // at most as long as it was
	if flags >= 0 {
		if c.Data[flags] &^= webpXMP | webpExif; exif {
			c.Data[flags] |= webpExif
		}
	}
	return c, nil
}

// chunkAt returns the chunk at at, and where the next one begins.
func chunkAt(data []byte, at int64) (name string, body []byte, end int64, ok bool) {
	size := int64(len(data))
	if at+8 > size {
		return "", nil, 0, false
	}
	length := int64(binary.LittleEndian.Uint32(data[at+4:]))
	if at+8+length > size {
		return "", nil, 0, false
	}
	return string(data[at : at+4]), data[at+8 : at+8+length], at + 8 + length + length&1, true
}

// frame notes the size of a frame; of a moving picture's, also that of the
// picture within (RFC 9649, 2.7.1.1). ok is false if it tells none.
func (c *Clean) frame(name string, body []byte) (ok bool) {
	if name != "ANMF" {
		w, h, ok := frameSize(name, body)
		c.tells(w, h)
		return ok
	}
	const header = 16
	if len(body) < header {
		return false
	}
	c.tells(1+uint24(body[6:]), 1+uint24(body[9:]))
	for at := int64(header); at < int64(len(body)); {
		name, part, end, ok := chunkAt(body, at)
		if !ok || (name == "VP8 " || name == "VP8L") && !c.frame(name, part) {
			return false
		}
		at = end
	}
	return true
}

// frameSize reads the size that a picture itself tells (RFC 6386, 9.1; RFC
// 9649, 3.4).
func frameSize(name string, body []byte) (width, height int, ok bool) {
	switch {
	case name == "VP8 " && len(body) >= 10 && bytes.Equal(body[3:6], []byte{0x9d, 0x01, 0x2a}):
		return int(binary.LittleEndian.Uint16(body[6:]) & 0x3fff), int(binary.LittleEndian.Uint16(body[8:]) & 0x3fff), true
	case name == "VP8L" && len(body) >= 5 && body[0] == 0x2f:
		bits := binary.LittleEndian.Uint32(body[1:])
		return 1 + int(bits&0x3fff), 1 + int(bits>>14&0x3fff), true
	}
	return 0, 0, false
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

func writeRIFF(out *bytes.Buffer, name string, body []byte) {
	out.WriteString(name)
	_ = binary.Write(out, binary.LittleEndian, uint32(len(body))) //nolint:gosec // at most as long as it was
	if out.Write(body); len(body)%2 == 1 {
		out.WriteByte(0)
	}
}
