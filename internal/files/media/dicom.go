package media

import "bytes"

// The 128 bytes before "DICM" belong to nobody (DICOM PS3.10, 7.1), so that a
// program fits there (CVE-2019-11687).
const preamble = 128

func isDICOM(data []byte) bool {
	return len(data) > preamble+4+8 && string(data[preamble:preamble+4]) == "DICM"
}

// readDICOM wants a preamble of zeros, or that of a file that is TIFF as well,
// as slide scanners write it: of that one the preamble is blanked, and what is
// DICOM stays as it is to the byte. The file's meta information follows, group
// 0002, always in explicit little endian.
func readDICOM(data []byte) (Clean, error) {
	if !bytes.Equal(data[preamble+4:preamble+6], []byte{0x02, 0x00}) {
		return Clean{}, errDamaged
	}
	if before := data[:preamble]; len(bytes.Trim(before, "\x00")) == 0 {
		return Clean{Data: data}, nil
	} else if !bytes.HasPrefix(before, []byte("II*\x00")) && !bytes.HasPrefix(before, []byte("MM\x00*")) {
		return Clean{}, errWrongType
	}
	clean := bytes.Clone(data)
	clear(clean[:preamble])
	return Clean{Data: clean}, nil
}
