package local

import (
	"context"
	"errors"
	"io"
	"math/bits"

	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/internal/duck"
)

// inOrder gathers the n values of a column of BIGINT as the engine returns them.
// Memory is taken once: to grow by and by would cost more than the rows.
func inOrder(ctx context.Context, rows *duck.Rows, n int64) ([]int64, error) {
	out := make([]int64, 0, n)
	err := eachPart(ctx, rows, func(part []int64) { out = append(out, part...) })
	return out, err
}

// ascending gathers different numbers from 0 to n-1, which the threads of the
// engine return in any order, and sorts them by marking those that are there.
func ascending(ctx context.Context, rows *duck.Rows, n int64) ([]int64, error) {
	m := make(marks, (n+63)/64)
	err := eachPart(ctx, rows, m.add)
	if err != nil {
		return nil, err
	}
	return m.list(), nil
}

// eachPart calls take with parts of a column of BIGINT until all of it was there.
func eachPart(ctx context.Context, rows *duck.Rows, take func(part []int64)) error {
	for {
		batch, err := rows.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		take(batch.Column(0).(*array.Int64).Int64Values())
	}
}

// marks has a bit for every number that may be there.
type marks []uint64

func (m marks) add(numbers []int64) {
	for _, n := range numbers {
		m[uint64(n)/64] |= 1 << (uint64(n) % 64)
	}
}

// list returns the numbers that are marked in ascending order.
func (m marks) list() []int64 {
	count := 0
	for _, word := range m {
		count += bits.OnesCount64(word)
	}
	out := make([]int64, 0, count)
	for i, word := range m {
		for ; word != 0; word &= word - 1 {
			out = append(out, int64(i*64+bits.TrailingZeros64(word)))
		}
	}
	return out
}
