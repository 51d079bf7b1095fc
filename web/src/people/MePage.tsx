/* MePage.tsx - all that is one's own, one line each. Staff find here only what concerns their log-in. */
import { changeRole } from '../api_people';
import { useText } from '../i18n_people';
import { goOutside } from '../outside';
import { href, type MePart } from '../router';
import { logout, session } from '../session';
import { useStore } from '../store';
import { goHome } from '../thread';
import type { Me, Role } from '../types';
import { ConsentsPage } from './ConsentsPage';
import { DataPage, ending, Gone } from './DataPage';
import { Factor } from './Factor';
import { FactsPage } from './FactsPage';
import { FamilyPage } from './FamilyPage';
import { enter } from './LoginPage';
import { LookedPage } from './LookedPage';
import { Head, Trouble, useAct } from './parts';
import { PasswordForm } from './PasswordPage';
import { ProfilePage } from './ProfilePage';
import { Sessions } from './Sessions';
import { Tokens } from './Tokens';
import { roleWord } from './words';

const PARTS: MePart[] = ['facts', 'profile', 'family', 'consents', 'looked', 'security', 'data'];
const VISITOR: MePart[] = ['consents', 'looked', 'data'];
const STAFF: MePart[] = ['security', 'facts', 'profile', 'consents', 'looked', 'data'];

const partsOf = (role: Role): MePart[] => (role === 'visitor' ? VISITOR : role === 'patient' || role === 'guardian' ? PARTS : STAFF);

export function MePage({ part }: { part: MePart | null }) {
  const t = useText();
  const me = useStore(session, (now) => now.me);
  const gone = useStore(ending, (now) => now.gone);
  if (gone !== null) return <Gone gone={gone} />;
  if (me === null) return <Head title={t.my_title} />;
  if (part === null || !partsOf(me.role).includes(part)) return <All me={me} />;
  switch (part) {
    case 'profile': return <ProfilePage person="me" />;
    case 'facts': return <FactsPage person="me" />;
    case 'family': return <FamilyPage />;
    case 'consents': return <ConsentsPage person="me" />;
    case 'looked': return <LookedPage person="me" />;
    case 'security': return <Security />;
    case 'data': return <DataPage />;
  }
}

function All({ me }: { me: Me }) {
  const t = useText();
  const act = useAct();
  const visitor = me.role === 'visitor';
  const others = (me.account?.roles ?? []).filter((role) => role !== me.role);
  const leave = (): Promise<unknown> => act.run(() => logout(goHome));
  return (
    <>
      <Head title={me.name || t.my_title} why={visitor ? t.my_login : t.my_as([roleWord(me.role, t), me.title].filter(Boolean).join(' · '))} />
      {visitor && <p class="buttons my-enter"><a class="primary" href="#/login">{t.login_title}</a><a href="#/register">{t.signup_title}</a></p>}
      <ul class="my-list">
        {!visitor && <li><a href="#/care"><span>{t.nav_care}</span><span class="quiet">{t.my_care_why}</span></a></li>}
        {partsOf(me.role).map((one) => (
          <li key={one}><a href={href({ page: 'me', part: one })}><span>{t[`my_${one}`]}</span><span class="quiet">{t[`my_${one}_why`]}</span></a></li>
        ))}
        {!visitor && <li><a href="#/matrix"><span>{t.office_matrix}</span><span class="quiet">{t.my_matrix_why}</span></a></li>}
      </ul>
      <Trouble error={act.error} />
      <p class="buttons">
        {others.map((role) => <button key={role} type="button" class="secondary" disabled={act.busy} onClick={() => void act.run(async () => enter(await changeRole(role)))}>{t.my_change_role(roleWord(role, t))}</button>)}
        {!visitor && <button type="button" class="secondary" disabled={act.busy} onClick={() => void leave()}>{t.dev_logout}</button>}
      </p>
    </>
  );
}

/* Linking asks for a second step; after it one is at home in both ways. */
function Link({ name }: { name: string }) {
  const t = useText();
  const act = useAct();
  return (
    <section class="p-part" aria-labelledby="outside">
      <h2 id="outside">{name}</h2>
      <p class="quiet">{t.login_outside_link_why(name)}</p>
      <Trouble error={act.error} />
      <p class="buttons"><button type="button" class="secondary" disabled={act.busy} onClick={() => void act.run(() => goOutside('/#/me/security'))}>{t.login_outside_link}</button></p>
    </section>
  );
}

function Security() {
  const t = useText();
  const me = useStore(session, (now) => now.me);
  return (
    <>
      <Head title={t.my_security} back="#/me" word={t.my_back} />
      <Factor />
      <Sessions />
      {me?.account?.password !== false && <section class="p-part" aria-labelledby="password"><h2 id="password">{t.pw_title}</h2><PasswordForm onDone={() => undefined} /></section>}
      {me?.outside && me.account?.password && <Link name={me.outside.name} />}
      <Tokens />
    </>
  );
}
