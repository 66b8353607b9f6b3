package httpapi_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

func ExampleClient_Do() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer p.token" {
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `{"error":"invalid authentication token"}`)
			return
		}
		fmt.Fprint(w, `{"data":[]}`)
	}))
	defer server.Close()
	for _, token := range []string{"p.token", "expired"} {
		client, err := httpapi.New(httpapi.Options{
			BaseURL: server.URL,
			Header:  http.Header{"Authorization": {httpapi.Bearer(token)}},
		})
		if err != nil {
			fmt.Println(err)
			return
		}
		meter := &httpapi.Meter{}
		answer, err := client.Do(context.Background(), httpapi.Request{Path: httpapi.Path("v0", "sql"), Repeatable: true, Meter: meter})
		if err != nil {
			fmt.Println(err)
		} else {
			_, err = io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
			progress := connectors.NoProgress(connectors.PhaseConnecting)
			meter.Fill(&progress)
			fmt.Println(progress.Phase, progress.BytesRead, err)
		}
		client.Close()
	}
	// Output:
	// decoding 11 <nil>
	// permission: invalid authentication token
}
