package nekt

import (
	"context"
	"errors"
	"io"
	"slices"
)

// Sizes of what is fetched of an object at once, in bytes.
const (
	blockBytes = 4 << 20
	blockCount = 8 // of the blocks that are kept
	// directBytes is from where on a read goes past the blocks: columns of large
	// files are read once.
	directBytes = 8 << 20
)

// rangeFile is a view of an object that fetches what is read, in blocks. It is
// used by one goroutine.
type rangeFile struct {
	ctx    context.Context
	object *object
	size   int64
	tag    string
	at     int64 // of Seek
	blocks map[int64][]byte
	recent []int64 // numbers of the blocks, the least recent first
}

// newRangeFile makes a view of the object of which st reads the first block.
func newRangeFile(st *stream, first []byte) *rangeFile {
	f := &rangeFile{ctx: st.ctx, object: st.object, size: st.size, tag: st.tag, blocks: map[int64][]byte{}}
	f.keep(0, first)
	return f
}

// ReadAt implements io.ReaderAt.
func (f *rangeFile) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 || off >= f.size {
		return 0, io.EOF
	}
	n := min(int64(len(p)), f.size-off)
	var err error
	if n > directBytes {
		err = f.fetch(p[:n], off)
	} else {
		err = f.copy(p[:n], off)
	}
	if err == nil && n < int64(len(p)) {
		err = io.EOF
	}
	return int(n), err
}

// copy reads through the blocks.
func (f *rangeFile) copy(p []byte, off int64) error {
	for len(p) > 0 {
		number := off / blockBytes
		block, err := f.block(number)
		if err != nil {
			return err
		}
		n := copy(p, block[off-number*blockBytes:])
		p, off = p[n:], off+int64(n)
	}
	return nil
}

func (f *rangeFile) block(number int64) ([]byte, error) {
	if block, ok := f.blocks[number]; ok {
		return block, nil
	}
	from := number * blockBytes
	block := make([]byte, min(blockBytes, f.size-from))
	if err := f.fetch(block, from); err != nil {
		return nil, err
	}
	f.keep(number, block)
	return block, nil
}

// keep adds a block and lets go of the oldest.
func (f *rangeFile) keep(number int64, block []byte) {
	f.blocks[number] = block
	f.recent = append(f.recent, number)
	if len(f.recent) > blockCount {
		delete(f.blocks, f.recent[0])
		f.recent = slices.Delete(f.recent, 0, 1)
	}
}

// fetch fills p from the store.
func (f *rangeFile) fetch(p []byte, from int64) error {
	st := resumeStream(f, span{from, from + int64(len(p))})
	defer st.Close()
	_, err := io.ReadFull(st, p)
	return err
}

// Seek implements io.Seeker.
func (f *rangeFile) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.at
	case io.SeekEnd:
		offset += f.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning of the file")
	}
	f.at = offset
	return offset, nil
}

// Close implements io.Closer.
func (f *rangeFile) Close() error {
	f.object.done.Store(f.size)
	return nil
}
