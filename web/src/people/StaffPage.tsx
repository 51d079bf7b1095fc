/* StaffPage.tsx - who runs the place: each role sees the parts that are its work. A conversation is in none of them. */
import { getAllSessions, getAllTokens, getMatrix, revokeAnyToken } from '../api_people';
import { useText } from '../i18n_people';
import type { Matrix, TokenRow } from '../people_types';
import { ClientsSlot } from '../pages/CarePage';
import { href, type StaffPart } from '../router';
import { OFFICE, session } from '../session';
import { useLoad, useStore } from '../store';
import type { Role } from '../types';
import { AuditPage } from './AuditPage';
import { GlassPage } from './GlassPage';
import { HoldsPage } from './HoldsPage';
import { OrganisationPage } from './OrganisationPage';
import { Head, Loaded, Trouble, useAct } from './parts';
import { SessionList } from './Sessions';
import { StatisticsPage } from './StatisticsPage';
import { TokenList } from './Tokens';
import { UsersPage } from './UsersPage';

/* The action behind each part, in the order of an administrator's day; who only oversees begins with the log. */
const ACTIONS: Record<StaffPart, string> = {
  users: 'user.read', sessions: 'user.read', tokens: 'user.read', organisation: 'organisation.write', glass: 'glass.read', holds: 'hold.read', audit: 'audit.read',
  statistics: 'statistics.read', clients: 'client.read',
};
const RUNS: StaffPart[] = ['users', 'sessions', 'tokens', 'clients', 'organisation', 'glass', 'holds', 'audit', 'statistics'];
const OVERSEES: StaffPart[] = ['audit', 'glass', 'holds', 'statistics', 'users', 'sessions', 'tokens', 'clients', 'organisation'];

/* By the table of who may do what, so that the menu and the server never disagree. */
export function partsOf(role: Role, { roles, rows }: Matrix): StaffPart[] {
  const column = roles.indexOf(role);
  const may = (action: string): boolean => rows.some((row) => row.action === action && (row.cells[column] ?? '-') !== '-');
  return (role === 'administrator' ? RUNS : OVERSEES).filter((part) => may(ACTIONS[part]));
}

export function StaffPage({ part }: { part: StaffPart | null }) {
  const t = useText();
  const role = useStore(session, (now) => now.me?.role ?? null);
  const [load, retry] = useLoad('matrix', getMatrix);
  if (role === null) return <Head title={t.office_title} />;
  if (!OFFICE.includes(role)) return <><Head title={t.office_title} why={t.office_only} />{role === 'visitor' && <p><a href="#/login">{t.login_title}</a></p>}</>;
  if (load.at !== 'ready') return <><Head title={t.office_title} /><Loaded load={load} retry={retry}>{() => null}</Loaded></>;
  const parts = partsOf(role, load.value);
  const here = part ?? parts[0] ?? 'statistics';
  return (
    <>
      <OfficeNav parts={parts} here={here} />
      <One part={here} />
    </>
  );
}

export function OfficeNav({ parts, here }: { parts: StaffPart[]; here: StaffPart | 'matrix' }) {
  const t = useText();
  return (
    <nav class="tools-nav office-nav" aria-label={t.office_title}>
      {parts.map((one) => <a key={one} href={href({ page: 'staff', part: one })} {...(one === here && { 'aria-current': 'page' as const })}>{t[`office_${one}`]}</a>)}
      <a href="#/matrix" {...(here === 'matrix' && { 'aria-current': 'page' as const })}>{t.office_matrix}</a>
    </nav>
  );
}

function One({ part }: { part: StaffPart }) {
  switch (part) {
    case 'users': return <UsersPage />;
    case 'sessions': return <AllSessions />;
    case 'tokens': return <AllTokens />;
    case 'organisation': return <OrganisationPage />;
    case 'glass': return <GlassPage />;
    case 'holds': return <HoldsPage />;
    case 'audit': return <AuditPage />;
    case 'statistics': return <StatisticsPage />;
    case 'clients': return <ClientsSlot />;
  }
}

/* Ended for a person as a whole, under Staff: one session alone is that person's own business. */
function AllSessions() {
  const t = useText();
  const [load, retry] = useLoad('all sessions', getAllSessions);
  return <><Head title={t.office_sessions} /><Loaded load={load} retry={retry}>{({ sessions }) => <SessionList rows={sessions} busy={false} />}</Loaded></>;
}

function AllTokens() {
  const t = useText();
  const may = useStore(session, (now) => now.me?.role === 'administrator');
  const [load, retry] = useLoad('all tokens', getAllTokens);
  const act = useAct();
  const revoke = async (row: TokenRow): Promise<void> => { if (await act.run(() => revokeAnyToken(row.id)) !== undefined) retry(); };
  return (
    <>
      <Head title={t.office_tokens} />
      <Trouble error={act.error} />
      <Loaded load={load} retry={retry}>{({ tokens }) => <TokenList rows={tokens} busy={act.busy} {...(may && { onRevoke: (row: TokenRow) => void revoke(row) })} />}</Loaded>
    </>
  );
}
