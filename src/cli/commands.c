/* commands.c - every command with its help, in one table: `zhuyi help`, the shell completion and the man page are printed from it. */
#include "cli/cli.h"

const struct command commands[] = {
	{"ask", "ask [--json] [--pack DIR] TEXT | ask --jsonl", "Answer a health question with checked, cited statements.",
	 "Answers one question given as TEXT (plain text; --json for everything), or, with --jsonl, one JSON object a line from standard\n"
	 "input: {\"id\",\"question\",\"lang\",\"facts\",\"history\",\"audience\"}. Nothing is stored. Fields: docs/contract.md.",
	 command_ask},
	{"triage", "triage [--json] [--pack DIR] TEXT | triage --jsonl", "Say how urgent a description is.",
	 "Prints the tier (emergency, urgent, routine, self_care), or, with --jsonl, reads {\"id\",\"text\",\"age\",\"sex\",\"pregnant\",\"vitals\"} "
	 "a line.",
	 command_triage},
	{"calc", "calc [--json] [--pack DIR] NAME INPUT=VALUE … | calc --list | calc --jsonl", "Work out a clinical formula or score.",
	 "NAME and INPUT in Chinese or English; a VALUE may carry a unit: zhuyi calc CURB-65 age=77 confusion=yes urea='8.2 mmol/L' …. --list prints "
	 "every\n"
	 "calculator with its inputs, units, ranges and source, one JSON object a line; --jsonl reads {\"id\",\"calculator\",\"inputs\",\"lang\"} a "
	 "line.",
	 command_calc},
	{"units", "units [--json] [--substance NAME] VALUE FROM TO | units --jsonl", "Convert between units of measure.",
	 "Converts exactly between UCUM units and everyday spellings in Chinese and English: zhuyi units 5.6 mmol/L mg/dL --substance glucose.\n"
	 "With --jsonl reads {\"op\":\"convert\",\"value\",\"from\",\"to\",\"substance\"} a line; op is validate, convert, commensurable, display,\n"
	 "multiply or divide. What cannot be converted says why. Units and substances: docs/units.md.",
	 command_units},
	{"labs", "labs [--json] [--doctor] [--age YEARS] [--sex m|f] [--lang zh|en] [--pack DIR] FILE | labs --jsonl", "Read a laboratory report.",
	 "FILE is a report as text, a line for each item (- is standard input): name, result, unit, range printed. Prints each value against its\n"
	 "range, patterns of several values, and what was not read. With --jsonl: "
	 "{\"id\",\"patient\",\"items\":[{\"name\",\"value\",\"unit\",\"range\",\n"
	 "\"previous\"}],\"audience\",\"lang\"} or \"report\" a line. Fields: docs/labs.md.",
	 command_labs},
	{"rx", "rx [--json] [--pack DIR] DRUGS | rx --jsonl", "Check an order of drugs: interactions, allergy, dose, age, disease, monitoring.",
	 "Checks DRUGS (names separated by commas) among each other, or, with --jsonl, reads {\"id\",\"patient\",\"current\",\"proposed\"} a line "
	 "and\nwrites findings (stop, warn, note) and what was not checked, with the reason. Fields: docs/order-check.md.",
	 command_rx},
	{"serve",
	 "serve [--store PLACE] [--keys PREFIX] [--master-key FILE] [--master-key-command COMMAND] [--pack DIR] [--address A] [--port N] [--workers "
	 "N] [--outside FILE] [--ingest PROGRAM] [--rate N] [--guess-rate N] [--read-only] [--no-sample] [--https-front] "
	 "[--log-requests]",
	 "Run the server and the page.",
	 "Serves the page and the HTTP API on http://127.0.0.1:8765. PLACE is a file (data/zhuyi.db) or postgresql://…. Key files begin with\n"
	 "PREFIX (the store's file; data/zhuyi for a database); the master key opens what people told: keep a copy of it apart from the store.\n"
	 "A new store gets the fictional sample hospital with a log-in for each role, unless --no-sample is given or others can reach the address. "
	 "--outside lets people\n"
	 "log in through the hospital's own provider (OpenID Connect; docs/outside-login.md). "
	 "--ingest names the reader of photos (zhuyi-ingest; else\nbeside this program or under its prefix). "
	 "--rate limits requests a second from one address, --guess-rate (2) those with a password or code; "
	 "--https-front says\n"
	 "that a TLS proxy stands in front. SIGTERM ends it after the running calls.",
	 command_serve},
	{"pack", "pack lint DIR", "Check a pack: sources, references, numbers, duplicates.",
	 "Prints each problem as file:line: why. Exit status 0 when there is none, 1 when there are some, 2 when it is no pack.", command_pack},
	{"ledger", "ledger verify FILE | ledger head|prove CASE|export [--store PLACE] [--organisation ID]",
	 "Verify, show or export the ledger of decisions.",
	 "verify checks an export without any store and names what was changed; export writes the whole log as JSON Lines; head prints the\n"
	 "newest signed tree head; prove prints the inclusion proof of the newest decision about a case.",
	 command_ledger},
	{"retention", "retention [--dry-run] [--store FILE]", "Delete what need not be kept any longer.",
	 "Visitors who did not come back within 30 days, people whose duty to be kept has ended, expired sessions. serve does the same once a day;\n"
	 "this is for a store that no server has open. --dry-run only counts, and may be run beside a server. How long what is kept: docs/access.md.",
	 command_retention},
	{"organisation", "organisation list | organisation add ID --name-zh NAME --name-en NAME [--store PLACE] [--keys PREFIX]",
	 "List the organisations of a store, or add one.", "Each has people, staff and a ledger of its own. The server must not be running.",
	 command_organisation},
	{"user",
	 "user add LOGIN --role ROLE --name-zh NAME --name-en NAME [--organisation ID] [--department ID] [--title TITLE] [--licence NUMBER] [--store "
	 "PLACE]",
	 "Add somebody with a role, such as the first administrator.",
	 "ROLE is administrator, doctor, pharmacist, ethics, auditor, regulator, patient or guardian; a doctor needs TITLE (resident, attending,\n"
	 "associate, chief) and NUMBER. Prints the first password, to be changed at the first log-in. The server must not be running.",
	 command_user},
	{"store",
	 "store copy FROM TO | store digest [--store PLACE] | store distribute [--store URL] [--print] | store rekey --new-master-key FILE | "
	 "--new-master-key-command COMMAND",
	 "Move a hospital between SQLite and PostgreSQL, sum it, place it on a cluster, change its master key.",
	 "copy moves every row and compares counts and hashes table by table; digest prints them; distribute issues the calls that place each "
	 "person's\n"
	 "rows on one node of a Citus cluster (--print only prints them); rekey wraps every person's key under another master key. No server may be "
	 "running.",
	 command_store},
	{"totp", "totp SECRET", "Print the code of a second factor now.", "For trying out the sample hospital without an authenticator.",
	 command_totp},
	{"help", "help [COMMAND]", "Explain a command.", "Without COMMAND, lists all.", command_help},
	{"completion", "completion bash", "Print the shell completion.", "For example: source <(zhuyi completion bash)", command_completion},
	{"man", "man", "Print the manual page (roff).", "For example: zhuyi man | man -l -", command_man},
	{"version", "version", "Print the version.", "", command_version},
};

const int command_count = sizeof commands / sizeof *commands;
