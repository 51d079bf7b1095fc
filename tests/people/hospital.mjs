// hospital.mjs - makes the people of a hospital over HTTP: patients, guardians, children, staff in each role, and what they are to one another.
import { CONSENTS, Device, Session, unique } from './client.mjs';

export const ROLES = ['visitor', 'patient', 'guardian', 'doctor', 'pharmacist', 'ethics', 'administrator', 'auditor', 'regulator'];
export const STAFF = ROLES.slice(3);
export const PASSWORD = '青石板路上的雨-9137';
const DOCTOR = { role: 'doctor', title: 'attending', licence: '110000000000001' };

/* A few at a time: the server hashes two passwords at once and lets others wait five seconds. */
export async function some(list, n, work) {
  const out = [], rest = [...list.entries()];
  await Promise.all(Array.from({ length: n }, async () => { for (let one; (one = rest.shift());) out[one[0]] = await work(one[1]); }));
  return out;
}

export const grantOf = (role) => (role === 'doctor' ? DOCTOR : { role });

export class Person {
  constructor(hospital, session) { Object.assign(this, { hospital, session }); }
  good(method, path, body) { return this.session.good(method, path, body); }
  get base() { return this.hospital.base; }

  async login() {
    const s = new Session(this.base);
    await s.good('POST', '/v1/login', { login: this.login_name, password: this.password ?? PASSWORD, organisation: this.hospital.org });
    return s;
  }
  async password_step(session = this.session) { await session.good('POST', '/v1/step', { password: this.password ?? PASSWORD }); }
  code_step(session = this.session) { return this.device.step(session); }
  /* The second step does not go along into another role, and the same role is another one too. */
  async no_step() { await this.good('POST', '/v1/role', { role: this.role }); }
  async enrol() {
    await this.password_step();
    const { secret } = await this.good('POST', '/v1/totp');
    this.device = new Device(secret);
    this.recovery = (await this.good('POST', '/v1/totp/confirm', { code: await this.device.code() })).recovery;
  }
  async ask(question = '感冒发烧怎么办', person) {
    return (await this.good('POST', '/v1/ask', { question, person, organisation: this.hospital.org })).case;
  }
  async waiting() { const id = await this.ask(); await this.good('POST', `/v1/cases/${id}/handover`); return id; }
}

export class Hospital {
  /* admin: "LOGIN:PASSWORD", the first password, as `zhuyi user add` printed it. */
  constructor(base, org, admin) {
    Object.assign(this, { base, org });
    [this.admin_login, this.first] = admin.split(':');
  }

  async open() {
    this.admin = new Person(this, new Session(this.base));
    Object.assign(this.admin, { login_name: this.admin_login, role: 'administrator' });
    await this.admin.good('POST', '/v1/login', { login: this.admin_login, password: this.first, organisation: this.org });
    await this.admin.good('POST', '/v1/password', { old: this.first, new: PASSWORD });
    this.admin.id = (await this.admin.good('GET', '/v1/me')).person;
    await this.admin.enrol();
  }

  /* Somebody with an account of their own making. */
  async register(role = 'patient', more = {}) {
    const p = new Person(this, new Session(this.base)), n = unique();
    Object.assign(p, { role, login_name: `walk-${n}`, name: `行走${n}`, phone: `139${String(10000000 + Math.floor(Math.random() * 8e7))}` });
    const body = { login: p.login_name, password: PASSWORD, name: p.name, birth: '1980-02-29', sex: 'female', phone: p.phone, consents: CONSENTS, role, organisation: this.org, ...more };
    p.id = (await p.good('POST', '/v1/register', body)).person;
    return p;
  }
  async visitor() {
    const p = new Person(this, new Session(this.base));
    p.role = 'visitor';
    p.case = await p.ask();
    p.id = (await p.good('GET', '/v1/me')).person;
    return p;
  }
  /* One of the staff who has chosen a password and agreed to what a patient agrees to. */
  async staff(role) {
    const p = new Person(this, null);
    Object.assign(p, { role, login_name: `staff-${unique()}`, name: `员工${unique()}` });
    const made = await this.admin.good('POST', '/v1/users', { login: p.login_name, name_zh: p.name, name_en: p.name, ...grantOf(role) });
    Object.assign(p, { id: made.person, password: made.password });
    p.session = await p.login();
    await p.good('POST', '/v1/password', { old: made.password, new: PASSWORD });
    p.password = PASSWORD;
    await p.agree();
    return p;
  }
}

Person.prototype.agree = async function agree() {
  for (const c of CONSENTS) await this.good('POST', '/v1/people/me/consents', c);
};
Person.prototype.ward = async function ward() {
  const n = unique(), w = { name: `孩子${n}`, birth: new Date(Date.now() - 5 * 365 * 864e5).toISOString().slice(0, 10) };
  w.id = (await this.good('POST', '/v1/people', { name: w.name, birth: w.birth, consents: CONSENTS })).person;
  w.login_name = 'nobody';
  return w;
};
/* A blood pressure that opens an alert; the measurement becomes `entry`. */
Person.prototype.alarm = async function alarm(about = this.id) {
  const r = await this.good('POST', `/v1/people/${about}/measures`, { kind: 'bp', v: ['186', '112'], confirm: true });
  if (!r.kept || !r.alert) throw new Error(`no alert: ${JSON.stringify(r)}`);
  if (about === this.id) this.entry = r.id;
  return { entry: r.id };
};
/* `whose` shares with `reader` as family. Staff cannot accept; sql does it for who was a patient before. */
export async function share(whose, reader, kind = 'family') {
  await whose.good('POST', `/v1/people/${whose.id}/relations`, { kind, login: reader.login_name });
}
export async function accept(whose, reader, kind = 'family') {
  await reader.good('POST', `/v1/people/${whose.id}/relations/accept`, { other: 'me', kind });
}

/* Two relations that no verb makes: staff who were guardians or family before they were staff. */
export function makeGuardian(org, ward, guardian) {
  const row = (person, side, other) => `INSERT INTO relation (org, person, side, other, kind, state, since_ms, until_ms) VALUES ('${org}', '${person}', '${side}', '${other}', 'guardian', 'active', 1, 0)`;
  return [row(ward, 'by', guardian), row(guardian, 'for', ward)];
}
export function acceptFamily(org, whose, reader) {
  return [`UPDATE relation SET state = 'active' WHERE org = '${org}' AND kind = 'family' AND ((person = '${whose}' AND other = '${reader}') OR (person = '${reader}' AND other = '${whose}'))`];
}
