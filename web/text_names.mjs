/* text_names.mjs - the names of texts that build.mjs shortens: they stand three times each (zh, en, use), 6 KB less. Only groups that are never reached
 * by a computed name (tier_, stage_, fact_, state_ are), and none the API uses: test/unit/messages.test.ts compares them with the API's shapes. */
export const TEXT_NAMES = /^(again|agree|ask|audit|author|birth|calc|care|cases|crisis|dev|edition|err|facts|factor|find|glass|gone|handed|handover|health|held|hold|key|kin|live|login|look|mx|nav|org|page|part|passage|proof|pw|reject|rep|repaired|reply|review|rx|sign|signup|size|take|term|theme|tok|tool|user|who|whom|why|work)_[a-z_0-9]+$/;

/* Names of the API that look like one of these groups: never shortened. */
export const API_NAMES = /^why_(zh|en|unsure)$/;
