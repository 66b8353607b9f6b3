package httpapi

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"

	"golang.org/x/net/html"
)

// markupMessage takes the text from HTML and XML.
func markupMessage(body []byte) string {
	if text := storeMessage(body); text != "" {
		return text
	}
	return clip(markupText(body), maxPageText)
}

// storeMessage reads the error document of object stores.
func storeMessage(body []byte) string {
	var document struct {
		XMLName                xml.Name `xml:"Error"`
		Code, Message, Details string
	}
	decoder := xml.NewDecoder(bytes.NewReader(body))
	// The names and codes are ASCII in every encoding that a store may declare.
	decoder.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	if decoder.Decode(&document) != nil || document.Message == "" && document.Code == "" {
		return ""
	}
	parts := []string{document.Message}
	if document.Details != "" {
		parts = append(parts, document.Details)
	}
	if document.Code != "" {
		parts = append(parts, "("+document.Code+")")
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

// markupText joins the visible texts, each once, with blanks in place of line
// breaks.
func markupText(body []byte) string {
	tokens := html.NewTokenizer(bytes.NewReader(body))
	var texts []string
	seen := map[string]bool{}
	hidden := ""
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return strings.Join(texts, " · ")
		case html.StartTagToken:
			if name, _ := tokens.TagName(); hidden == "" && (string(name) == "script" || string(name) == "style") {
				hidden = string(name)
			}
		case html.EndTagToken:
			if name, _ := tokens.TagName(); string(name) == hidden {
				hidden = ""
			}
		case html.TextToken:
			text := strings.Join(strings.Fields(string(tokens.Text())), " ")
			if text != "" && hidden == "" && !seen[text] {
				seen[text] = true
				texts = append(texts, text)
			}
		}
	}
}
