// probes.mjs - what is asked of each action of src/policy/access.tsv: `ask` for a check that is refused, or that changes nothing when it is not;
// `may` makes what an allowed call needs first, and gives calls that must succeed. A call: [method, path, body, {session, find}].
import { readFileSync } from 'node:fs';
import { CONSENTS, Session, must, unique } from './client.mjs';
import { PASSWORD } from './hospital.mjs';

const LABS = { patient: { age: 50, sex: 'm' }, items: [{ name: '血红蛋白', value: '98', unit: 'g/L' }] };
const RX = { patient: { age: 62, sex: '男' }, current: [], orders: [{ drug: '氨氯地平片', dose: '5', unit: 'mg', route: '口服', frequency: 'qd' }] };
const NOBODY = '01AAAAAAAAAAAAAAAAAAAAAAAA';
const person = (end, body) => (a, t) => [[body ? 'POST' : 'GET', `/v1/people/${t.id}${end}`, body]];
const own = (a, t) => (t.relation === 'self' ? a.tokens.slice(0, 1) : []);
const keeps = (t) => ['self', 'ward'].includes(t.relation); // notices and calendars are the person's own
const at = (t) => `/v1/people/${t.id}`;

const fhir = (t) => `/fhir/${t.id}`;
export const observation = (id) => ({ resourceType: 'Observation', ...(id && { id }), status: 'final', code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }], text: '心率' }, valueQuantity: { value: 72, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' } });
export const bundle = (type, request, resource) => ({ resourceType: 'Bundle', type, entry: [{ request, ...(resource && { resource }) }] });
const PATCH = [{ op: 'replace', path: '/status', value: 'amended' }];
export const CSV = '日期,时间,收缩压,舒张压\n2026-11-01,08:00,126,80\n2026-11-02,08:10,131,84\n';
export const DISCHARGE = { plan: 'post-discharge', values: { discharge: '2026-11-20' } };
export const REPORT = { date: '2026-11-20', title: '血常规', items: [{ name: '血红蛋白', value: '128', unit: 'g/L', range: '115-150', seen: true }] };

const PICTURE = readFileSync(new URL('../ingest/small/clean-5.png', import.meta.url));

/* What was noted from a conversation; what the staff ask is not, so that theirs is written as it would stand there. */
async function remembered(a, t, h) {
  const who = t.relation === 'treating' ? h.treated : a;
  if (who === h.treated || ['patient', 'guardian'].includes(a.role)) return must((await who.good('POST', '/v1/ask', { question: '我对头孢过敏，感冒了怎么办', person: t.id })).remembered?.[0], 'nothing was remembered');
  const noted = { resourceType: 'AllergyIntolerance', meta: { tag: [{ system: 'urn:zhuyi:origin', code: 'stated' }] }, extension: [{ url: 'urn:zhuyi:case', valueString: NOBODY }], clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }] }, code: { text: '头孢' }, patient: { reference: 'Patient/me' } };
  return { type: 'AllergyIntolerance', id: (await a.good('POST', `/fhir/${t.id}/AllergyIntolerance`, noted)).id };
}

/* A program, and how it asks; the challenge belongs to VERIFIER. */
export const PROGRAM = { name: '血压助手', redirects: ['https://app.example/back', 'http://127.0.0.1:9/back'], scopes: ['patient/*.cruds', 'launch/patient'] };
export const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
export const asks = (client, aud, scope = 'launch/patient patient/*.rs') => ({ client_id: client, redirect_uri: PROGRAM.redirects[0], response_type: 'code', scope, state: 'zustand-1', code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256', aud });

/* a: who asks. t: whom it is about {id, name, case, login_name}. h: everything made so far (walk.mjs). */
export const ACTIONS = {
  'account.register': {
    verbs: ['register'],
    ask: () => [['POST', '/v1/register', { login: `new-${unique()}`, password: PASSWORD, name: '新人', birth: '1990-01-01', consents: CONSENTS }]],
    // A visitor who registers is none afterwards: somebody else's session.
    may: async (a, t, h) => [['POST', '/v1/register', { login: `new-${unique()}`, password: PASSWORD, name: '新人', birth: '1990-01-01', consents: CONSENTS }, { session: (await h.one.visitor()).session }]],
  },
  'account.login': {
    verbs: ['login', 'outside_begin', 'outside_end'],
    ask: () => [],
    may: async (a, t, h) => [['POST', '/v1/login', { login: (a.login_name ? a : h.patient).login_name, password: PASSWORD }, { session: new Session(h.one.base, a.session.cookie) }]],
  },
  'account.logout': {
    verbs: ['logout'],
    ask: () => [],
    may: async (a, t, h) => [['POST', '/v1/logout', {}, { session: a.login_name ? await a.login() : (await h.one.visitor()).session }]],
  },
  'account.step': { verbs: ['step'], ask: () => [['POST', '/v1/step', { password: PASSWORD }]], may: async (a) => [['POST', '/v1/step', { password: PASSWORD }, { session: await a.login() }]] },
  'account.security': {
    verbs: ['sessions', 'session_end', 'password', 'totp_confirm'],
    ask: () => [['GET', '/v1/sessions'], ['POST', `/v1/sessions/${NOBODY}/end`, {}], ['POST', '/v1/password', { old: PASSWORD, new: `${PASSWORD}x` }], ['POST', '/v1/totp/confirm', { code: '000000' }]],
    // totp_confirm succeeds where the second factor is made (walk.mjs).
    may: async (a) => {
      const other = await a.login(), id = (await other.good('GET', '/v1/sessions')).sessions.find((s) => s.current).id;
      const fresh = `${PASSWORD}-${unique()}`, old = a.password ?? PASSWORD;
      a.password = fresh;
      return [['GET', '/v1/sessions'], ['POST', `/v1/sessions/${id}/end`, {}], ['POST', '/v1/password', { old, new: fresh }]];
    },
  },
  'account.factor_add': { verbs: ['totp_begin'], ask: () => [['POST', '/v1/totp', {}]], made: true },
  'account.factor_remove': { verbs: ['totp_remove'], ask: () => [['POST', '/v1/totp/remove', {}]], made: true },
  'account.role': { verbs: ['role'], ask: (a) => [['POST', '/v1/role', { role: a.role }]] },
  'account.token': {
    verbs: ['tokens', 'token_revoke'],
    ask: () => [['GET', '/v1/tokens'], ['POST', `/v1/tokens/${NOBODY}/revoke`, {}]],
    may: async (a) => [['GET', '/v1/tokens'], ['POST', `/v1/tokens/${must(a.tokens.pop(), 'no token left')}/revoke`, {}]],
  },
  'account.token_make': {
    verbs: ['token_make'],
    ask: () => [['POST', '/v1/tokens', { name: '行走', scopes: ['engine.use'], days: 1 }]],
    may: () => ['一', '二'].map((name) => ['POST', '/v1/tokens', { name, scopes: ['engine.use'], days: 1 }]),
  },

  'case.ask': { verbs: ['ask'], ask: (a, t) => [['POST', '/v1/ask', { question: '头疼怎么办', person: t.id }]] },
  'case.list': { verbs: ['cases'], ask: (a, t) => [['GET', `/v1/cases?person=${t.id}`]] },
  'case.read': { verbs: ['case', 'proof', 'follow'], ask: (a, t) => [['GET', `/v1/cases/${t.case}`], ['GET', `/v1/ledger/proof/${t.case}`], ['GET', `/v1/cases/${t.case}/events`, undefined, { stream: true }]] },
  'case.handover': {
    verbs: ['handover'],
    ask: (a, t) => [['POST', `/v1/cases/${t.case}/handover`, {}]],
    may: async (a, t) => [['POST', `/v1/cases/${await a.ask('感冒了怎么办', t.id)}/handover`, {}]],
  },
  'case.sign': {
    verbs: ['sign', 'reject'],
    ask: (a, t) => [['POST', `/v1/cases/${t.case}/sign`, { text: '请按说明书服药。' }], ['POST', `/v1/cases/${t.case}/reject`, { text: '请到门诊。' }]],
    may: async (a, t, h) => [['POST', `/v1/cases/${await h.treated.waiting()}/sign`, { text: '请按说明书服药。' }], ['POST', `/v1/cases/${await h.treated.waiting()}/reject`, { text: '请到门诊。' }]],
  },
  'worklist.read': { verbs: ['worklist'], ask: () => [['GET', '/v1/worklist']] },

  'facts.read': { verbs: ['facts'], ask: person('/facts') },
  'facts.write': { verbs: ['facts_change'], ask: person('/facts', { facts: { weight_kg: '61.5', allergies: ['青霉素'] } }) },
  'record.read': {
    verbs: ['timeline', 'record_entry', 'measures', 'diary', 'cabinet', 'plans', 'week', 'memory', 'reminders', 'notices', 'feeds', 'fhir_get', 'fhir_all'],
    ask: (a, t) => [
      ...['timeline?count=5', `record?type=Observation&id=${t.entry ?? NOBODY}`, 'measures', 'measures?kind=bp', 'diary', 'cabinet', 'plans', 'week?from=2026-11-02', 'memory', 'reminders', 'notices'].map((end) => ['GET', `${at(t)}/${end}`]),
      ...(keeps(t) ? [['GET', `${at(t)}/calendar`]] : []),
      ...[`Observation/${t.entry ?? NOBODY}`, `Observation/${t.entry ?? NOBODY}/_history`, 'Observation?_count=2&code=85354-9', 'Observation/_history', '_history', ''].map((end) => ['GET', `${fhir(t)}/${end}`]),
      ['POST', `${fhir(t)}/Observation/_search`, '_count=1', { type: 'application/x-www-form-urlencoded' }],
      ['POST', `${fhir(t)}/Observation/$validate`, observation()],
      ['POST', fhir(t), bundle('batch', { method: 'GET', url: 'Observation?_count=1' })],
      ...(t.relation === 'self' ? [['GET', '/fhir'], ['GET', '/fhir/Observation?_count=1'], ['POST', '/fhir', bundle('batch', { method: 'GET', url: 'Observation?_count=1' })]] : []),
    ],
    may: async (a, t) => ACTIONS['record.read'].ask(a, { ...t, entry: t.entry ?? (await a.good('POST', `${at(t)}/measures`, { kind: 'weight', v: ['61'], confirm: true })).id }),
  },
  'record.write': {
    verbs: ['measure_add', 'measures_csv', 'diary_add', 'cabinet_add', 'cabinet_stop', 'plan_start', 'plan_end', 'record_delete', 'memory_change', 'report_read', 'report_keep', 'reminder_put', 'notice_answer', 'feed_make', 'feed_revoke',
      'fhir_post', 'fhir_put', 'fhir_patch', 'fhir_delete', 'fhir_base', 'fhir_bundle'],
    ask: (a, t) => [
      ...Object.entries({
        measures: { kind: 'bp', v: ['128', '82'] }, 'measures/csv': { csv: CSV }, diary: { text: '今天走了五千步' }, cabinet: { drug: '氨氯地平片', dose: '5', unit: 'mg', frequency: 'qd' }, 'cabinet/stop': { id: NOBODY },
        plans: DISCHARGE, 'plans/end': { id: NOBODY }, 'record/delete': { type: 'Observation', id: t.entry ?? NOBODY }, memory: { type: 'AllergyIntolerance', id: NOBODY, state: 'confirmed' },
        reminders: { kind: 'drug', title: '氨氯地平', times: ['08:00'] }, notices: { id: NOBODY, state: 'seen' }, calendar: {}, 'calendar/revoke': { id: NOBODY },
      }).map(([end, body]) => ['POST', `${at(t)}/${end}`, body]),
      ['POST', `${at(t)}/report`, PICTURE, { type: 'image/png' }], ['POST', `${at(t)}/report/keep`, REPORT],
      ['POST', `${fhir(t)}/Observation`, observation()],
      ['PUT', `${fhir(t)}/Observation/${t.entry ?? NOBODY}`, observation(t.entry ?? NOBODY)],
      ['PATCH', `${fhir(t)}/Observation/${t.entry ?? NOBODY}`, PATCH, { type: 'application/json-patch+json' }],
      ['DELETE', `${fhir(t)}/Observation/${t.entry ?? NOBODY}`],
      ['DELETE', `${fhir(t)}/Observation?status=final`],
      ...['batch', 'transaction'].map((type) => ['POST', fhir(t), bundle(type, { method: 'POST', url: 'Observation' }, observation())]),
      ...(t.relation === 'self' ? [['POST', '/fhir', bundle('batch', { method: 'POST', url: 'Observation' }, observation())], ['POST', '/fhir/', bundle('transaction', { method: 'DELETE', url: `Observation/${NOBODY}` })]] : []),
    ],
    may: async (a, t, h) => {
      const made = (end, body) => a.good('POST', `${at(t)}/${end}`, body), drug = { drug: '氨氯地平片', dose: '5', unit: 'mg', frequency: 'qd', confirm: true };
      const entry = (await made('measures', { kind: 'bp', v: ['187', '113'], confirm: true })).id, plan = (await made('plans', DISCHARGE)).id, taken = (await made('cabinet', drug)).id;
      const notice = must((await a.good('GET', `${at(t)}/notices`)).notices[0], 'no notice of what was measured').id;
      const noted = await remembered(a, t, h);
      const calendar = keeps(t) ? (await made('calendar', {})).id : null, feed = keeps(t) ? [['POST', `${at(t)}/calendar`, { detail: false }], ['POST', `${at(t)}/calendar/revoke`, { id: calendar }]] : [];
      const id = unique();
      return [
        ['POST', `${at(t)}/plans/end`, { id: plan }], ['POST', `${at(t)}/plans`, DISCHARGE], ['POST', `${at(t)}/cabinet`, { ...drug, drug: '二甲双胍片', dose: '500' }], ['POST', `${at(t)}/cabinet/stop`, { id: taken }],
        ['POST', `${at(t)}/measures`, { kind: 'bp', v: ['128', '82'], confirm: true }], ['POST', `${at(t)}/measures/csv`, { csv: CSV, confirm: true }], ['POST', `${at(t)}/diary`, { text: '今天走了五千步' }],
        ['POST', `${at(t)}/record/delete`, { type: 'Observation', id: entry }], ['POST', `${at(t)}/memory`, { type: noted.type, id: noted.id, state: 'confirmed' }],
        ['POST', `${at(t)}/reminders`, { kind: 'drug', title: '氨氯地平', times: ['08:00'] }], ...(keeps(t) ? [['POST', `${at(t)}/notices`, { id: notice, state: 'seen' }]] : []), ...feed,
        ['POST', `${at(t)}/report`, PICTURE, { type: 'image/png' }], ['POST', `${at(t)}/report/keep`, REPORT],
        ['POST', `${fhir(t)}/Observation`, observation()], ['PUT', `${fhir(t)}/Observation/${id}`, observation(id)], ['PATCH', `${fhir(t)}/Observation/${id}`, PATCH, { type: 'application/json-patch+json' }],
        ...['batch', 'transaction'].map((type) => ['POST', fhir(t), bundle(type, { method: 'POST', url: 'Observation' }, observation())]), ['DELETE', `${fhir(t)}/Observation/${id}`],
        ...(t.relation === 'self' ? ['/fhir', '/fhir/'].map((path) => ['POST', path, bundle('transaction', { method: 'POST', url: 'Observation' }, observation())]) : []),
      ];
    },
  },
  'record.share': { verbs: ['authorize'], ask: (a, t, h) => [['POST', '/v1/authorize', { ...asks(h.client, `https://zhuyi.example/fhir/${t.id}`), person: t.id, allow: true }]] },
  'alert.read': { verbs: ['alerts'], ask: () => [['GET', '/v1/alerts']] },
  'alert.close': {
    verbs: ['alert_close'],
    ask: (a, t) => [['POST', `/v1/alerts/${t.alert ?? NOBODY}/close`, { note: '已电话联系' }]],
    may: async (a, t, h) => {
      await h.treated.alarm();
      return [['POST', `/v1/alerts/${must((await a.good('GET', '/v1/alerts')).alerts.find((x) => x.person === t.id), 'no alert to close').id}/close`, { note: '已电话联系', message: '请明天来门诊复查血压。' }]];
    },
  },
  'client.read': { verbs: ['clients'], ask: () => [['GET', '/v1/clients']] },
  'client.write': {
    verbs: ['client_make', 'client_end'],
    ask: (a, t, h) => [['POST', '/v1/clients', PROGRAM], ['POST', `/v1/clients/${h.client}/end`, {}]],
    may: async (a) => [['POST', '/v1/clients', PROGRAM], ['POST', `/v1/clients/${(await a.good('POST', '/v1/clients', PROGRAM)).id}/end`, {}]],
  },
  'profile.read': { verbs: ['profile'], ask: person('') },
  'profile.write': { verbs: ['profile_change'], ask: person('', { emergency: { name: '紧急', phone: '13900000000', relation: '朋友' } }) },
  'person.list': { verbs: ['people'], ask: () => [['GET', '/v1/people']] },
  'ward.make': { verbs: ['ward_make'], ask: () => [['POST', '/v1/people', { name: `孩子${unique()}`, birth: '2022-03-04', consents: CONSENTS }]] },
  'person.find': {
    verbs: ['find'],
    ask: (a, t) => [['POST', '/v1/people/find', { name: t.name ?? '无名' }, { find: t.id }], ...(t.phone ? [['POST', '/v1/people/find', { phone: t.phone }, { find: t.id }]] : [])],
  },
  'person.export': { verbs: ['export'], ask: person('/export') },
  'person.delete': {
    verbs: ['delete'],
    ask: person('/delete', { confirm: 'delete' }),
    may: async (a, t, h) => {
      const gone = { confirm: 'delete' };
      if (t.relation === 'ward') return [['POST', `${at(await a.ward())}/delete`, gone]];
      if (a.role === 'visitor') return [['POST', '/v1/people/me/delete', gone, { session: (await h.one.visitor()).session }]];
      const other = await h.one.register(a.role);
      await other.password_step();
      return [['POST', '/v1/people/me/delete', gone, { session: other.session }]];
    },
  },

  'consent.read': { verbs: ['consents'], ask: person('/consents') },
  'consent.write': {
    verbs: ['consent_give', 'consent_withdraw'],
    ask: (a, t) => [['POST', `${at(t)}/consents`, { purpose: 'research', sensitive: false }], ['POST', `${at(t)}/withdraw`, { consent: t.consent ?? NOBODY }]],
    may: async (a, t) => {
      const { id } = await a.good('POST', `${at(t)}/consents`, { purpose: 'labelling', sensitive: true });
      return [['POST', `${at(t)}/consents`, { purpose: 'research', sensitive: false }], ['POST', `${at(t)}/withdraw`, { consent: id }]];
    },
  },
  'access.read': { verbs: ['looked'], ask: person('/access') },
  'relation.read': { verbs: ['relations'], ask: person('/relations') },
  'relation.write': {
    verbs: ['relation_make', 'relation_end'],
    ask: (a, t, h) => [['POST', `${at(t)}/relations`, { kind: 'contact', login: h.unrelated.login_name }], ['POST', `${at(t)}/relations/end`, { kind: 'family', other: NOBODY }]],
    may: async (a, t, h) => {
      await a.good('POST', `${at(t)}/relations`, { kind: 'contact', login: h.unrelated.login_name });
      const { relations } = await a.good('GET', `${at(t)}/relations`);
      const waits = must(relations.find((r) => r.kind === 'contact' && r.state === 'asked' && r.side === 'by'), 'no invitation is listed');
      return [['POST', `${at(t)}/relations`, { kind: 'family', login: h.treated.login_name }], ['POST', `${at(t)}/relations/end`, { kind: 'contact', other: waits.other }]];
    },
  },
  'relation.accept': {
    verbs: ['relation_accept'],
    ask: (a, t, h) => [['POST', `/v1/people/${h.sharing.id}/relations/accept`, { other: 'me', kind: 'contact' }]],
    may: async (a, t, h) => {
      await h.sharing.good('POST', `/v1/people/${h.sharing.id}/relations`, { kind: 'contact', login: a.login_name });
      return [['POST', `/v1/people/${h.sharing.id}/relations/accept`, { other: 'me', kind: 'contact' }]];
    },
  },

  'glass.open': {
    verbs: ['glass_open'],
    ask: person('/glass', { reason: '急诊昏迷，需要查过敏史' }),
    may: async (a, t, h) => [['POST', `${at(await h.one.register())}/glass`, { reason: '急诊昏迷，需要查过敏史' }]],
  },
  'glass.read': { verbs: ['glass_list'], ask: () => [['GET', '/v1/glass']] },
  'glass.review': {
    verbs: ['glass_review'],
    ask: (a, t, h) => [['POST', `/v1/glass/${h.glass[0]}/review`, { verdict: 'justified', note: '属实' }]],
    may: async (a, t, h) => [['POST', `/v1/glass/${must(h.glass.length > 1 && h.glass.pop(), 'no opening left')}/review`, { verdict: 'justified', note: '属实' }]],
  },
  'hold.read': { verbs: ['holds'], ask: () => [['GET', '/v1/holds']] },
  'hold.write': {
    verbs: ['hold_set', 'hold_release'],
    ask: (a, t) => [['POST', `${at(t)}/hold`, { reason: '法院来函' }], ['POST', `${at(t)}/release`, { hold: NOBODY }]],
    may: async (a, t) => {
      const { id } = await a.good('POST', `${at(t)}/hold`, { reason: '法院来函二' });
      return [['POST', `${at(t)}/hold`, { reason: '法院来函' }], ['POST', `${at(t)}/release`, { hold: id }]];
    },
  },
  'audit.read': { verbs: ['audit'], ask: () => [['GET', '/v1/audit?since_ms=0']] },
  'statistics.read': { verbs: ['statistics'], ask: () => [['GET', '/v1/statistics']] },
  'user.read': { verbs: ['users', 'all_sessions', 'all_tokens'], ask: () => [['GET', '/v1/users'], ['GET', '/v1/organisation/sessions'], ['GET', '/v1/organisation/tokens']] },
  'user.write': {
    verbs: ['user_make', 'user_change', 'user_reset', 'user_sessions_end', 'all_token_revoke'],
    // The maker of somebody new is nothing to them yet: only who may never do it is refused.
    ask: (a, t, h) => [
      ['POST', `/v1/users/${t.id}`, { state: 'disabled' }], ['POST', `/v1/users/${t.id}/reset`, { what: 'password' }], ['POST', `/v1/users/${t.id}/end`, {}],
      ...(a.role === 'administrator' && t.relation !== 'none' ? [] : [['POST', '/v1/users', { login: `new-${unique()}`, name_zh: '新', name_en: 'New', role: 'ethics' }]]),
      ...(a.role === 'administrator' && t.relation !== 'elsewhere' ? own(a, t) : [h.spare]).map((id) => ['POST', `/v1/organisation/tokens/${id}/revoke`, {}]),
    ],
    may: async (a, t, h) => {
      const p = t.relation === 'family' ? h.familyStaff : await h.one.staff('pharmacist');
      const calls = [['POST', `/v1/users/${p.id}`, { role: { role: 'pharmacist', department: '药房' } }], ['POST', `/v1/users/${p.id}/reset`, { what: 'lock' }], ['POST', `/v1/users/${p.id}/end`, {}], ['POST', `/v1/users/${p.id}/reset`, { what: 'second_factor' }], ['POST', `/v1/users/${p.id}/reset`, { what: 'password' }], ['POST', `/v1/users/${p.id}`, { state: 'disabled' }]];
      if (t.relation === 'family') return calls;
      return [...calls, ['POST', '/v1/users', { login: `new-${unique()}`, name_zh: '新', name_en: 'New', role: 'ethics' }], ['POST', `/v1/organisation/tokens/${h.token}/revoke`, {}]];
    },
  },
  'organisation.read': { verbs: ['organisation'], ask: () => [['GET', '/v1/organisation']] },
  'organisation.write': { verbs: ['organisation_change'], ask: () => [['POST', '/v1/organisation', { department: { id: 'walk', name_zh: '行走科', name_en: 'Walking' } }]] },
  'engine.use': {
    verbs: ['triage', 'calc', 'calculators', 'calculator', 'units', 'labs', 'rx', 'passage', 'departments', 'plans_known'],
    ask: () => [
      ['POST', '/v1/triage', { question: '头疼' }], ['POST', '/v1/calc', { calculator: 'bmi', inputs: { weight: '70 kg', height: '175 cm' } }], ['GET', '/v1/calculators'], ['GET', '/v1/calculators/bmi'],
      ['POST', '/v1/units', { value: '5.6', from: 'mmol/L', to: 'mg/dL', substance: 'glucose' }], ['POST', '/v1/labs', LABS], ['POST', '/v1/rx', RX],
      ['GET', '/v1/passages/general-practice/common-cold/treatment/1.zh'], ['GET', '/v1/departments'], ['GET', '/v1/care/plans'],
    ],
  },
};

/* For anyone, by no action; and no verbs of the library at all. */
export const FREE = ['health', 'feed', 'authorize_ask', 'smart_token', 'me', 'head', 'access_matrix', 'openapi', 'metrics'];
