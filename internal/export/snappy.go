package export

import (
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/klauspost/compress/s2"
)

// quickSnappy writes Snappy with the fast encoder. The one that the Parquet
// writer comes with packs a twentieth more and takes longer than all the rest of
// the writing.
type quickSnappy struct{ compress.Codec }

func (quickSnappy) Encode(dst, src []byte) []byte { return s2.EncodeSnappy(dst, src) }

func (quickSnappy) EncodeLevel(dst, src []byte, _ int) []byte { return s2.EncodeSnappy(dst, src) }

func init() {
	codec, err := compress.GetCodec(compress.Codecs.Snappy)
	if err != nil {
		panic(err) // The codec is part of the library.
	}
	compress.RegisterCodec(compress.Codecs.Snappy, quickSnappy{codec})
}
