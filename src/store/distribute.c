#include "store/distribute.h"

#include "base/check.h"

#include <stdio.h>

/* Source: Citus documentation, "Citus Utility Functions" (create_distributed_table, create_reference_table,
 * truncate_local_data_after_distributing_table), version 12. */

const char *distribute_column(const struct table *t)
{
	switch (t->of) {
	case TABLE_WHOLE: return NULL;
	case TABLE_ORG: return "org";
	case TABLE_TOKEN: return "token_hash";
	case TABLE_PERSON: return "person";
	}
	return NULL;
}

/* The first table of the same kind, beside whose rows the others lie. */
static const struct table *leader_of(const struct table *t)
{
	const struct table *first = tables;
	while (first->of != t->of) first++;
	return first;
}

static void call_of(char *out, size_t size, const struct table *t)
{
	const struct table *leader = leader_of(t);
	if (!distribute_column(t)) snprintf(out, size, "SELECT create_reference_table('%s')", t->name);
	else
		snprintf(out, size, "SELECT create_distributed_table('%s', '%s', colocate_with => '%s')", t->name, distribute_column(t),
			 leader == t ? "none" : leader->name);
}

static bool run(struct store *s, const char *sql, const char *unless, struct fail *fail)
{
	char whole[512];
	int n = snprintf(whole, sizeof whole, "%s%s", sql, unless);
	ASSERT(n < (int)sizeof whole);
	return s->verbs->script(s, (str){whole, n}, fail);
}

static bool has_citus(struct store *s, struct fail *fail)
{
	struct fail why = {0};
	if (strcmp(s->verbs->name, "postgresql") != 0)
		return fail_set(fail, RC_MISSING, "store_distribute", "only a store in PostgreSQL can be distributed");
	if (s->verbs->script(
		    s,
		    S("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN RAISE EXCEPTION USING ERRCODE = 'P0002'; "
		      "END IF; END $$"),
		    &why))
		return true;
	if (why.rc != RC_MISSING) return fail_set(fail, why.rc, why.where, "%s", why.what);
	return fail_set(fail, RC_MISSING, "store_distribute",
			"this database does not have the extension citus (CREATE EXTENSION citus; on every node); the tables stay where they are");
}

bool store_distribute(struct store *s, bool only_tell, distribute_line *line, void *ctx, struct fail *fail)
{
	if (!only_tell && !has_citus(s, fail)) return false;
	for (int t = 0; t < table_count; t++) {
		char call[192], unless[160], empty[160];
		call_of(call, sizeof call, &tables[t]);
		snprintf(unless, sizeof unless, " WHERE NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = '%s'::regclass)",
			 tables[t].name);
		/* The rows were copied to the nodes. What stays behind here, hidden, would outlive a person's deletion. */
		snprintf(empty, sizeof empty, "SELECT truncate_local_data_after_distributing_table('%s')", tables[t].name);
		line(ctx, call);
		if (!only_tell && !run(s, call, unless, fail)) return false;
		line(ctx, empty);
		if (!only_tell && !run(s, empty, "", fail)) return false;
	}
	return true;
}
