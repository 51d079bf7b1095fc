/* A stand-in for the server, for the pages about people only: it serves dist/ and answers the API from memory, so that the page
 * can be built and every state of it be seen without a server. It proves nothing about the server.
 *   node test/mock.mjs --port 18090        then open http://127.0.0.1:18090 */
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { totp } from './browser/totp.mjs';
import { knownPlans, newRecord } from './care_mock.mjs';

const { values: args } = parseArgs({ options: { port: { type: 'string', default: '18090' } } });
const DIST = new URL('../dist/', import.meta.url);
const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml' };
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
export const DOCTOR_SECRET = 'ZHUYISAMPLEDOCTOR23456ABCDEFGH2A';
const STEP_MS = 300000;
const YEAR_MS = 365.25 * 86400000;

const ids = (() => { let n = 0; return () => `01JMOCK${String(++n).padStart(19, '0')}`; })();
const now = () => Date.now();
const day = (n) => now() - n * 86400000;

class Refused extends Error {
  constructor(status, zh, en, more = {}) { super(en); this.status = status; this.body = { error: { code: more.code ?? 'denied', message_zh: zh, message_en: en, detail: '', ...more } }; }
}
const refuse = (...all) => { throw new Refused(...all); };

/* ---- what is there ---- */

const CONSENTS = [
  { purpose: 'consult', sensitive: false, edition: '2026-1', text_zh: '本院保存您的姓名、联系方式和问答，用来回答您、让医生接着看。', text_en: 'The hospital keeps your name, contact and what you ask, to answer you and to let a doctor go on from there.' },
  { purpose: 'consult', sensitive: true, edition: '2026-1', text_zh: '其中的健康信息（病、药、过敏、化验）也一并保存和使用，只为看诊。', text_en: 'This includes health information (conditions, medicines, allergies, results), used for your care only.' },
  { purpose: 'family', sensitive: false, edition: '2026-1', text_zh: '您指定的这一位家人可以看到您的姓名、生日和电话。', text_en: 'The one family member you name can see your name, birth date and phone.' },
  { purpose: 'family', sensitive: true, edition: '2026-1', text_zh: '您指定的这一位家人可以看到您的问诊和健康情况。', text_en: 'The one family member you name can see your consultations and health facts.' },
  { purpose: 'research', sensitive: true, edition: '2026-1', text_zh: '去掉姓名和联系方式后，用于经伦理委员会批准的研究。', text_en: 'Without name and contact, for studies the ethics board approved.' },
  { purpose: 'labelling', sensitive: true, edition: '2026-1', text_zh: '去掉姓名后，由人标注，用来改进回答。', text_en: 'Without your name, labelled by people to improve answers.' },
  { purpose: 'avatar', sensitive: true, edition: '2026-1', text_zh: '您选的医生的分身可以读您的记录来回答您。', text_en: 'The avatar of the doctor you choose may read your record to answer you.' },
];
const organisation = {
  id: 'sample', name_zh: '示例医院（虚构）', name_en: 'Sample hospital (fictional)', fictional: true,
  departments: [{ id: 'cardio', name_zh: '心内科', name_en: 'Cardiology' }, { id: 'paed', name_zh: '儿科', name_en: 'Paediatrics' }],
  retention: [{ zh: '医生签字的门诊病历', en: 'Outpatient records a doctor signed', years: 15 }, { zh: '未登录的提问', en: 'Questions without an account', days: 30 }],
  consents: CONSENTS,
};
const ROLES = ['visitor', 'patient', 'guardian', 'doctor', 'pharmacist', 'ethics', 'administrator', 'auditor', 'regulator'];
const row = (action, relation, scope, zh, en, cells) => ({ action, relation, scope, zh, en, cells: [...cells] });
const MATRIX = {
  roles: ROLES,
  rows: [
    row('case.ask', 'self', 'ask', '提问', 'Ask a question', 'yyyyy----'), row('case.ask', 'ward', 'ask', '提问', 'Ask a question', '-yy------'),
    row('case.read', 'self', 'read', '打开一次问答', 'Open a case', 'yyyyy----'), row('case.read', 'ward', 'read', '打开一次问答', 'Open a case', '-yy------'),
    row('case.read', 'family', 'read', '打开一次问答', 'Open a case', '-yy------'), row('case.read', 'treating', 'read', '打开一次问答', 'Open a case', '---yy----'),
    row('case.read', 'glass', '-', '打开一次问答', 'Open a case', '---y-----'), row('case.sign', 'treating', '-', '签字或退回', 'Sign or send back', '---s-----'),
    row('facts.read', 'treating', 'read', '看病人的情况', 'Read health facts', '---yy----'), row('profile.read', 'glass', '-', '看病人是谁', 'See who the patient is', '---y-----'),
    row('glass.open', 'none', '-', '紧急查看', 'Emergency access', '---s-----'), row('glass.review', 'none', '-', '复核紧急查看', 'Review emergency access', '-----pp--'),
    row('user.write', 'none', '-', '管理人员', 'Manage staff', '------s--'), row('person.export', 'self', '-', '导出自己的全部', 'Export everything', '-pp------'),
    row('client.read', 'none', '-', '看外部程序', 'See other programs', '------y--'), row('audit.read', 'none', 'audit', '看查看记录', 'Read the access log', '-----y-yy'), row('statistics.read', 'none', 'audit', '看统计', 'Read statistics', '-------yy'),
  ],
};

const accounts = new Map();
const persons = new Map();
let sessions = [];
let tokens = [];
let glass = [];
let holds = [];
let cases = [];
const locks = new Map();
const looked = [];

function person(name, more = {}) {
  const id = ids();
  persons.set(id, { person: id, name, birth: '', sex: '', phone: '', emergency: null, facts: {}, updated_ms: 0, consents: [], relations: [], kind: 'patient', ...more });
  return persons.get(id);
}
const grant = (role, more = {}) => ({ role, department: '', title: '', licence: '', until_ms: 0, state: 'active', ...more });
function account(login, password, who, roles, more = {}) {
  accounts.set(login, {
    login, password, person: who.person, roles, name_zh: who.name, name_en: more.name_en ?? who.name, title: '', state: 'active', secret: '', factor: false, must_change: false,
    seen_ms: 0, locked_until_ms: 0, recovery: [], used: 0, ...more,
  });
  return accounts.get(login);
}
const staff = (login, zh, en, roles, more = {}) => account(login, 'zhuyi-sample', person(zh, { kind: 'staff' }), roles, { name_en: en, ...more });
staff('doctor', '周予安（虚构）', 'Zhou Yu’an (fictional)', [grant('doctor', { department: 'cardio', title: 'attending', licence: '110000000000001' })], { secret: DOCTOR_SECRET, factor: true, title: '主治医师' });
staff('administrator', '何管（虚构）', 'He Guan (fictional)', [grant('administrator')], { secret: DOCTOR_SECRET, factor: true });
staff('ethics', '方理（虚构）', 'Fang Li (fictional)', [grant('ethics')], { secret: DOCTOR_SECRET, factor: true });
staff('auditor', '沈计（虚构）', 'Shen Ji (fictional)', [grant('auditor')], { secret: DOCTOR_SECRET, factor: true });
staff('regulator', '严管（虚构）', 'Yan Guan (fictional)', [grant('regulator')]);
staff('pharmacist', '药小知（虚构）', 'Yao Zhi (fictional)', [grant('pharmacist', { licence: 'P-2201', until_ms: day(-200) })]);
const sample = person('李秀英（虚构）', { birth: '1948-03-02', sex: 'female', phone: '13900000001', facts: { sex: 'female', allergies: ['青霉素'], drugs: ['氨氯地平'], conditions: ['高血压'], weight_kg: 58 } });
account('xiuying', 'a long sample word', sample, [grant('patient')]);
glass.push({ id: ids(), person: sample.person, actor: 'x', actor_name: '周予安（虚构）', opened_ms: day(1), until_ms: day(1) + 14400000, state: 'open', reason: '急诊送来时昏迷，要知道在用什么药', reviewer_name: '', reviewed_ms: 0, note: '' });
looked.push({ of: sample.person, at_ms: day(1), actor: 'x', name: '周予安（虚构）', title: '主治医师', role: 'doctor', action: 'profile.read', relation: 'glass', case: '', reason: '急诊送来时昏迷，要知道在用什么药' });
looked.push({ of: sample.person, at_ms: day(3), actor: 'x', name: '周予安（虚构）', title: '主治医师', role: 'doctor', action: 'case.read', relation: 'treating', case: '', reason: '' });
looked.push({ of: sample.person, at_ms: day(3.01), actor: 'y', name: '药小知（虚构）', title: '', role: 'pharmacist', action: 'facts.read', relation: 'treating', case: '', reason: '' });
const other = person('王小明（虚构）', { birth: '1980-05-05', phone: '13900000002' });
account('xiaoming', 'another long word', other, [grant('patient')]);
sample.consents = CONSENTS.slice(0, 2).map((one) => ({ id: ids(), purpose: one.purpose, sensitive: one.sensitive, other: '', edition: one.edition, given_ms: day(40), given_by: sample.person, withdrawn_ms: 0 }));

const ageOf = (birth) => Math.floor((now() - new Date(birth).getTime()) / YEAR_MS);
const inForce = (who, purpose, sensitive) => who.consents.some((one) => one.purpose === purpose && one.sensitive === sensitive && one.withdrawn_ms === 0);

/* ---- who asks ---- */

function meOf(s) {
  const a = accounts.get(s.login);
  const who = persons.get(s.person);
  const held = a?.roles.find((one) => one.role === s.role);
  return {
    role: s.role, name: a ? a.name_zh : '', title: s.role === 'doctor' ? a?.title ?? held?.title ?? '' : '', fictional: true, organisation, csrf: null, person: s.person,
    account: a ? { login: a.login, roles: a.roles.filter((one) => one.state === 'active').map((one) => one.role), second_factor: a.factor, must_change: a.must_change, step: { level: s.step_ms > now() ? s.level : 0, until_ms: s.step_ms } } : null,
    consents_missing: a && s.role === 'patient' ? [false, true].filter((sensitive) => !inForce(who, 'consult', sensitive)).map(() => 'consult') : [],
    outside: { name: '示例医院统一身份' },
  };
}
function open(req, reply, login, who, role) {
  const s = { token: randomBytes(16).toString('hex'), id: ids(), login, person: who, role, level: 0, step_ms: 0, created_ms: now(), expires_ms: now() + 1209600000, agent: req.headers['user-agent'] ?? '' };
  sessions.push(s);
  reply.cookie = `zhuyi=${s.token}; HttpOnly; SameSite=Strict; Path=/`;
  return s;
}
const current = (req) => sessions.find((s) => (req.headers.cookie ?? '').includes(s.token));
function enough(s, level) {
  if (s.step_ms > now() && s.level >= level) return;
  const a = accounts.get(s.login);
  if (level === 2 && !a.factor) refuse(403, '这一步要先设第二步验证。', 'This needs a second factor.', { need: 'enrol' });
  refuse(403, '请再确认一次。', 'Please confirm again.', { need: level === 2 ? 'code' : 'password' });
}
const role = (s, ...roles) => { if (!roles.includes(s.role)) refuse(s.login ? 403 : 401, '这个身份不能做这件事。', 'Your role may not do this.', s.login ? {} : { need: 'login' }); };
const goodCode = (a, code) => {
  const at = a.recovery.indexOf(code);
  if (at >= 0) { a.recovery.splice(at, 1); return true; }
  return [0, -30000, 30000].some((off) => totp(a.secret, now() + off) === code);
};
function reach(s, id) {
  const at = id === 'me' ? s.person : id;
  const who = persons.get(at) ?? refuse(404, '没有这个人。', 'No such person.');
  if (at === s.person) return who;
  const mine = who.relations.some((one) => one.side === 'by' && one.other === s.person && one.state === 'active');
  const seen = glass.some((one) => one.person === at && one.actor === s.person && one.until_ms > now());
  if (!mine && !seen) refuse(404, '没有这个人，或者您现在没有权限。', 'No such person, or not for you now.');
  if (seen) looked.unshift({ of: at, at_ms: now(), actor: s.person, name: accounts.get(s.login).name_zh, title: '主治医师', role: s.role, action: 'profile.read', relation: 'glass', case: '', reason: glass.find((one) => one.person === at && one.actor === s.person).reason });
  return who;
}

/* ---- the verbs ---- */

const answerOf = (c) => ({
  case: c.id, lang: 'zh', question: c.question, created_ms: c.created_ms, ai: true, state: c.state, tier: 'routine', level: 3, crisis: false, action: 'answer',
  headline: { text: '', do: '' }, parts: [{ section: 'answer', title: '', about: '', statements: [0] }],
  statements: [{ i: 0, text: '这是替身服务器的答复。', kind: 'notice', part: 0, verdict: 'not_a_claim', author: 'pack', evidence: [], repaired: null }],
  answer: '这是替身服务器的答复。', confidence: 0.9, why: '', ask: [], not_checked: [], held: null, reply: c.reply ?? null,
});

const V = {
  'GET /healthz': () => ({ status: 'ok', version: '0.0.0', uptime_s: 1, edition: { id: 'm', title_zh: '替身', title_en: 'Mock', version: '0', state: 'unreviewed sample', note_zh: '', note_en: '', cards: 0, passages: 0, refused: [] }, model: 'composer', store: 'ok' }),
  'GET /v1/me': ({ s }) => meOf(s),
  'POST /v1/login': ({ req, reply, body }) => {
    const lock = locks.get(body.login) ?? { n: 0, until: 0 };
    if (lock.until > now()) refuse(503, '试错太多。', 'Too many tries.', { code: 'busy', wait_s: Math.ceil((lock.until - now()) / 1000) });
    const a = accounts.get(body.login);
    if (!a || a.password !== body.password || a.state !== 'active') {
      locks.set(body.login, { n: lock.n + 1, until: lock.n + 1 >= 10 ? now() + 60000 : 0 });
      refuse(401, '用户名或密码不对。', 'Wrong.', { need: 'login' });
    }
    locks.delete(body.login);
    a.seen_ms = now();
    return meOf(open(req, reply, a.login, a.person, a.roles[0].role));
  },
  'POST /v1/logout': ({ s }) => { sessions = sessions.filter((one) => one !== s); return {}; },
  'POST /v1/register': ({ req, reply, body }) => {
    if (ageOf(body.birth) < 14) refuse(403, '未满 14 岁由监护人注册。', 'Under 14 a guardian registers.', { need: 'guardian' });
    if (accounts.has(body.login)) refuse(409, '这个用户名已经有人用了。', 'This log-in name is taken.', { code: 'conflict' });
    const who = person(body.name, { birth: body.birth, phone: body.phone ?? '' });
    who.consents = body.consents.map((one) => ({ id: ids(), ...one, other: '', edition: '2026-1', given_ms: now(), given_by: who.person, withdrawn_ms: 0 }));
    account(body.login, body.password, who, [grant('patient')]);
    return meOf(open(req, reply, body.login, who.person, 'patient'));
  },
  'POST /v1/password': ({ s, a, body }) => {
    if (body.old !== a.password) refuse(401, '密码不对。', 'Wrong password.');
    Object.assign(a, { password: body.new, must_change: false });
    sessions = sessions.filter((one) => one === s || one.login !== s.login);
    return {};
  },
  'POST /v1/step': ({ s, a, body }) => {
    if (body.code !== undefined ? !(a.factor && goodCode(a, body.code)) : body.password !== a.password) refuse(401, '不对。', 'Wrong.');
    Object.assign(s, { level: body.code !== undefined ? 2 : 1, step_ms: now() + STEP_MS });
    return { level: s.level, until_ms: s.step_ms };
  },
  'POST /v1/totp': ({ s, a }) => { enough(s, 1); a.secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'; return { secret: a.secret, uri: `otpauth://totp/zhuyi:${a.login}?secret=${a.secret}&issuer=zhuyi` }; },
  'POST /v1/totp/confirm': ({ a, body }) => {
    if (!goodCode(a, body.code)) refuse(400, '数字不对。', 'Wrong digits.', { code: 'input' });
    a.factor = true;
    a.recovery = Array.from({ length: 10 }, () => `${randomBytes(2).toString('hex')}-${randomBytes(2).toString('hex')}`);
    return { recovery: [...a.recovery] };
  },
  'POST /v1/totp/remove': ({ s, a }) => { enough(s, 2); a.factor = false; return {}; },
  'POST /v1/role': ({ s, body }) => { s.role = body.role; return meOf(s); },
  'GET /v1/sessions': ({ s }) => ({ sessions: sessions.filter((one) => one.login === s.login).map((one) => ({ id: one.id, created_ms: one.created_ms, expires_ms: one.expires_ms, agent: one.agent, role: one.role, current: one === s })) }),
  'POST /v1/sessions/*/end': ({ id }) => { sessions = sessions.filter((one) => one.id !== id); return {}; },
  'GET /v1/tokens': ({ s }) => ({ tokens: tokens.filter((one) => one.login === s.login), scopes: ['ask', 'read', 'facts'] }),
  'POST /v1/tokens': ({ s, body }) => {
    enough(s, 1);
    const one = { id: ids(), login: s.login, name: body.name, scopes: body.scopes, role: s.role, created_ms: now(), expires_ms: now() + body.days * 86400000, revoked_ms: 0, owner: s.login };
    tokens.push(one);
    return { ...one, token: `zt_${randomBytes(32).toString('hex')}` };
  },
  'POST /v1/tokens/*/revoke': ({ id }) => { tokens.find((one) => one.id === id).revoked_ms = now(); return {}; },
  'POST /v1/outside': ({ s }) => ({ url: `/outside?code=${s.login ? 'link' : 'good'}&state=abc`, state: 'abc' }),
  'POST /v1/outside/end': ({ req, reply, body }) => { if (body.code === 'link') return { linked: true, return: '/#/me/security' }; if (body.code !== 'good') refuse(401, '不对。', 'Wrong.'); return { ...meOf(open(req, reply, 'xiuying', sample.person, 'patient')), return: '/' }; },
  'GET /v1/people': ({ s, who }) => ({
    people: [{ person: who.person, relation: 'self', name: who.name, birth: who.birth, age_y: who.birth ? ageOf(who.birth) : null },
      ...who.relations.filter((one) => one.side === 'for' && one.state === 'active').map((one) => { const o = persons.get(one.other); return { person: o.person, relation: one.kind === 'guardian' ? 'ward' : 'family', name: o.name, birth: o.birth, age_y: o.birth ? ageOf(o.birth) : null }; })],
  }),
  'POST /v1/people': ({ s, who, body }) => {
    if (ageOf(body.birth) >= 14) refuse(400, '满 14 岁的人自己注册。', 'From 14 on people register themselves.', { code: 'input' });
    const child = person(body.name, { birth: body.birth, sex: body.sex ?? '', kind: 'ward' });
    link(child, who, 'guardian', 'active');
    return { person: child.person };
  },
  'GET /v1/people/*': ({ s, id }) => { const { person: p, name, birth, sex, phone, emergency } = reach(s, id); return { person: p, name, birth, sex, phone, emergency }; },
  'POST /v1/people/*': ({ s, id, body }) => { Object.assign(reach(s, id), body); return {}; },
  'GET /v1/people/*/facts': ({ s, id }) => { const o = reach(s, id); return { facts: o.facts, updated_ms: o.updated_ms }; },
  'POST /v1/people/*/facts': ({ s, id, body }) => {
    const o = reach(s, id);
    if (o.kind !== 'ward' && !inForce(o, 'consult', true)) refuse(403, '要先同意保存健康信息。', 'Agree to keeping health information first.', { need: 'consent' });
    Object.assign(o, { facts: body.facts, updated_ms: now() });
    return {};
  },
  'GET /v1/people/*/consents': ({ s, id }) => { const o = reach(s, id); return { consents: o.consents, purposes: CONSENTS.map((one) => ({ ...one, in_force: inForce(o, one.purpose, one.sensitive) })) }; },
  'POST /v1/people/*/consents': ({ s, id, body }) => { const one = { id: ids(), other: '', ...body, edition: '2026-1', given_ms: now(), given_by: s.person, withdrawn_ms: 0 }; reach(s, id).consents.push(one); return { id: one.id }; },
  'POST /v1/people/*/withdraw': ({ s, id, body }) => { reach(s, id).consents.find((one) => one.id === body.consent).withdrawn_ms = now(); return {}; },
  'GET /v1/people/*/access': ({ s, id }) => ({ access: looked.filter((one) => one.of === reach(s, id).person) }),
  'GET /v1/people/*/relations': ({ who }) => ({ relations: who.relations }),
  'POST /v1/people/*/relations': ({ who, body }) => {
    const a = accounts.get(body.login) ?? refuse(404, '没有这个用户名。', 'No such log-in name.', { code: 'missing' });
    link(who, persons.get(a.person), body.kind, 'asked');
    return {};
  },
  'POST /v1/people/*/relations/accept': ({ s, id, body }) => { each(id, s.person, body.kind, (one) => { one.state = 'active'; }); return {}; },
  'POST /v1/people/*/relations/end': ({ s, body }) => { each(s.person, body.other, body.kind, (one) => { one.state = 'ended'; }); each(body.other, s.person, body.kind, (one) => { one.state = 'ended'; }); return {}; },
  'GET /v1/people/*/export': ({ s, who }) => { enough(s, 1); return { bundle: { resourceType: 'Bundle', type: 'collection', entry: [] }, html: `<!doctype html><meta charset="utf-8"><title>zhuyi</title><p>${who.name}`, file: 'zhuyi-export-sample' }; },
  'POST /v1/people/*/delete': ({ s, who, body }) => {
    enough(s, 1);
    if (body.confirm !== 'delete') refuse(400, '没有确认。', 'Not confirmed.');
    const held = holds.some((one) => one.person === who.person && one.released_ms === 0);
    const kept = cases.some((one) => one.person === who.person && one.state === 'signed');
    accounts.delete(s.login);
    sessions = sessions.filter((one) => one.login !== s.login);
    return held ? { state: 'blocked', until_ms: 0, why: 'hold' } : kept ? { state: 'blocked', until_ms: now() + 15 * YEAR_MS, why: 'signed' } : { state: 'deleted', until_ms: 0, why: '' };
  },
  'POST /v1/people/find': ({ s, body }) => {
    role(s, 'doctor');
    return { people: [...persons.values()].filter((one) => (body.phone ? one.phone === body.phone : one.name === body.name)).map((one) => ({ person: one.person, relation: 'none', kind: one.kind })) };
  },
  'POST /v1/people/*/glass': ({ s, id, a, body }) => {
    role(s, 'doctor');
    enough(s, 2);
    const one = { id: ids(), person: id, actor: s.person, actor_name: a.name_zh, opened_ms: now(), until_ms: now() + 14400000, state: 'open', reason: body.reason, reviewer_name: '', reviewed_ms: 0, note: '' };
    glass.unshift(one);
    return { id: one.id, until_ms: one.until_ms };
  },
  'GET /v1/glass': ({ s }) => { role(s, 'ethics', 'administrator', 'auditor'); return { items: glass }; },
  'POST /v1/glass/*/review': ({ s, id, a, body }) => {
    role(s, 'ethics', 'administrator', 'auditor');
    enough(s, 1);
    Object.assign(glass.find((one) => one.id === id), { state: body.verdict, note: body.note, reviewer_name: a.name_zh, reviewed_ms: now() });
    return {};
  },
  'GET /v1/users': ({ s }) => {
    role(s, 'administrator', 'auditor');
    return { users: [...accounts.values()].filter((a) => persons.get(a.person).kind === 'staff').map((a) => ({ person: a.person, login: a.login, name_zh: a.name_zh, name_en: a.name_en, state: a.state, second_factor: a.factor, roles: a.roles, seen_ms: a.seen_ms, locked_until_ms: a.locked_until_ms })) };
  },
  'POST /v1/users': ({ s, body }) => {
    role(s, 'administrator');
    enough(s, 2);
    if (accounts.has(body.login)) refuse(409, '这个用户名已经有人用了。', 'This log-in name is taken.', { code: 'conflict' });
    const { login, name_zh, name_en, ...rest } = body;
    const made = account(login, `once-${randomBytes(4).toString('hex')}`, person(name_zh, { kind: 'staff' }), [grant(rest.role, rest)], { name_en, must_change: true });
    return { person: made.person, password: made.password };
  },
  'POST /v1/users/*': ({ s, id, body }) => {
    role(s, 'administrator');
    enough(s, 2);
    const a = [...accounts.values()].find((one) => one.person === id);
    if (body.state) { a.state = body.state; sessions = sessions.filter((one) => one.person !== id); }
    if (body.role) a.roles = [...a.roles.filter((one) => one.role !== body.role.role), body.role];
    return {};
  },
  'POST /v1/users/*/reset': ({ s, id, body }) => {
    role(s, 'administrator');
    enough(s, 2);
    const a = [...accounts.values()].find((one) => one.person === id);
    if (body.what === 'password') { Object.assign(a, { password: `once-${randomBytes(4).toString('hex')}`, must_change: true }); return { password: a.password }; }
    if (body.what === 'second_factor') a.factor = false;
    if (body.what === 'lock') a.locked_until_ms = 0;
    return {};
  },
  'POST /v1/users/*/end': ({ s, id }) => { role(s, 'administrator'); enough(s, 2); sessions = sessions.filter((one) => one.person !== id); return {}; },
  'GET /v1/organisation/sessions': ({ s }) => { role(s, 'administrator', 'auditor'); return { sessions: sessions.filter((one) => one.login && persons.get(one.person)?.kind === 'staff').map((one) => ({ id: one.id, person: one.person, name: accounts.get(one.login).name_zh, role: one.role, created_ms: one.created_ms, expires_ms: one.expires_ms, agent: one.agent })) }; },
  'GET /v1/organisation/tokens': ({ s }) => { role(s, 'administrator', 'auditor'); return { tokens }; },
  'POST /v1/organisation/tokens/*/revoke': ({ s, id }) => { role(s, 'administrator'); enough(s, 2); tokens.find((one) => one.id === id).revoked_ms = now(); return {}; },
  'GET /v1/organisation': () => organisation,
  'POST /v1/organisation': ({ s, body }) => {
    role(s, 'administrator');
    enough(s, 2);
    const { department, ...names } = body;
    Object.assign(organisation, names);
    if (department) organisation.departments.push(department);
    return {};
  },
  'GET /v1/holds': ({ s }) => { role(s, 'auditor'); return { holds }; },
  'POST /v1/people/*/hold': ({ s, id, a, body }) => {
    role(s, 'auditor');
    enough(s, 2);
    if (!persons.has(id)) refuse(404, '没有这个代号。', 'No such pseudonym.', { code: 'missing' });
    holds.unshift({ id: ids(), person: id, set_ms: now(), set_by_name: a.name_zh, released_ms: 0, reason: body.reason });
    return { id: holds[0].id };
  },
  'POST /v1/people/*/release': ({ s, body }) => { role(s, 'auditor'); enough(s, 2); holds.find((one) => one.id === body.hold).released_ms = now(); return {}; },
  'GET /v1/audit': ({ s, url }) => { role(s, 'auditor', 'regulator'); return { access: looked.filter((one) => one.at_ms >= Number(url.searchParams.get('since_ms'))).map((one) => ({ at_ms: one.at_ms, person: one.of, actor: one.actor, role: one.role, action: one.action, relation: one.relation })) }; },
  'GET /v1/statistics': ({ s }) => { role(s, 'ethics', 'administrator', 'auditor', 'regulator'); return { people: { 'patient/active': persons.size, 'staff/active': 6, 'ward/active': 0 }, cases: { 'answered/routine': cases.length, 'held/urgent': 0 }, glass: { open: glass.length, justified: 0 }, leaves: 42 }; },
  'GET /v1/matrix': () => MATRIX,
  'GET /v1/worklist': ({ s }) => { role(s, 'doctor'); return { items: cases.filter((one) => one.state === 'held').map((one) => ({ case: one.id, question: one.question, tier: 'routine', state: one.state, why: '', created_ms: one.created_ms, waiting_s: 60, who: '' })) }; },
  'GET /v1/cases': ({ s, url }) => { const at = url.searchParams.get('person') ?? 'me'; const o = reach(s, at); return { cases: cases.filter((one) => one.person === o.person).map((one) => ({ case: one.id, question: one.question, tier: 'routine', state: one.state, created_ms: one.created_ms, updated_ms: one.created_ms })) }; },
  'GET /v1/cases/*': ({ id }) => answerOf(cases.find((one) => one.id === id) ?? refuse(404, '没有。', 'None.')),
  'POST /v1/cases/*/sign': ({ s, id, a, body }) => { role(s, 'doctor'); enough(s, 2); const c = cases.find((one) => one.id === id); Object.assign(c, { state: 'signed', reply: { by: a.name_zh, title: '', text: body.text, signed_ms: now(), verdict: 'signed' } }); return answerOf(c); },
  'POST /v1/ask': ({ s, body }) => {
    const c = { id: ids(), person: body.person ?? s.person, question: body.question, state: /停/.test(body.question) ? 'held' : 'answered', created_ms: now() };
    cases.unshift(c);
    return answerOf(c);
  },
};

/* Both sides have their own line. */
function link(whose, other, kind, state) {
  whose.relations.push({ other: other.person, name: other.name, side: 'by', kind, state, since_ms: now(), until_ms: 0 });
  other.relations.push({ other: whose.person, name: whose.name, side: 'for', kind, state, since_ms: now(), until_ms: 0 });
}
function each(a, b, kind, act) {
  for (const [x, y] of [[a, b], [b, a]]) for (const one of persons.get(x)?.relations ?? []) if (one.other === y && one.kind === kind) act(one);
}

/* '*' stands for one part of the path; the last one is the id that matters. */
function verbOf(method, path) {
  const parts = path.split('/');
  if (V[`${method} ${path}`]) return { run: V[`${method} ${path}`], id: '' };
  for (const [key, run] of Object.entries(V)) {
    const [m, p] = key.split(' ');
    const wanted = p.split('/');
    if (m !== method || wanted.length !== parts.length || !wanted.every((one, i) => one === '*' || one === parts[i])) continue;
    return { run, id: decodeURIComponent(parts[wanted.indexOf('*')] ?? '') };
  }
  return null;
}

/* ---- the record: care_mock.mjs, one of each person ---- */
const records = new Map();
let clients = [];
function recordOf(id) {
  if (!records.has(id)) records.set(id, newRecord({ ids, consent: () => persons.get(id).kind === 'ward' || persons.get(id).consents.some((one) => one.purpose === 'consult' && one.sensitive && one.withdrawn_ms === 0) }));
  return records.get(id);
}
recordOf(sample.person).fill();
const langOf = (req) => ((req.headers['accept-language'] ?? 'zh').startsWith('en') ? 'en' : 'zh');
Object.assign(V, {
  'GET /v1/care/plans': ({ req }) => knownPlans(langOf(req)),
  'GET /v1/alerts': ({ s }) => { role(s, 'doctor'); return { alerts: [...records].flatMap(([id, one]) => one.alerts.map((alert) => ({ ...alert, person: id, name: persons.get(id).name }))) }; },
  'POST /v1/alerts/*/close': ({ s, id, body }) => { role(s, 'doctor'); if (![...records.values()].some((one) => one.close(id, body.message))) refuse(404, '没有。', 'None.'); return {}; },
  'GET /v1/clients': ({ s }) => { role(s, 'administrator'); return { clients }; },
  'POST /v1/clients': ({ s, body }) => { role(s, 'administrator'); const id = ids(); clients.push({ id, ...body, created_ms: now(), state: 'active' }); return { id }; },
  'POST /v1/clients/*/end': ({ s, id }) => { role(s, 'administrator'); clients = clients.map((one) => (one.id === id ? { ...one, state: 'ended' } : one)); return {}; },
  'GET /v1/authorize': ({ url }) => ({ client: 'Sample app', redirect: 'https://app.example/callback', ...(url.searchParams.has('client_id') ? {} : { error: 'invalid_request' }), scopes: [{ scope: 'patient/Observation.rs', type: 'Observation', may_zh: ['看', '查找'], may_en: ['read', 'search'] }, { scope: 'patient/*.r', type: '*', may_zh: ['看'], may_en: ['read'] }], minutes: 60 }),
  'POST /v1/authorize': ({ body }) => ({ redirect: `/#/health?${body.allow ? 'code=1' : 'error=access_denied'}` }),
});
function careVerb(req, url, s, body) {
  const [, , people, whose, ...rest] = url.pathname.split('/');
  if (people !== 'people' || whose === undefined) return null;
  const id = whose === 'me' ? s.person : whose;
  if (!persons.has(id) || !recordOf(id).knows(req.method, rest.join('/'))) return null;
  if (!s.login) refuse(403, '请先登录。', 'Log in first.', { need: 'login' });
  return () => recordOf(id).run(req.method, rest.join('/'), url.searchParams, body, langOf(req));
}

const OPEN = /^\/v1\/(me|login|logout|password|organisation|matrix)$/;

async function answer(req, res) {
  const url = new URL(req.url, 'http://mock');
  const file = ['/', '/outside', '/authorize'].includes(url.pathname) ? 'index.html' : url.pathname.slice(1);
  if (req.method === 'GET' && /^[a-z]+\.(html|js|css|svg)$/.test(file)) {
    try { res.writeHead(200, { 'Content-Type': TYPES[file.split('.')[1]], 'Content-Security-Policy': CSP }).end(readFileSync(new URL(file, DIST))); return; } catch { /* 404 below */ }
  }
  const reply = { cookie: '' };
  let status = 200;
  let body;
  try {
    const parts = [];
    for await (const part of req) parts.push(part);
    const text = (req.headers['content-type'] ?? '').startsWith('application/json') ? Buffer.concat(parts).toString() : '';
    let s = current(req);
    if (!s) { s = open(req, reply, '', person('', { kind: 'visitor' }).person, 'visitor'); }
    const a = accounts.get(s.login);
    if (a?.must_change && !OPEN.test(url.pathname)) refuse(403, '先换密码。', 'Change the password first.', { need: 'change_password' });
    const care = careVerb(req, url, s, text ? JSON.parse(text) : {});
    const found = care ?? verbOf(req.method, url.pathname) ?? refuse(404, '没有。', 'None.');
    body = care ? care() : found.run({ req, reply, url, s, a, who: persons.get(s.person), id: found.id, body: text ? JSON.parse(text) : {} });
  } catch (error) {
    if (!error.body) console.error(error);
    status = error.status ?? 500;
    body = error.body ?? { error: { code: 'internal', message_zh: '', message_en: '' } };
  }
  res.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...(reply.cookie && { 'Set-Cookie': reply.cookie }) }).end(JSON.stringify(body));
}

const server = createServer((req, res) => void answer(req, res));
server.listen(Number(args.port), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
