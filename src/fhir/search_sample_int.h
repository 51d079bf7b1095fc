/* search_sample_int.h - what the tests of search share: resources, with ' for ", and where they are searched. */
#ifndef FHIR_SEARCH_SAMPLE_INT_H
#define FHIR_SEARCH_SAMPLE_INT_H

#include "fhir/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

enum { SAMPLE_DEPTH = 32 };
#define SAMPLE_NOW INT64_C(1796000000000) /* 2026-11-30T01:33:20Z */

static const struct fhir_search_place place = {{"https://here/fhir/p1", 20}, 480, SAMPLE_NOW, false};

static const char patient[] =
	"{'resourceType':'Patient','id':'p1','meta':{'lastUpdated':'2026-11-01T08:00:00Z','tag':[{'system':'urn:zhuyi:origin','code':'typed'}],'"
	"profile':['http://x/p']},"
	"'identifier':[{'system':'urn:oid:1','value':'A|1','type':{'text':'Medical record "
	"number'}}],'active':true,'name':[{'family':'Müller','given':['Eve','Ann Lee']},{'text':'張 偉'}],"
	"'telecom':[{'system':'phone','value':'555-1'},{'system':'email','value':'a@b.c'}],'gender':'female','birthDate':'1980-02',"
	"'address':[{'line':['1 Main St, Apt'],'city':'Basel'}],'deceasedDateTime':'2026-01-02'}";
static const char bp[] =
	"{'resourceType':'Observation','id':'bp','status':'final','category':[{'coding':[{'system':'http://c','code':'vital-signs'}]}],"
	"'code':{'coding':[{'system':'http://loinc.org','code':'85354-9','display':'Blood pressure "
	"panel'}],'text':'Blutdruck'},'subject':{'reference':'Patient/p1'},"
	"'performer':[{'reference':'Practitioner/d1/_history/2'},{'identifier':{'system':'urn:s','value':'7'}},{'reference':'https://here/fhir/p1/"
	"Organization/o1'}],"
	"'encounter':{'reference':'https://elsewhere/Encounter/e1'},'effectiveDateTime':'2026-11-30T08:00:00+08:00','component':["
	"{'code':{'coding':[{'system':'http://loinc.org','code':'8480-6'}]},'valueQuantity':{'value':120,'system':'http://"
	"unitsofmeasure.org','code':'mm[Hg]','unit':'mmHg'}},"
	"{'code':{'coding':[{'system':'http://loinc.org','code':'8462-4'}]},'valueQuantity':{'value':80.0,'system':'http://"
	"unitsofmeasure.org','code':'mm[Hg]','unit':'mmHg'}}]}";
static const char glucose[] = "{'resourceType':'Observation','id':'g','status':'amended','code':{'text':'glucose'},'effectivePeriod':{'start':'2026-"
			      "10-01','end':'2026-10-31'},"
			      "'valueQuantity':{'value':5.4,'unit':'mmol/l','code':'mmol/L','system':'http://unitsofmeasure.org'}}";
static const char crp[] =
	"{'resourceType':'Observation','id':'c','status':'final','code':{'coding':[{'code':'crp'}]},'effectivePeriod':{'start':'2026-10-15'},"
	"'valueQuantity':{'value':5,'comparator':'<','unit':'mg/L'}}";
static const char answers[] = "{'resourceType':'QuestionnaireResponse','id':'qr','questionnaire':'http://q/phq9|1.0','subject':{'reference':'Patient/"
			      "p1'},'status':'completed',"
			      "'authored':'2026-11-30'}";
static const char onset[] = "{'resourceType':'Condition','id':'k','onsetRange':{'low':{'value':40,'unit':'a'},'high':{'value':45,'unit':'a'}},'"
			    "subject':{'type':'Patient','identifier':{'value':'1'}}}";
static const char group[] =
	"{'resourceType':'Observation','id':'o','subject':{'reference':'Group/p1'},'effectiveDateTime':'2017-10','valueQuantity':{'value':5.45}}";
static const char edge[] = "{'resourceType':'Observation','id':'e','effectiveDateTime':'2018-01','valueQuantity':{'value':5.35}}";
static const char timing[] = "{'resourceType':'ServiceRequest','id':'s','occurrenceTiming':{'event':['2026-03-05','2026-03-01'],'repeat':{'"
			     "boundsPeriod':{'start':'2026-03-02','end':'2026-03-20'}}}}";

static inline jv sample_parse(const char *text, struct arena *a)
{
	struct fail fail = {0};
	jv v = NULL;
	str json = str_copy(a, str_from(text));
	for (ptrdiff_t i = 0; i < json.n; i++)
		if (json.p[i] == '\'') ((char *)(uintptr_t)json.p)[i] = '"';
	if (!json_parse(&v, json, SAMPLE_DEPTH, &fail)) fail_msg("%s", fail.what);
	return v;
}

#endif
