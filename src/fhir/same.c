/* same.c - are two JSON texts the same value? */
#include "fhir/node_int.h"
#include "fhir/patch.h"

#include <stdlib.h>

/* A number as digits without zeros at either end, times ten to a power. */
struct decimal {
	bool negative;
	str text;
	ptrdiff_t first, last; /* the first and last digit that is not 0; first < 0: it is 0 */
	int64_t power;         /* of ten, of the last digit */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct decimal decimal_of(str s)
{
	enum { POWER_MAX = 1000000000 }; /* enough: no two texts are that long */
	struct decimal d = {.text = s, .first = -1};
	ptrdiff_t i = d.negative = s.p[0] == '-', point = -1, digits_end;
	for (; i < s.n && (is_digit(s.p[i]) || s.p[i] == '.'); i++) {
		if (s.p[i] == '.') point = i;
		else if (s.p[i] != '0') {
			if (d.first < 0) d.first = i;
			d.last = i;
		}
	}
	digits_end = i;
	if (i < s.n) { /* the exponent */
		bool minus = s.p[++i] == '-';
		for (i += minus || s.p[i] == '+'; i < s.n; i++)
			if (d.power < POWER_MAX) d.power = d.power * 10 + (s.p[i] - '0');
		if (minus) d.power = -d.power;
	}
	if (point < 0) d.power += digits_end - 1 - d.last;
	else d.power += d.last < point ? point - 1 - d.last : point - d.last;
	return d;
}

static bool same_number(str a, str b)
{
	struct decimal x = decimal_of(a), y = decimal_of(b);
	if (x.first < 0 || y.first < 0) return x.first < 0 && y.first < 0;
	if (x.negative != y.negative || x.power != y.power) return false;
	ptrdiff_t i = x.first, k = y.first;
	for (; i <= x.last && k <= y.last; i++, k++) {
		if (a.p[i] == '.') i++;
		if (b.p[k] == '.') k++;
		if (a.p[i] != b.p[k]) return false;
	}
	return i > x.last && k > y.last;
}

static bool same_node(struct node *a, struct node *b, struct arena *s);

struct member {
	str key;
	struct node *value;
};

static int by_key(const void *a, const void *b)
{
	return str_cmp(((const struct member *)a)->key, ((const struct member *)b)->key);
}

static struct member *members_of(const struct node *object, struct arena *s)
{
	struct member *m = ARENA_NEW(s, struct member, object->list.n + 1);
	for (ptrdiff_t i = 0; i < object->list.n; i++) m[i] = (struct member){node_string(object->list.v[i].key, s), object->list.v[i].value};
	qsort(m, (size_t)object->list.n, sizeof *m, by_key);
	return m;
}

static bool same_children(struct node *a, struct node *b, struct arena *s)
{
	node_open(a, s);
	node_open(b, s);
	if (a->list.n != b->list.n) return false;
	if (node_is_list(a)) {
		for (ptrdiff_t i = 0; i < a->list.n; i++)
			if (!same_node(a->list.v[i].value, b->list.v[i].value, s)) return false;
		return true;
	}
	struct member *x = members_of(a, s), *y = members_of(b, s);
	for (ptrdiff_t i = 0; i < a->list.n; i++)
		if (!str_eq(x[i].key, y[i].key) || !same_node(x[i].value, y[i].value, s)) return false;
	return true;
}

static bool same_node(struct node *a, struct node *b, struct arena *s)
{
	char x = a->raw.p[0], y = b->raw.p[0];
	bool x_number = x == '-' || is_digit(x), y_number = y == '-' || is_digit(y);
	if (x_number || y_number) return x_number && y_number && same_number(a->raw, b->raw);
	if (x != y) return false;
	if (x == '{' || x == '[') return same_children(a, b, s);
	if (x == '"') return str_eq(node_string(a->raw, s), node_string(b->raw, s));
	return true;
}

bool fhir_same(str a, str b, struct arena scratch)
{
	return same_node(node_new(a, &scratch), node_new(b, &scratch), &scratch);
}
