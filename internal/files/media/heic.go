package media

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// heicBrands are brands of still pictures in HEVC (ISO 23008-12, annex B).
var heicBrands = []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"}

func isHEIC(data []byte) bool {
	if len(data) < 16 || string(data[4:8]) != "ftyp" {
		return false
	}
	size := int(binary.BigEndian.Uint32(data))
	if size < 16 || size > len(data) || size > 512 {
		return false
	}
	if slices.Contains(heicBrands, string(data[8:12])) {
		return true
	}
	for at := 16; at+4 <= size; at += 4 {
		if string(data[at:at+4]) == "heic" || string(data[at:at+4]) == "heix" {
			return true
		}
	}
	return false
}

// The bounds of a HEIC file's own tables: a photo of 48 tiles has four boxes, and
// a description of 4 kB.
const (
	maxBoxes = 1000
	maxMeta  = 1 << 20 // bytes
)

// readHEIC walks the boxes (ISO 14496-12): all within the file, a description
// among them. The picture's size is the largest that is told. Exif and XMP are
// items within the file; their bytes are blanked where they stand, so that
// nothing moves, and so is every box that the picture does not need: phones
// put a film there. The orientation of HEIC does not stand in Exif.
func readHEIC(data []byte) (Clean, error) {
	var meta []byte
	var foreign []stretch // whole boxes, from their names on
	for at, boxes := 0, 0; at < len(data); boxes++ {
		name, body, end, ok := box(data, at)
		if !ok || boxes == maxBoxes {
			return Clean{}, errDamaged
		}
		switch {
		case name == "meta" && meta == nil:
			meta = body
		case name != "ftyp" && name != "mdat":
			foreign = append(foreign, stretch{int64(at + 4), 4}, stretch{int64(end - len(body)), int64(len(body))})
		}
		at = end
	}
	if len(meta) < 4 || len(meta) > maxMeta {
		return Clean{}, errDamaged
	}
	c := Clean{Data: data}
	for rest := meta; ; {
		at := bytes.Index(rest, []byte("ispe"))
		if at < 0 || at+16 > len(rest) {
			break
		}
		w, h := binary.BigEndian.Uint32(rest[at+8:]), binary.BigEndian.Uint32(rest[at+12:])
		if w > maxSide || h > maxSide {
			return Clean{}, errPixels
		}
		c.tells(int(w), int(h))
		rest = rest[at+16:]
	}
	if c.Width == 0 || c.Height == 0 {
		return Clean{}, errDamaged
	}
	private, err := privateItems(meta[4:])
	if err != nil {
		return Clean{}, err
	}
	if err := blank(&c, append(private, foreign...)); err != nil {
		return Clean{}, err
	}
	for i := 0; i < len(foreign); i += 2 {
		copy(c.Data[foreign[i].from:], "free")
	}
	return c, nil
}

// blank overwrites stretches of the file with zeros, in a copy.
func blank(c *Clean, stretches []stretch) error {
	if len(stretches) == 0 {
		return nil
	}
	c.Data = bytes.Clone(c.Data)
	for _, s := range stretches {
		if s.from < 0 || s.length < 0 || s.from > int64(len(c.Data)) || s.length > int64(len(c.Data))-s.from {
			return errDamaged
		}
		clear(c.Data[s.from : s.from+s.length])
	}
	return nil
}

// box returns the box at at: its name, what is in it, and where the next one
// begins.
func box(data []byte, at int) (name string, body []byte, end int, ok bool) {
	if at+8 > len(data) {
		return "", nil, 0, false
	}
	size, header := int64(binary.BigEndian.Uint32(data[at:])), int64(8)
	switch size {
	case 0: // to the end of the file
		size = int64(len(data) - at)
	case 1:
		if at+16 > len(data) {
			return "", nil, 0, false
		}
		large := binary.BigEndian.Uint64(data[at+8:])
		if large > uint64(len(data)) {
			return "", nil, 0, false
		}
		size, header = int64(large), 16 //nolint:gosec // compared just before
	}
	if size < header || size > int64(len(data)-at) {
		return "", nil, 0, false
	}
	return string(data[at+4 : at+8]), data[at+int(header) : at+int(size)], at + int(size), true
}
