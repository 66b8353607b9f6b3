package secrets

import "testing"

func TestIsSecretHeader(t *testing.T) {
	for _, c := range []struct {
		name, value string
		want        bool
	}{
		{"X-Team", "sales", false},
		{"X-Tenant", "Shop", false},
		{"X-Team", "hunter2", true},
		{"X-Team", "correcthorsebattery", true},
		{"X-Team", "a b", true},
		{"Authorization", "word", true},
		{"x-api-KEY", "word", true},
		{"Cookie", "word", true},
		{"Private-Token", "word", true},
	} {
		if got := IsSecretHeader(c.name, c.value); got != c.want {
			t.Errorf("%s: %s: %v", c.name, c.value, got)
		}
	}
}
