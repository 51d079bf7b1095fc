/* pack_files.c - reading the files of a pack: each one counted, hashed, checked for valid UTF-8. */
#include "library/pack_int.h"

#include "base/file.h"
#include "base/utf8.h"

bool pack_read_file(struct loader *l, str name, struct file_text *out)
{
	return pack_read_file_to(l, name, &l->p->arena, out);
}

bool pack_read_file_to(struct loader *l, str name, struct arena *to, struct file_text *out)
{
	struct pack *p = l->p;
	struct fail fail = {0};
	struct arena scratch = p->scratch;
	struct sb path = sb_new(&scratch, 256);
	sb_add(&path, str_from(l->folder));
	sb_byte(&path, '/');
	sb_add(&path, name);
	sb_byte(&path, 0);
	out->file = (int32_t)p->files.n;
	*ARENA_PUSH(&p->arena, &p->files) = name;
	if (!file_read(&out->text, path.p, PACK_FILE_MAX, to, &fail)) {
		pack_refuse(p, out->file, 0, fail.rc == RC_MISSING ? "the file is missing" : "the file cannot be read");
		return false;
	}
	crypto_hash_sha256_update(&l->hash, (const unsigned char *)out->text.p, (unsigned long long)out->text.n);
	ptrdiff_t bad = utf8_invalid(out->text);
	if (bad < 0) return true;
	int line = 1;
	for (ptrdiff_t i = 0; i < bad; i++) line += out->text.p[i] == '\n';
	pack_refuse(p, out->file, line, "not valid UTF-8; the file is not loaded");
	return false;
}

str pack_joined(struct arena *perm, const char *a, str b, const char *c)
{
	struct sb s = sb_new(perm, 128);
	sb_add(&s, str_from(a));
	sb_add(&s, b);
	sb_add(&s, str_from(c));
	return sb_str(&s);
}

bool pack_names_in(struct loader *l, const char *sub, str suffix, struct file_list *out)
{
	struct fail ignored = {0};
	struct sb path = sb_new(&l->p->arena, 256);
	sb_fmt(&path, "%s/%s", l->folder, sub);
	sb_byte(&path, 0);
	return file_names(out, path.p, suffix, &l->p->arena, &ignored) && out->n;
}
