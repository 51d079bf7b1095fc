#include "read.h"

#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>

struct reader {
	TessBaseAPI *chinese, *latin;
};

/* What a unit or an abbreviation may be written with, and what a result or a range. */
static const char digits[] = "0123456789.-~<>=+";
static const char letters[] = "0123456789.,-+~<>=/%*^()[]:# ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static TessBaseAPI *open_model(const char *folder, const char *name)
{
	TessBaseAPI *api = TessBaseAPICreate();
	char *names[] = {(char[]){"load_system_dawg"}, (char[]){"load_freq_dawg"}, (char[]){"load_number_dawg"}, (char[]){"load_punc_dawg"}};
	char *off[] = {(char[]){"F"}, (char[]){"F"}, (char[]){"F"}, (char[]){"F"}};
	if (!api) return NULL;
	/* Words of a dictionary are what a number must not be drawn towards. */
	if (TessBaseAPIInit4(api, folder, name, OEM_LSTM_ONLY, NULL, 0, names, off, 4, 0)) {
		TessBaseAPIDelete(api);
		return NULL;
	}
	TessBaseAPISetPageSegMode(api, PSM_SINGLE_LINE);
	TessBaseAPISetVariable(api, "debug_file", "");
	return api;
}

struct reader *reader_open(const char *folder)
{
	struct reader *r = calloc(1, sizeof *r);
	if (!r) return NULL;
	r->chinese = open_model(folder, "chi_sim");
	r->latin = open_model(folder, "eng");
	if (r->chinese && r->latin) return r;
	reader_close(r);
	return NULL;
}

void reader_read(struct reader *r, enum reading how, PIX *cell, struct said *out)
{
	TessBaseAPI *api = how == READ_TEXT || how == READ_DIGITS_AGAIN ? r->chinese : r->latin;
	TessBaseAPISetVariable(api, "tessedit_char_whitelist", how == READ_TEXT ? "" : how == READ_LATIN ? letters : digits);
	TessBaseAPISetImage2(api, cell);
	TessBaseAPISetSourceResolution(api, 300);
	out->text = TessBaseAPIGetUTF8Text(api);
	out->sure = TessBaseAPIMeanTextConf(api);
	for (size_t n = out->text ? strlen(out->text) : 0; n && (out->text[n - 1] == '\n' || out->text[n - 1] == ' ');) out->text[--n] = 0;
	TessBaseAPIClear(api);
}

void reader_close(struct reader *r)
{
	if (!r) return;
	if (r->chinese) TessBaseAPIDelete(r->chinese);
	if (r->latin) TessBaseAPIDelete(r->latin);
	free(r);
}
