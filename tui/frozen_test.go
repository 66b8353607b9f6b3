package tui

import "testing"

func TestFrozenColumnsWithoutRoomAreTold(t *testing.T) {
	s := open(t, 50, 20, tableOf(t, nil, peopleSchema, `[{"id": 1, "name": "a name that is longer than most of them", "score": "0.10"}]`))
	s.results("longer")
	s.Press("right", "b")
	s.WaitText("No room to freeze 1 column: < narrows, - hides")
}
