// attack_guess.mjs - guessing passwords and codes: the lock, for names that there are and names that there are not.
import { Session, must, send, sql, test, unique } from './client.mjs';
import { PASSWORD } from './hospital.mjs';

export async function guesses(c) {
  const { one, o } = c, log = (login, password = 'wrong-wrong-9') => send(o.base, 'POST', '/v1/login', { body: { login, password } });
  const known = await one.register(), beside = await one.register(), unknown = `nobody-${unique()}`;
  const shape = (r) => `${r.status} ${r.text.replace(/\d+/g, '#')}`;

  await test('guessing: five tries, then a wait, the same for a name that is nobody\'s', async () => {
    const a = [], b = [];
    for (let i = 0; i < 7; i++) { a.push(shape(await log(known.login_name))); b.push(shape(await log(unknown))); }
    if (a.join('\n') !== b.join('\n')) return `${a.join('\n')}\n--\n${b.join('\n')}`;
    const tried = a.filter((x) => x.startsWith('401')).length, locked = a.filter((x) => x.includes('wait_s')).length;
    return tried >= 3 && tried <= 10 && locked >= 1 && locked + tried === 7 ? '' : a.join('\n');
  });
  await test('guessing: the right password during the wait is refused, and not told apart', async () => { const r = await log(known.login_name, PASSWORD), w = await log(known.login_name); return shape(r) === shape(w) && r.json.error.wait_s > 0 ? '' : `${r.text} ${w.text}`; });
  await test('guessing: the name in capitals, full width or with blanks is the same name', async () => {
    const wide = [...known.login_name].map((x) => (/[a-z0-9-]/.test(x) ? String.fromCharCode(x.charCodeAt(0) + 0xfee0) : x)).join('');
    for (const n of [known.login_name.toUpperCase(), ` ${known.login_name} `, wide]) { const r = await log(n, PASSWORD); if (r.status === 200) return `${n} let in`; }
    return '';
  });
  await test('guessing: another name is not locked', async () => ((await log(beside.login_name, PASSWORD)).status === 200 ? '' : 'it is'));
  await test('guessing: the same name in another hospital is not locked', async () => { const r = await send(o.base, 'POST', '/v1/login', { body: { login: known.login_name, password: 'wrong-wrong-9', organisation: c.two.org } }); return r.status === 401 && !r.json.error.wait_s ? '' : `${r.status} ${r.text}`; });
  await test('guessing: who is logged in already stays so, and may take a step', async () => ((await known.session.get('/v1/people/me')).status === 200 && (await known.session.post('/v1/step', { password: PASSWORD })).status === 200 ? '' : 'not so'));
  await test('guessing: after the wait the right password lets in', async () => {
    await sql(o.store, `UPDATE attempt SET until_ms = ${Date.now() - 1000}, last_ms = ${Date.now() - 40000} WHERE until_ms > ${Date.now()}`);
    const r = await log(known.login_name, PASSWORD);
    return r.status === 200 ? '' : `${r.status} ${r.text}`;
  });
  await test('guessing: forty at once get hardly more tries than five', async () => {
    const p = await one.register(), all = await Promise.all(Array.from({ length: 40 }, () => log(p.login_name)));
    const tried = all.filter((r) => r.status === 401).length, waits = all.filter((r) => r.json?.error?.wait_s).length;
    return tried <= 10 && waits >= 20 ? '' : `${tried} were tried, ${waits} told to wait, ${all.length - tried - waits} else: ${all.find((r) => r.status !== 401 && !r.json?.error?.wait_s)?.text}`;
  });
  await test('guessing: codes are counted too, over sessions, and the right one waits', async () => {
    const p = await one.register();
    await p.enrol();
    const s = [await p.login(), await p.login()];
    let wait = 0;
    for (let i = 0; i < 8; i++) wait = (await s[i % 2].post('/v1/step', { code: String(100000 + i) })).json.error.wait_s ?? 0;
    const right = await s[0].post('/v1/step', { code: await p.device.code() });
    return wait > 0 && right.json.error?.wait_s > 0 ? '' : `${wait} ${right.status} ${right.text}`;
  });
  await test('guessing: old passwords are counted too where a password is changed', async () => {
    const p = await one.register();
    let last;
    for (let i = 0; i < 7; i++) last = await p.session.post('/v1/password', { old: `wrong-wrong-${i}`, new: '屋檐下的铜风铃-2264' });
    const right = await p.session.post('/v1/password', { old: PASSWORD, new: '屋檐下的铜风铃-2264' });
    return last.json.error.wait_s > 0 && right.status !== 200 ? '' : `${last.text} ${right.status}`;
  });
  await test('guessing: a lock on the log-in is not lifted by logging in as somebody else', async () => {
    const p = await one.register(), s = new Session(o.base, beside.session.cookie);
    for (let i = 0; i < 6; i++) await log(p.login_name);
    await s.post('/v1/login', { login: beside.login_name, password: PASSWORD });
    return (await log(p.login_name, PASSWORD)).json.error?.wait_s > 0 ? '' : 'it was';
  });
  const NAME = `weak-${unique()}`;
  for (const weak of ['', 'short', '1234567890', 'aaaaaaaaaaaa', 'qwertyuiop', '13712345678', '19900101', 'password123', NAME, 'a'.repeat(300), '\u0000'.repeat(12)])
    await test(`guessing: ${JSON.stringify(weak.slice(0, 20))} is no password that anybody may have`, async () => { const r = await send(o.base, 'POST', '/v1/register', { body: { login: weak === NAME ? NAME : `weak-${unique()}`, password: weak, name: '弱', birth: '1990-01-01' } }); return r.status === 400 ? '' : `${r.status} ${r.text.slice(0, 200)}`; });

  /* Only told: a machine that does other things measures those. */
  const times = { known: [], unknown: [] }, p = await one.register();
  for (let i = 0; i < 4; i++) { times.known.push((await log(p.login_name)).ms); times.unknown.push((await log(`nobody-${unique()}`)).ms); }
  const median = (x) => [...x].sort((a, b) => a - b)[x.length >> 1];
  console.log(`# wrong password: median ${median(times.known)} ms for a name there is, ${median(times.unknown)} ms for one there is not`);
  must(times.known.length === 4, 'no times');
}
