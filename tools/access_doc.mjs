// access_doc.mjs - docs/access.md from src/policy/{access,consents,retention}.tsv, on standard output. With --check FILE: says whether FILE is that.
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';

const root = new URL('../src/policy/', import.meta.url);
const escape = s => s.replaceAll('|', '\\|');
const lines = [];
const say = (...text) => lines.push(...text);

function table(name) {
	const rows = readFileSync(new URL(name, root), 'utf8').split('\n').filter(line => line && !line.startsWith('#')).map(line => line.split('\t'));
	const [head, ...body] = rows;
	return { head, body: body.map(row => Object.fromEntries(head.map((column, i) => [column, row[i] ?? '']))) };
}

// ---- the matrix ----

const words = {
	visitor: '访客', patient: '患者', guardian: '监护人', doctor: '医生', pharmacist: '药师', ethics: '伦理', administrator: '管理员', auditor: '审计', regulator: '监管',
	own: '自己的 own', none_at_all: '不涉及人 nobody', here: '本院 here', self: '本人 self', ward: '被监护人 ward', family: '家人 family', treating: '接诊 treating', glass: '紧急 glass', none: '无关 none',
};
const groups = [
	['账号', 'Accounts', ['account']],
	['问诊', 'Consultations', ['case', 'worklist']],
	['资料', 'A person’s data', ['facts', 'profile', 'person', 'ward']],
	['健康档案与照护', 'Health record and companion', ['record', 'alert']],
	['授权与共享', 'Consent and sharing', ['consent', 'access', 'relation']],
	['紧急查阅与监督', 'Emergencies and oversight', ['glass', 'hold', 'audit', 'statistics']],
	['医院与员工', 'The hospital and its staff', ['user', 'organisation', 'client']],
	['工具', 'Tools', ['engine']],
];
// A row `any` or `own` is told by the subject.
const relation = row => words[row.relation === 'any' ? (row.subject === 'none' ? 'none_at_all' : 'own') : row.relation === 'own' ? 'here' : row.relation];
const sign = { '-': '·', y: 'y', s: '**s**', p: '**p**' };
const { head, body } = table('access.tsv');
const roles = head.slice(4, -2);
const actions = [...new Set(body.map(row => row.action))].map(name => {
	const rows = body.filter(row => row.action === name);
	return { name, rows, ...rows[0], allowed: rows.filter(row => roles.some(role => row[role] !== '-')) };
});
const grouped = new Set(groups.flatMap(([, , prefixes]) => prefixes));
const lost = actions.filter(a => !grouped.has(a.name.split('.')[0]));
if (lost.length) throw new Error(`no group for ${lost.map(a => a.name).join(', ')}`);

say(`# 权限、授权与保存期限 / Who may do what, consents, how long things are kept

Generated from \`src/policy/access.tsv\`, \`consents.tsv\`, \`retention.tsv\` (\`node tools/access_doc.mjs >docs/access.md\`): ${actions.length} actions, ${body.length} rows, ${body.length * roles.length} cells.

## 谁能做什么 / Who may do what

| | |
|---|---|
| · | 不允许。没有列出的关系，以及**别的医院的人**，一律不允许，并当作查无此人 / denied. So is every relation not listed, and always the people **of another organisation**, who are answered as if they did not exist |
| y | 允许 / allowed |
| **s** | 五分钟内用动态码再次确认之后 / after a second step with a code (TOTP) in the last 5 minutes |
| **p** | 五分钟内用密码或动态码再次确认之后 / after a second step with password or code in the last 5 minutes |

| 关系 / relation | 是什么 / what it is |
|---|---|
| self | 本人 / the person |
| ward | 操作者是其监护人，孩子不满十四周岁 / the actor is the guardian of a child under 14 |
| family | 本人同意共享给这位家人 / shared with this family member, by consent |
| treating | 医生：问诊在等医生，或由这位医生签发或退回，且同意有效 / a doctor: the case waits for one, or was signed or rejected by this one, and the consent stands |
| glass | 医生：写明理由的紧急查阅还没到期 / a doctor with an open break-glass grant |
| none | 同一医院，没有以上关系 / same organisation, none of these |

几种同时成立时取最靠前的一种：医生不能接诊或紧急查阅自己、自己监护的孩子和与自己共享资料的家人。在工作角色里不能代孩子或家人办事，要先切换到患者或监护人角色。凡是为别人查看或改动（self 以外），都写入其本人能看到的查阅记录。
The first that holds counts: a doctor never treats, nor opens in an emergency, the record of themself, of their ward, or of family who shares with them. In a role of the staff nobody acts for a child or family; they switch
to the role patient or guardian first. Whatever is seen or changed for somebody else (not self) is written to the log that this person can read.

API token: 令牌需要的范围，“–”表示令牌永远不能做 / the scope a token needs; “–” = never by token.
`);

for (const [zh, en, prefixes] of groups) {
	say(`### ${zh} / ${en}`, '', `| 动作 action | 关系 relation | ${roles.map(role => `${words[role]} ${role}`).join(' | ')} | API token |`, `|---|---|${':-:|'.repeat(roles.length)}---|`);
	for (const a of actions.filter(x => prefixes.includes(x.name.split('.')[0])))
		a.allowed.forEach((row, i) => say(`| ${i ? '' : `\`${a.name}\` ${escape(a.zh)} / ${escape(a.en)}`} | ${relation(row)} | ${roles.map(role => sign[row[role]]).join(' | ')} | ${i ? '' : a.scope === '-' ? '–' : `\`${a.scope}\``} |`));
	say('');
}

// ---- the words of consent ----

const purposes = { consult: '看诊 / consultation', avatar: 'AI数字人 / AI avatar', family: '家人共享 / family sharing', research: '研究 / research', labelling: '标注 / labelling' };
const sources = readFileSync(new URL('consents.tsv', root), 'utf8').split('\n').filter(line => line.startsWith('# ') && !line.startsWith('# consents.tsv')).map(line => line.slice(2));
say('## 同意的内容 / The words of consent', '', ...sources, '');
for (const row of table('consents.tsv').body) {
	const hash = createHash('sha256').update(`${row.edition}\n${row.text_zh}\n${row.text_en}\n`).digest('hex');
	say(`### ${purposes[row.purpose]}${row.sensitive === '1' ? '：健康信息 / health information' : ''}`, '',
		`\`${row.edition}\` · SHA-256 \`${hash.slice(0, 16)}…\`${row.counts === 'y' ? '' : ' · 已被取代，须重新同意 / superseded, to be agreed to anew'}`, '', escape(row.text_zh), '', escape(row.text_en), '');
}

// ---- how long ----

const unit = { day: ['天', 'days'], year: ['年', 'years'] };
const keep = row => row.keep === '-' ? '不按时间结束 / no end by time' : row.keep === '0' ? '到期即删 / at once' : `${row.keep}${unit[row.unit][0]} / ${row.keep} ${row.keep === '1' ? unit[row.unit][1].slice(0, -1) : unit[row.unit][1]}`;
const from = {
	seen: '最后一次使用 / last use', visit: '最后一次签发或退回 / last signed or rejected', look: '查阅 / the look', review: '评定 / the review', withdrawal: '撤回 / withdrawal',
	release: '解除 / release', expiry: '到期 / expiry', try: '最后一次输错 / last wrong try', '-': '',
};
say('## 保存多久 / How long things are kept', '', '| | 内容 what | 保存 kept | 从何时起 from | 依据 source |', '|---|---|---|---|---|');
for (const row of table('retention.tsv').body)
	say(`| \`${row.class}\`${row.person === 'y' ? ' ▪' : ''} | ${escape(row.zh)} / ${escape(row.en)} | ${keep(row)} | ${from[row.from]} | ${escape(row.source)} |`);
say(`
▪ 属于个人：门诊病历没到期之前、依法保全没解除之前都不删除 / about a person: never ends before that person's outpatient record does, nor while a legal hold stands. 年数算到同月同日那天结束 / years last to the end of the day of the same date.

要求删除时：没有须保存的病历、也没有依法保全，就销毁密钥，内容再也读不出来（deleted）；有，就停用账号、停止一切使用，只封存到期满为止（blocked；《个人信息保护法》2021 第四十七条）。还有工作角色、或是孩子唯一的监护人，要先处理好（refused）。
On a wish to be deleted: without a record to keep and without a hold the key is destroyed and nothing of the content can be read again (deleted); otherwise the account is closed, every use ends, and what must be kept stays sealed until the time
has come (blocked; PIPL 2021, art. 47). Who still holds a role of the staff, or is a child's only guardian, settles that first (refused).`);

const text = lines.join('\n') + '\n';
const check = process.argv.indexOf('--check');
if (check < 0) process.stdout.write(text);
else if (readFileSync(process.argv[check + 1], 'utf8') === text) console.log(`ok ${process.argv[check + 1]} is what the tables say`);
else {
	console.log(`not ok ${process.argv[check + 1]} is stale: node tools/access_doc.mjs >${process.argv[check + 1]}`);
	process.exit(1);
}
