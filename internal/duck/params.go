package duck

import (
	"slices"
	"strconv"
	"strings"
	"unsafe"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
)

// bind gives the statement its parameters. A value without a type is text, which
// DuckDB converts as it would a literal; others are converted beforehand.
func (r *run) bind(s *statement, params []connectors.Param) error {
	switch n := int(bindings.NParams(s.prepared)); {
	case n > len(params):
		return connectors.Errorf(connectors.ClassQuery, "the parameter %s has no value", s.firstWithout(params))
	case n < len(params):
		return connectors.Errorf(connectors.ClassQuery, "the statement has %d parameters, %d values were given", n, len(params))
	}
	for i, p := range params {
		at := bindings.IdxT(i + 1)
		if p.Name != "" && bindings.BindParameterIndex(s.prepared, &at, p.Name) == bindings.StateError {
			return connectors.Errorf(connectors.ClassQuery, "the statement has no parameter %q", p.Name)
		}
		if err := r.bindOne(s, at, p); err != nil {
			return err
		}
	}
	return nil
}

// firstWithout is the name, or the number from 1, of the first parameter that
// none of the values is for.
func (s *statement) firstWithout(params []connectors.Param) string {
	for i := range int(bindings.NParams(s.prepared)) {
		name := bindings.ParameterName(s.prepared, bindings.IdxT(i+1))
		isFor := func(p connectors.Param) bool { return strings.EqualFold(p.Name, name) }
		if (i >= len(params) || params[i].Name != "") && !slices.ContainsFunc(params, isFor) {
			return name
		}
	}
	return "?"
}

func (r *run) bindOne(s *statement, at bindings.IdxT, p connectors.Param) error {
	var state bindings.State
	switch {
	case p.Null:
		state = bindings.BindNull(s.prepared, at)
	case p.Type == "":
		state = bindings.BindVarchar(s.prepared, at, p.Value)
	default:
		typed, err := r.cast(p)
		if err != nil {
			return parameterError(err, p, at)
		}
		defer bindings.DestroyValue(&typed)
		state = bindings.BindValue(s.prepared, at, typed)
	}
	if state == bindings.StateError {
		return connectors.Errorf(connectors.ClassQuery, "the value of parameter %s was refused", parameterName(p, at))
	}
	return nil
}

func parameterName(p connectors.Param, at bindings.IdxT) string {
	if p.Name != "" {
		return p.Name
	}
	return strconv.Itoa(int(at))
}

// parameterError names the parameter whose value could not be converted. The
// place that the engine told is not one in the user's statement.
func parameterError(err error, p connectors.Param, at bindings.IdxT) error {
	e := *connectors.AsError(err)
	e.Message = "parameter " + parameterName(p, at) + ": " + e.Message
	e.Position = -1
	return &e
}

// cast lets the engine read the text of a parameter as its type.
func (r *run) cast(p connectors.Param) (value bindings.Value, err error) {
	err = r.single("SELECT CAST($1 AS "+p.Type+")", &p.Value, func(t bindings.LogicalType, v bindings.Vector) error {
		value, err = valueOf(t, bindings.VectorGetData(v))
		return err
	})
	return value, err
}

// makers build a value of each type that can be a parameter from the cell of a
// vector.
var makers = map[bindings.Type]func(cell unsafe.Pointer) bindings.Value{
	bindings.TypeBoolean:     maker(bindings.CreateBool),
	bindings.TypeTinyInt:     maker(bindings.CreateInt8),
	bindings.TypeSmallInt:    maker(bindings.CreateInt16),
	bindings.TypeInteger:     maker(bindings.CreateInt32),
	bindings.TypeBigInt:      maker(bindings.CreateInt64),
	bindings.TypeHugeInt:     maker(bindings.CreateHugeInt),
	bindings.TypeUTinyInt:    maker(bindings.CreateUInt8),
	bindings.TypeUSmallInt:   maker(bindings.CreateUInt16),
	bindings.TypeUInteger:    maker(bindings.CreateUInt32),
	bindings.TypeUBigInt:     maker(bindings.CreateUInt64),
	bindings.TypeUHugeInt:    maker(bindings.CreateUHugeInt),
	bindings.TypeFloat:       maker(bindings.CreateFloat),
	bindings.TypeDouble:      maker(bindings.CreateDouble),
	bindings.TypeDate:        maker(bindings.CreateDate),
	bindings.TypeTime:        maker(bindings.CreateTime),
	bindings.TypeTimeNS:      maker(bindings.CreateTimeNS),
	bindings.TypeTimeTZ:      maker(bindings.CreateTimeTZValue),
	bindings.TypeTimestamp:   maker(bindings.CreateTimestamp),
	bindings.TypeTimestampTZ: maker(bindings.CreateTimestampTZ),
	bindings.TypeTimestampS:  maker(bindings.CreateTimestampS),
	bindings.TypeTimestampMS: maker(bindings.CreateTimestampMS),
	bindings.TypeTimestampNS: maker(bindings.CreateTimestampNS),
	bindings.TypeInterval:    maker(bindings.CreateInterval),
	bindings.TypeVarchar: func(cell unsafe.Pointer) bindings.Value {
		return bindings.CreateVarchar(string((*stringCell)(cell).bytes()))
	},
	bindings.TypeBlob: func(cell unsafe.Pointer) bindings.Value {
		return bindings.CreateBlob((*stringCell)(cell).bytes())
	},
	bindings.TypeUUID: func(cell unsafe.Pointer) bindings.Value {
		bits := *(*hugeBits)(cell)
		return bindings.CreateUUID(bindings.NewUHugeInt(bits.lower, bits.upper^1<<63))
	},
}

func maker[T any](create func(T) bindings.Value) func(unsafe.Pointer) bindings.Value {
	return func(cell unsafe.Pointer) bindings.Value { return create(*(*T)(cell)) }
}

func valueOf(t bindings.LogicalType, cell unsafe.Pointer) (bindings.Value, error) {
	id := bindings.GetTypeId(t)
	if id == bindings.TypeDecimal {
		return bindings.CreateDecimal(decimalOf(t, cell)), nil
	}
	if create, ok := makers[id]; ok {
		return create(cell), nil
	}
	return bindings.Value{}, connectors.Errorf(connectors.ClassUnsupported, "a value of this type cannot be sent").
		WithHint("give it without a type, as text, and cast it in the statement")
}

func decimalOf(t bindings.LogicalType, cell unsafe.Pointer) bindings.Decimal {
	var bits hugeBits
	switch bindings.DecimalInternalType(t) {
	case bindings.TypeSmallInt:
		bits = extended(int64(*(*int16)(cell)))
	case bindings.TypeInteger:
		bits = extended(int64(*(*int32)(cell)))
	case bindings.TypeBigInt:
		bits = extended(*(*int64)(cell))
	default:
		bits = *(*hugeBits)(cell)
	}
	number := bindings.NewHugeInt(bits.lower, int64(bits.upper))
	return bindings.NewDecimal(bindings.DecimalWidth(t), bindings.DecimalScale(t), number)
}
