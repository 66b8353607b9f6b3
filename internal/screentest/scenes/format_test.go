package scenes

// What formatting makes of a statement.
func init() {
	scenes = append(scenes, scene{name: "format", play: formats})
}

// formats lays out one of two statements, takes that back, and is told of one
// that cannot be laid out.
func formats(s *stage) {
	s.ready()
	s.edit("select o.order_id,c.name, -- of the customer\nsum(i.quantity*i.unit_price) total from orders o join customers c using(customer_id) join order_items i on i.order_id=o.order_id and i.quantity>0 where o.status in('paid','shipped') group by all;\nselect (1", "select (1")
	s.Press("alt+l")
	s.WaitText("▎    c.name, -- of the customer", "▎    sum(i.quantity * i.unit_price) total", "▎where o.status in (", "▎group by all;", "select (1")
	s.Press("ctrl+z")
	s.WaitText("order_id,c.name, --")
	s.Press("ctrl+end", "alt+l")
	s.WaitText("Not formatted: the brackets do not match", "select (1")
	s.Press("ctrl+home", "alt+l")
	s.WaitText("▎    c.name, -- of the customer")
	s.WaitGone("Not formatted")
}
