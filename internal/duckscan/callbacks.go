package duckscan

/*
#include <stdint.h>
#include <stdlib.h>

void duckscanBind(void *info);
void duckscanInit(void *info);
void duckscanStrand(void *info);
void duckscanFill(void *info, void *chunk);
void duckscanDelete(void *handle);
void duckscanName(void *info, char *name, void *names);
*/
import "C"

import (
	"fmt"
	"runtime/cgo"
	"unsafe"

	bindings "github.com/duckdb/duckdb-go-bindings"
)

// setCallbacks connects a table function with the Go functions of this package.
// Values that DuckDB keeps for us are handles in memory of C's: a handle in the
// clothes of a pointer would not survive a look of Go's at the stack.
func setCallbacks(f bindings.TableFunction, lookup Lookup) {
	bindings.TableFunctionSetExtraInfo(f, keep(lookup), C.duckscanDelete)
	bindings.TableFunctionSetBind(f, C.duckscanBind)
	bindings.TableFunctionSetInit(f, C.duckscanInit)
	bindings.TableFunctionSetLocalInit(f, C.duckscanStrand)
	bindings.TableFunctionSetFunction(f, C.duckscanFill)
	bindings.TableFunctionSupportsProjectionPushdown(f, true)
}

// addNames has the database ask for names that it does not know.
func addNames(db bindings.Database, n names) {
	bindings.AddReplacementScan(db, C.duckscanName, keep(n), C.duckscanDelete)
}

func keep(v any) unsafe.Pointer {
	p := C.malloc(C.size_t(unsafe.Sizeof(cgo.Handle(0))))
	*(*cgo.Handle)(p) = cgo.NewHandle(v)
	return p
}

func kept[T any](p unsafe.Pointer) T { return (*(*cgo.Handle)(p)).Value().(T) }

// guard runs f and passes its error, or its panic, to report: neither may unwind
// through the engine.
func guard(report func(string), f func() error) {
	defer func() {
		if p := recover(); p != nil {
			report(fmt.Sprint("internal error: ", p))
		}
	}()
	if err := f(); err != nil {
		report(err.Error())
	}
}

//export duckscanBind
func duckscanBind(p unsafe.Pointer) {
	info := bindings.BindInfo{Ptr: p}
	guard(func(m string) { bindings.BindSetError(info, m) }, func() error {
		table, err := bind(info, kept[Lookup](bindings.BindGetExtraInfo(info)))
		if err == nil {
			bindings.BindSetBindData(info, keep(table), C.duckscanDelete)
		}
		return err
	})
}

//export duckscanInit
func duckscanInit(p unsafe.Pointer) {
	info := bindings.InitInfo{Ptr: p}
	guard(func(m string) { bindings.InitSetError(info, m) }, func() error {
		s, err := start(info, kept[Table](bindings.InitGetBindData(info)))
		if err == nil {
			bindings.InitSetInitData(info, keep(s), C.duckscanDelete)
		}
		return err
	})
}

// duckscanStrand gets the init data of one thread, which begins before those
// of the scan can be asked for: the scan is found with the first rows.
//
//export duckscanStrand
func duckscanStrand(p unsafe.Pointer) {
	info := bindings.InitInfo{Ptr: p}
	bindings.InitSetInitData(info, keep(&strand{}), C.duckscanDelete)
}

//export duckscanFill
func duckscanFill(p, chunk unsafe.Pointer) {
	info := bindings.FunctionInfo{Ptr: p}
	guard(func(m string) { bindings.FunctionSetError(info, m) }, func() error {
		own := kept[*strand](bindings.FunctionGetLocalInitData(info))
		return kept[*scan](bindings.FunctionGetInitData(info)).fill(bindings.DataChunk{Ptr: chunk}, own)
	})
}

//export duckscanName
func duckscanName(p unsafe.Pointer, name *C.char, data unsafe.Pointer) {
	info := bindings.ReplacementScanInfo{Ptr: p}
	guard(func(m string) { bindings.ReplacementScanSetError(info, m) }, func() error {
		kept[names](data).replace(info, C.GoString(name))
		return nil
	})
}

//export duckscanDelete
func duckscanDelete(p unsafe.Pointer) {
	h := *(*cgo.Handle)(p)
	if s, ok := h.Value().(*scan); ok {
		s.Close()
	}
	h.Delete()
	C.free(p)
}
