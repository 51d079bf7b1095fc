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
	 "serve [--store FILE] [--pack DIR] [--address A] [--port N] [--workers N] [--rate N] [--read-only] [--no-sample] [--https-front] "
	 "[--log-requests]",
	 "Run the server and the page.",
	 "Serves the page and the HTTP API on http://127.0.0.1:8765. A new store gets the fictional sample hospital with the log-ins\n"
	 "patient and doctor, unless --no-sample is given or others can reach the address. --rate limits requests a second from one address; "
	 "--https-front says\n"
	 "that a TLS proxy stands in front. SIGTERM ends it after the running calls.",
	 command_serve},
	{"pack", "pack lint DIR", "Check a pack: sources, references, numbers, duplicates.",
	 "Prints each problem as file:line: why. Exit status 0 when there is none, 1 when there are some, 2 when it is no pack.", command_pack},
	{"ledger", "ledger verify FILE | ledger head|prove CASE|export [--store FILE]", "Verify, show or export the ledger of decisions.",
	 "verify checks an export without any store and names what was changed; export writes the whole log as JSON Lines; head prints the\n"
	 "newest signed tree head; prove prints the inclusion proof of the newest decision about a case.",
	 command_ledger},
	{"help", "help [COMMAND]", "Explain a command.", "Without COMMAND, lists all.", command_help},
	{"completion", "completion bash", "Print the shell completion.", "For example: source <(zhuyi completion bash)", command_completion},
	{"man", "man", "Print the manual page (roff).", "For example: zhuyi man | man -l -", command_man},
	{"version", "version", "Print the version.", "", command_version},
};

const int command_count = sizeof commands / sizeof *commands;
