package media

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"
)

// keptPNG are the chunks that stay: the picture and how its colours are meant.
// Texts, the time and Exif but for the orientation go.
var keptPNG = []string{
	"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "bKGD", "hIST", "pHYs", "sPLT", "cICP", "mDCV", "cLLI",
	"acTL", "fcTL", "fdAT",
}

// readPNG walks the chunks, each with a checksum, to the end (ISO 15948).
func readPNG(data []byte) (Clean, error) {
	out := bytes.NewBuffer(make([]byte, 0, len(data)))
	out.Write(data[:8])
	var c Clean
	pixels := false
	for at := 8; ; {
		if at+12 > len(data) {
			return Clean{}, errDamaged
		}
		length := int64(binary.BigEndian.Uint32(data[at:]))
		if length > int64(len(data)-at-12) {
			return Clean{}, errDamaged
		}
		chunk := data[at : at+12+int(length)]
		name, body := string(chunk[4:8]), chunk[8:8+length]
		if crc32.ChecksumIEEE(chunk[4:8+length]) != binary.BigEndian.Uint32(chunk[8+length:]) {
			return Clean{}, errDamaged
		}
		if (at == 8) != (name == "IHDR") {
			return Clean{}, errDamaged
		}
		at += len(chunk)
		switch name {
		case "IHDR":
			if len(body) != 13 {
				return Clean{}, errDamaged
			}
			w, h := binary.BigEndian.Uint32(body), binary.BigEndian.Uint32(body[4:])
			if w == 0 || h == 0 {
				return Clean{}, errDamaged
			}
			if w > maxSide || h > maxSide {
				return Clean{}, errPixels
			}
			c.Width, c.Height = int(w), int(h)
		case "IDAT":
			pixels = true
		case "eXIf":
			if o := orientationOf(body); o > 1 {
				writeChunk(out, "eXIf", exifOf(o))
			}
		}
		switch {
		case slices.Contains(keptPNG, name):
			out.Write(chunk)
		case name[0] < 'a': // critical, and not known: it cannot be left out
			return Clean{}, errDamaged
		}
		if name == "IEND" {
			if !pixels {
				return Clean{}, errDamaged
			}
			if isForeign(data[at:]) {
				return Clean{}, errWrongType
			}
			c.Data = out.Bytes()
			return c, nil
		}
	}
}

// maxSide keeps the product of two sides within an int everywhere.
const maxSide = 1 << 16

func writeChunk(out *bytes.Buffer, name string, body []byte) {
	named := append([]byte(name), body...)
	_ = binary.Write(out, binary.BigEndian, uint32(len(body))) //nolint:gosec // a few bytes
	out.Write(named)
	_ = binary.Write(out, binary.BigEndian, crc32.ChecksumIEEE(named))
}
