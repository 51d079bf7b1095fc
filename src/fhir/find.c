#include "fhir/find_int.h"

str fhir_pool_text(uint32_t offset)
{
	return str_from(fhir_pool + offset);
}

/* As strcmp, of a text of the pool and one that does not end in NUL. */
static int order(uint32_t offset, str name)
{
	const char *p = fhir_pool + offset;
	int d = strncmp(p, name.p, (size_t)name.n);
	return d ? d : p[name.n] != 0;
}

int fhir_type_find(str name)
{
	int from = 0, to = fhir_type_count;
	if (!name.n) return -1;
	while (from < to) {
		int at = (from + to) / 2, d = order(fhir_types[at].name, name);
		if (!d) return at;
		if (d < 0) from = at + 1;
		else to = at;
	}
	return -1;
}

bool fhir_type_is(int type, int of)
{
	while (type != of && fhir_types[type].base != FHIR_NO_TYPE) type = fhir_types[type].base;
	return type == of;
}

static const struct fhir_element *own(const struct fhir_type *type, str name)
{
	int from = type->first, to = type->first + type->count;
	while (from < to) {
		int at = (from + to) / 2, d = order(fhir_elements[at].name, name);
		if (!d) return &fhir_elements[at];
		if (d < 0) from = at + 1;
		else to = at;
	}
	return NULL;
}

const struct fhir_element *fhir_element_find(int type, str name)
{
	if (!name.n) return NULL;
	for (; type != FHIR_NO_TYPE; type = fhir_types[type].base) {
		const struct fhir_element *found = own(&fhir_types[type], name);
		if (found) return found;
	}
	return NULL;
}

bool fhir_word_in(str words, str word)
{
	str one;
	if (!word.n) return false;
	while (str_next(&words, ' ', &one))
		if (str_eq(one, word)) return true;
	return false;
}
