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
		if at+8 > size {
			return Clean{}, errDamaged
		}
		name, length := string(data[at:at+4]), int64(binary.LittleEndian.Uint32(data[at+4:]))
		end := at + 8 + length + length&1
		if at+8+length > size {
			return Clean{}, errDamaged
		}
		body := data[at+8 : at+8+length]
		at = end
		switch name {
		case "VP8X":
			if len(body) < 10 || flags >= 0 {
				return Clean{}, errDamaged
			}
			flags = out.Len() + 8
			c.Width, c.Height = 1+uint24(body[4:]), 1+uint24(body[7:])
		case "VP8 ", "VP8L", "ANMF":
			pixels = true
			if w, h, ok := frameSize(name, body); ok && c.Width == 0 {
				c.Width, c.Height = w, h
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

// frameSize reads the size of a picture that has no VP8X before it (RFC 6386,
// 9.1; RFC 9649, 3.4).
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
