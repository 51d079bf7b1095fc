/* The record and the companion, for test/mock.mjs: one person's record in memory, with enough sense to show every state of its pages. It proves
 * nothing about the server. */
const DAY_MS = 86400000;
const HOUR_MS = 3600000;
const now = () => Date.now();
const pad = (n) => String(n).padStart(2, '0');
const isoDay = (ms) => { const d = new Date(ms); return `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}`; };

class Refused extends Error {
  constructor(status, zh, en, need) { super(en); this.status = status; this.body = { error: { code: 'input', message_zh: zh, message_en: en, detail: '', ...(need && { need }) } }; }
}
const refuse = (...all) => { throw new Refused(...all); };

const UNIT = { bp: 'mm[Hg]', glucose: 'mmol/L', weight: 'kg', hr: '/min', spo2: '%', temp: 'Cel', sleep: 'h', steps: '{steps}/d', waist: 'cm', peak_flow: 'L/min', height: 'cm' };
const BAND = { bp: [{ name: 'sys', low: null, high: '135' }, { name: 'dia', low: null, high: '85' }], glucose: [{ name: 'value', low: '4.4', high: '7.0' }] };
const SOURCE = { zh: '示例计划（未经医生审阅）', en: 'Sample plan (not reviewed by a doctor)' };
const LIMITS = { bp: [[60, 260, 30, 160]], glucose: [[1, 40]], weight: [[2, 300]], temp: [[30, 43]], spo2: [[50, 100]], hr: [[20, 250]] };

const PLANS = {
  zh: [{ id: 'hypertension', title: '高血压随访', for: '有高血压的成年人', text: '', source: SOURCE.zh, asks: [{ name: 'sys_high', title: '家里量的高压不超过', kind: 'number', must: false, unit: 'mm[Hg]' }] },
    { id: 'diabetes', title: '2 型糖尿病随访', for: '有 2 型糖尿病的成年人', text: '', source: SOURCE.zh, asks: [] }],
  en: [{ id: 'hypertension', title: 'High blood pressure', for: 'adults with high blood pressure', text: '', source: SOURCE.en, asks: [{ name: 'sys_high', title: 'Upper value at home not above', kind: 'number', must: false, unit: 'mm[Hg]' }] },
    { id: 'diabetes', title: 'Type 2 diabetes', for: 'adults with type 2 diabetes', text: '', source: SOURCE.en, asks: [] }],
};

export function newRecord({ ids, consent = () => true, sample = false }) {
  let points = [];
  let drugs = [];
  let diary = [];
  let plans = [];
  let reminders = [];
  let notices = [];
  let feeds = [];
  let memory = [];
  let reports = [];
  const changes = [];
  const alerts = [];
  const may = () => { if (!consent()) refuse(403, '还没有同意保存健康信息。', 'There is no agreement yet to health information being kept.', 'consent'); };

  const add = (kind, v, at_ms, more = {}) => { const one = { id: ids(), kind, v: v.map(String), at_ms, origin: 'typed', note: '', ...more }; points.push(one); return one; };
  if (sample) fill();
  function fill() {
    for (let i = 40; i >= 1; i--) if (i < 17 || i > 24) add('bp', [Math.round(150 - (40 - i) * 0.5 + 5 * Math.sin(i * 2)), Math.round(94 - (40 - i) * 0.28 + 3 * Math.cos(i * 3))], now() - i * DAY_MS + HOUR_MS);
    for (let i = 30; i >= 0; i -= 3) add('glucose', [(6.2 + 1.1 * Math.sin(i)).toFixed(1)], now() - i * DAY_MS - 2 * HOUR_MS, { context: 'fasting' });
    add('weight', ['78.5'], now() - 6 * DAY_MS);
    drugs.push({ id: ids(), drug: '氨氯地平', dose: '5', unit: 'mg', frequency: 'qd', route: 'oral', from: isoDay(now() - 27 * DAY_MS), state: 'active', origin: 'typed', known: true },
      { id: ids(), drug: '布洛芬', dose: '0.3', unit: 'g', frequency: 'prn', route: 'oral', from: isoDay(now() - 90 * DAY_MS), until: isoDay(now() - 27 * DAY_MS), state: 'stopped', origin: 'stated', known: true },
      { id: ids(), drug: '祖传降压茶', text: '早晚各一杯', state: 'active', origin: 'typed', known: false });
    changes.push({ at_ms: now() - 27 * DAY_MS, text: '氨氯地平 5 mg', what: 'start' }, { at_ms: now() - 27 * DAY_MS, text: '布洛芬', what: 'stop' });
    plans.push(plan('hypertension', now() - 28 * DAY_MS));
    reminders.push({ id: ids(), kind: 'drug', title: '氨氯地平 5 mg', times: ['08:00'], days: null, from: isoDay(now() - 27 * DAY_MS), until: null, state: 'active', next_ms: now() + 9 * HOUR_MS, about: { drug: '氨氯地平' } },
      { id: ids(), kind: 'measure', title: '量血压', times: ['07:30', '20:00'], days: [1, 3, 5], from: null, until: null, state: 'paused', next_ms: null, about: { measure: 'bp' } });
    notices.push({ id: ids(), kind: 'reminder', at_ms: now() - 2 * HOUR_MS, state: 'new', title: '吃 氨氯地平 5 mg', text: '', about: { reminder: 'r', kind: 'drug', missed: 1, of: { drug: '氨氯地平' } } },
      { id: ids(), kind: 'reminder', at_ms: now() - HOUR_MS, state: 'new', title: '量一次血压', text: '坐着歇 5 分钟再量。', about: { reminder: 'r', kind: 'measure', of: { measure: 'bp' } } },
      { id: ids(), kind: 'doctor', at_ms: now() - 20 * HOUR_MS, state: 'new', title: '林医生的话', text: '这两周的数在往下走，药先不变，下周三来复诊。' });
    memory.push({ type: 'AllergyIntolerance', id: ids(), kind: 'allergy', text: '对青霉素过敏', quote: '我小时候打青霉素起过一身疹子', case: '01JMOCKCASE', at_ms: now() - 3 * DAY_MS, state: 'proposed' },
      { type: 'Condition', id: ids(), kind: 'condition', text: '高血压', quote: '高血压五年了', case: '01JMOCKCASE', at_ms: now() - 3 * DAY_MS, state: 'confirmed' });
    diary.push({ id: ids(), at_ms: now() - DAY_MS, text: '早上起来头有点胀，量完吃了药，下午好了。', mood: 3 });
  }

  function plan(id, at_ms, values = {}) {
    return {
      id: ids(), plan: id, since: isoDay(at_ms), until: null, state: 'active', at_ms,
      targets: [{ kind: 'bp', text_zh: `家庭血压低于 ${values.sys_high ?? 135}/85 mmHg`, text_en: `Home blood pressure below ${values.sys_high ?? 135}/85 mmHg`, low: null, high: String(values.sys_high ?? 135) }],
      tasks: [{ id: 'bp', zh: '早晚各量一次血压，连量 7 天', en: 'Blood pressure morning and evening, seven days', every: 'P1M', next_ms: now() + 3 * DAY_MS, done: 12, missed: 2 },
        { id: 'visit', zh: '门诊复诊', en: 'Visit to the clinic', every: 'P3M', next_ms: now() + 40 * DAY_MS, done: 1, missed: 0 }],
    };
  }
  const planOut = (one, lang) => ({
    id: one.id, plan: one.plan, title: PLANS[lang].find((known) => known.id === one.plan).title, text: '', not_for: '', since: one.since, until: one.until, state: one.state, tips: [],
    targets: one.targets.map(({ text_zh, text_en, ...rest }) => ({ ...rest, name: 'sys', context: '', limit: lang === 'zh' ? '低于 135' : 'below 135', text: lang === 'zh' ? text_zh : text_en, source: SOURCE[lang] })),
    tasks: one.tasks.map(({ zh, en, ...rest }) => ({ ...rest, title: lang === 'zh' ? zh : en, text: '' })),
    stop: [{ sign: '', tier: 'urgent', text: lang === 'zh' ? '高压到 180 或低压到 110，歇 5 分钟再量还是这样：当天就诊。' : 'Upper 180 or lower 110, still so after five minutes of rest: see a doctor today.', source: SOURCE[lang] },
      { sign: '', tier: 'emergency', text: lang === 'zh' ? '胸痛、说不清话、一侧手脚没力：打 120。' : 'Chest pain, slurred speech, weakness on one side: call 120.', source: SOURCE[lang] }],
  });

  const findings = (names) => (names.some((one) => /布洛芬|ibuprofen/i.test(one)) && names.some((one) => /华法林|warfarin/i.test(one))
    ? [{ tier: 'stop', kind: 'interaction', drugs: ['华法林', '布洛芬'], text: '一起用会大出血。', why: '布洛芬伤胃黏膜并影响血小板。', action: '不要一起用，退烧止痛换对乙酰氨基酚。', source: '示例规则' }]
    : names.some((one) => /布洛芬|ibuprofen/i.test(one)) && names.some((one) => /氨氯地平|amlodipine/i.test(one))
      ? [{ tier: 'warn', kind: 'interaction', drugs: ['氨氯地平', '布洛芬'], text: '布洛芬会让降压药打折扣。', action: '少用，用的那几天多量血压。', source: '示例规则' }] : []);
  const active = () => drugs.filter((one) => one.state === 'active').map((one) => one.drug);
  const unchecked = (names) => names.filter((one) => /茶|tea/.test(one)).map((drug) => ({ drug, reason: '不在药品资料里，关于它的安全性没有检查。' }));

  function place(kind, v) {
    for (const [i, text] of v.entries()) {
      if (!/^\d+(\.\d+)?$/.test(text)) refuse(400, '这不是一个数。', 'That is not a number.');
      const limits = LIMITS[kind]?.[0];
      if (limits && (Number(text) < limits[2 * i] || Number(text) > limits[2 * i + 1])) refuse(422, '这样的数不可能，请看看是不是多打了一位。', 'No such value is possible. Is there a digit too many?');
    }
    if (kind === 'bp' && Number(v[1]) >= Number(v[0])) refuse(422, '低压不会比高压高，请看看是不是写反了。', 'The lower value cannot be above the upper one. Were they swapped?');
  }

  function measureAdd({ kind, v, at_ms = now(), context, note, confirm }) {
    may();
    place(kind, v);
    const [high, low] = v.map(Number);
    const odd = (kind === 'bp' && high >= 200) || (kind === 'temp' && high > 41.5);
    if (odd && !confirm) return { kept: false, id: '', questions: [{ code: 'unlikely', text_zh: '这个数少见。歇 5 分钟、换一只胳膊再量一次更好。', text_en: 'That is unusual. Better rest for five minutes and take it again on the other arm.' }], advice: null, alert: false };
    const one = add(kind, v, at_ms, { context, note });
    const danger = kind === 'bp' && (high >= 180 || low >= 110);
    const advice = danger ? { tier: 'urgent', text_zh: '今天就去看医生。歇 5 分钟再量一次；胸痛、说不清话、一侧没力，马上打 120。', text_en: 'See a doctor today. Rest five minutes and take it again; with chest pain, slurred speech or weakness on one side call 120 at once.', source: SOURCE.zh } : null;
    if (danger) {
      alerts.push({ id: ids(), tier: 'urgent', created_ms: now(), waiting_s: 5, title: `血压 ${v.join('/')}`, text: '计划的停止条件：高压到 180。', rule: 'bp-very-high', source: SOURCE.zh });
      notices.push({ id: ids(), kind: 'alert', at_ms: now(), state: 'new', title: '今天就诊', text: advice.text_zh, tier: 'urgent' });
    }
    return { kept: true, id: one.id, questions: [], advice, alert: danger };
  }

  function csv({ csv: text, kind, confirm }) {
    may();
    const reply = { kept: 0, same: 0, refused_n: 0, refused: [], questioned_n: 0, questioned: [] };
    const [head, ...lines] = text.split(/\r?\n/);
    const columns = head.split(/[,;\t]/).map((one) => one.trim());
    if (!/^(日期|date)/i.test(columns[0])) refuse(422, '第一行没有写哪一列是时间。', 'The first line does not say which column is the time.');
    for (const [i, raw] of lines.entries()) {
      const cells = raw.split(/[,;\t]/).map((one) => one.trim());
      if (raw.trim() === '') continue;
      const at_ms = new Date(cells[0].replace(' ', 'T')).getTime();
      const what = kind ?? (/高压|systolic/i.test(columns[1]) ? 'bp' : 'glucose');
      const v = cells.slice(1);
      const no = (zh, en) => { reply.refused.push({ line: i + 2, why_zh: zh, why_en: en }); reply.refused_n++; };
      if (!Number.isFinite(at_ms)) { no('看不懂时间', 'The time cannot be read'); continue; }
      try { place(what, v); } catch (error) { no(error.body.error.message_zh, error.body.error.message_en); continue; }
      if (points.some((one) => one.kind === what && one.at_ms === at_ms)) { reply.same++; continue; }
      if (what === 'bp' && Number(v[0]) >= 200 && !confirm) { reply.questioned.push({ line: i + 2, why_zh: `${v.join('/')} 少见`, why_en: `${v.join('/')} is unusual` }); reply.questioned_n++; continue; }
      add(what, v, at_ms, { origin: 'csv' });
      reply.kept++;
    }
    return reply;
  }

  function entries() {
    return [
      ...points.map((one) => ({ type: 'Observation', id: one.id, version: 1, at_ms: one.at_ms, title: one.kind, kind: one.kind, value: one.v.join('/'), unit: UNIT[one.kind], status: 'final', origin: one.origin })),
      ...drugs.map((one) => ({ type: 'MedicationStatement', id: one.id, version: 1, at_ms: one.from ? new Date(one.from).getTime() : now() - 50 * DAY_MS, title: one.drug, value: [one.dose, one.unit, one.frequency].filter(Boolean).join(' '), unit: null, status: one.state, origin: one.origin })),
      ...diary.map((one) => ({ type: 'Observation', id: one.id, version: 1, at_ms: one.at_ms, title: '日记', value: one.text, unit: null, status: 'final', origin: 'typed' })),
      ...plans.map((one) => ({ type: 'CarePlan', id: one.id, version: 1, at_ms: one.at_ms, title: '高血压随访', value: null, unit: null, status: one.state, origin: null })),
      ...reports.map((one) => ({ type: 'DiagnosticReport', id: one.id, version: 1, at_ms: one.at_ms, title: one.title, value: null, unit: null, status: 'final', origin: 'photo' })),
    ].sort((a, b) => b.at_ms - a.at_ms);
  }

  const V = {
    'GET timeline': ({ q }) => {
      const count = Number(q.get('count') ?? 20);
      const from = Number(q.get('before') || 0);
      const rows = entries().filter((one) => !q.get('type') || one.type === q.get('type'));
      return { entries: rows.slice(from, from + count), next: from + count < rows.length ? String(from + count) : null };
    },
    'GET record': ({ q }) => ({ resource: { resourceType: q.get('type'), id: q.get('id'), meta: { versionId: '1' }, status: 'final' } }),
    'POST record/delete': ({ body }) => { points = points.filter((one) => one.id !== body.id); drugs = drugs.filter((one) => one.id !== body.id); diary = diary.filter((one) => one.id !== body.id); return {}; },
    'GET measures': ({ q, lang }) => {
      may();
      const kind = q.get('kind');
      if (!kind) return { kinds: Object.keys(UNIT).flatMap((one) => { const all = points.filter((p) => p.kind === one).sort((a, b) => b.at_ms - a.at_ms); return all.length ? [{ kind: one, n: all.length, last: { at_ms: all[0].at_ms, v: all[0].v } }] : []; }) };
      const since = Number(q.get('since_ms') ?? 0);
      const planned = plans.some((one) => one.state === 'active') || kind !== 'bp';
      return { kind, unit: UNIT[kind], points: points.filter((one) => one.kind === kind && one.at_ms >= since).map(({ kind: _, ...rest }) => rest), band: planned ? BAND[kind] ?? [] : [], band_source: BAND[kind] && planned ? SOURCE[lang] : null, drugs: kind === 'bp' ? changes : [] };
    },
    'POST measures': ({ body }) => measureAdd(body),
    'POST measures/csv': ({ body }) => csv(body),
    'GET diary': () => { may(); return { entries: [...diary].sort((a, b) => b.at_ms - a.at_ms) }; },
    'POST diary': ({ body, lang }) => {
      may();
      const one = { id: ids(), at_ms: body.at_ms ?? now(), text: body.text, mood: body.mood ?? null };
      diary.push(one);
      const red = /胸口|胸痛|chest pain/i.test(body.text);
      return { id: one.id, tier: red ? 'emergency' : null, headline: red ? (lang === 'zh' ? '现在打 120' : 'Call 120 now') : '', act: red ? (lang === 'zh' ? '坐着别动，等急救。' : 'Sit still and wait.') : '', crisis: false };
    },
    'GET cabinet': () => { may(); return { drugs, findings: findings(active()), unchecked: unchecked(active()) }; },
    'POST cabinet': ({ body }) => {
      may();
      const found = findings([...active(), body.drug]).filter((one) => one.drugs.includes(body.drug) || one.tier === 'stop');
      const stop = found.some((one) => one.tier === 'stop');
      if (stop && !body.confirm) return { kept: false, id: '', findings: found, unchecked: [], alert: false };
      const one = { id: ids(), state: 'active', origin: 'typed', known: !/茶|tea/.test(body.drug), from: isoDay(now()), ...body };
      drugs.unshift(one);
      changes.push({ at_ms: now(), text: body.drug, what: 'start' });
      return { kept: true, id: one.id, findings: found, unchecked: unchecked([body.drug]), alert: stop };
    },
    'POST cabinet/stop': ({ body }) => { Object.assign(drugs.find((one) => one.id === body.id), { state: 'stopped', until: isoDay(now()) }); return {}; },
    'GET plans': ({ lang }) => { may(); return { plans: plans.map((one) => planOut(one, lang)), fits: ['hypertension', 'diabetes'].filter((id) => !plans.some((one) => one.plan === id && one.state === 'active')) }; },
    'POST plans': ({ body }) => { may(); const one = plan(body.plan, now(), body.values); plans.push(one); return { id: one.id }; },
    'POST plans/end': ({ body }) => { Object.assign(plans.find((one) => one.id === body.id), { state: 'ended', until: isoDay(now()) }); return {}; },
    'GET reminders': () => { may(); return { reminders }; },
    'POST reminders': ({ body }) => {
      may();
      const known = reminders.find((one) => one.id === body.id);
      if (known && body.every_days) known.days = null;
      if (known) Object.assign(known, body, { next_ms: (body.state ?? known.state) === 'active' ? now() + 7 * HOUR_MS : null });
      else reminders.push({ ...body, id: ids(), state: 'active', next_ms: now() + 7 * HOUR_MS });
      reminders = reminders.filter((one) => one.state !== 'ended');
      return { id: (known ?? reminders[reminders.length - 1])?.id ?? body.id, next_ms: now() + 7 * HOUR_MS };
    },
    'GET notices': ({ q }) => { may(); const rows = notices.filter((one) => one.at_ms >= Number(q.get('since_ms') ?? 0)); return { notices: rows, unread: rows.filter((one) => one.state === 'new').length }; },
    'POST notices': ({ body }) => { notices.find((one) => one.id === body.id).state = body.state; return {}; },
    'GET calendar': () => ({ feeds }),
    'POST calendar': ({ lang }) => { const id = ids(); feeds.push({ id, lang, created_ms: now() }); return { id, path: `/v1/calendar/${id}k3J9xQ.ics` }; },
    'POST calendar/revoke': ({ body }) => { feeds = feeds.filter((one) => one.id !== body.id); return {}; },
    'GET week': () => {
      may();
      const since = now() - 7 * DAY_MS;
      const bp = points.filter((one) => one.kind === 'bp' && one.at_ms >= since);
      const mean = (i) => Math.round(bp.reduce((sum, one) => sum + Number(one.v[i]), 0) / bp.length);
      const quiet = !bp.some((one) => Number(one.v[0]) >= 135) && !notices.some((one) => one.tier);
      return {
        from: isoDay(since + DAY_MS), until: isoDay(now()), quiet,
        lines: quiet ? [] : [{ kind: 'measure', text_zh: `血压量了 ${bp.length} 次，平均 ${bp.length ? `${mean(0)}/${mean(1)}` : '–'}，比上周低 4。`, text_en: `${bp.length} blood pressure readings, mean ${bp.length ? `${mean(0)}/${mean(1)}` : '–'}, 4 lower than the week before.`, evidence: [] },
          { kind: 'drug', text_zh: '氨氯地平该吃 7 次，吃了 6 次。', text_en: 'Amlodipine: 6 of 7 taken.', evidence: [] }],
        measures: bp.length ? [{ kind: 'bp', n: bp.length, mean: [mean(0), mean(1)], min: null, max: null, in_band_percent: 57, against_week_before: null }] : [],
        adherence: [{ title: '氨氯地平', due: 7, done: 6, skipped: 0, missed: 1 }], open: [],
      };
    },
    'POST report': () => ({
      reading: 'r1', width: 1000, height: 640, date: isoDay(now() - 2 * DAY_MS), unread: 1, other: ['示例医院检验科', '标本：血清'],
      items: [
        { name: '肌酐', code: '2160-0', value: '88', unit: 'umol/L', range: '57-97', flag: 'normal', text: '肌酐 88 umol/L 57-97', sure: true, why_unsure: [], box: [60, 200, 700, 36] },
        { name: '钾', code: '2823-3', value: '5.8', unit: 'mmol/L', range: '3.5-5.3', flag: 'high', text: '钾 5.8 ↑ mmol/L 3.5-5.3', sure: false, why_unsure: ['point'], box: [60, 260, 700, 36] },
        { name: '尿酸', code: '14933-6', value: '412', unit: 'umol/L', range: '208-428', flag: 'normal', text: '尿酸 412', sure: true, why_unsure: [], box: [60, 320, 700, 36] },
      ],
    }),
    'POST report/keep': ({ body }) => {
      may();
      if (body.items.some((one) => !one.seen)) refuse(422, '有没看过的项目。', 'Some items were not looked at.');
      const odd = body.items.find((one) => Number(one.value) > 5000);
      if (odd && !body.confirm) return { kept: 0, questions: [{ code: 'unlikely', text_zh: `${odd.name} ${odd.value} 少见。`, text_en: `${odd.name} ${odd.value} is unusual.` }] };
      reports.push({ id: ids(), at_ms: now(), title: body.title });
      return { id: reports[reports.length - 1].id, kept: body.items.length, questions: [] };
    },
    'GET memory': () => { may(); return { items: memory.filter((one) => one.state !== 'wrong') }; },
    'POST memory': ({ body }) => { const one = memory.find((each) => each.id === body.id); Object.assign(one, { state: body.state, ...(body.text && { text: body.text }) }); return {}; },
  };

  return {
    alerts,
    close(id, message) { const i = alerts.findIndex((one) => one.id === id); if (i >= 0) alerts.splice(i, 1); if (message) notices.push({ id: ids(), kind: 'doctor', at_ms: now(), state: 'new', title: '医生的话', text: message }); return i >= 0; },
    knows: (method, rest) => V[`${method} ${rest}`] !== undefined,
    run: (method, rest, q, body, lang) => V[`${method} ${rest}`]({ q, body, lang }),
    fill,
  };
}
export const knownPlans = (lang) => ({ plans: PLANS[lang] });
