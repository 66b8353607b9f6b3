package value

import "testing"

func TestParseUUID(t *testing.T) {
	high, low, ok := ParseUUID("0123abcd-ef45-6789-fedc-ba9876543210")
	if high != 0x0123abcdef456789 || low != 0xfedcba9876543210 || !ok {
		t.Errorf("%x %x %v", high, low, ok)
	}
	for _, text := range []string{
		"", "0123abcdef456789fedcba9876543210", "0123ABCD-ef45-6789-fedc-ba9876543210", "{123abcd-ef45-6789-fedc-ba987654321}",
		"0123abcd-ef45-6789-fedc-ba987654321g", "0123abcdeef45-6789-fedc-ba9876543210", "0123abcd-ef45-6789-fedc-ba987654321ä",
	} {
		if _, _, ok := ParseUUID(text); ok {
			t.Errorf("%q is taken for a UUID", text)
		}
	}
}
