/* Frame.tsx - what is always there: the name, that this is an AI, the emergency number, where one is. */
import type { ComponentChildren } from 'preact';
import { useLang, useText } from '../i18n';
import { href, type Route } from '../router';
import { logout, OFFICE, session } from '../session';
import { useStore } from '../store';
import { goHome, startOver } from '../thread';
import { Icon } from './Icon';
import { Settings } from './Settings';

export function Frame({ route, children }: { route: Route; children: ComponentChildren }) {
  const t = useText();
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>{t.skip}</a>
      <header class="top">
        <div class="top-row">
          <a class="brand" href="#/" onClick={startOver}>{t.product}</a>
          <span class="ai-tag">{t.ai_tag}</span>
          <a class="emergency-call" href="tel:120" aria-label={t.emergency_call_label}><Icon name="call" />{t.emergency_call}</a>
        </div>
      </header>
      <div class="under-top">
        <Navigation route={route} />
        <Settings />
      </div>
      <EditionBanner />
      <main id="main" tabIndex={-1} class={`page page-${route.page}`}>{children}</main>
      <footer class="bottom"><a href={href({ page: 'health' })}>{t.nav_health}</a><span>{t.product_full}</span></footer>
    </>
  );
}

function Navigation({ route }: { route: Route }) {
  const t = useText();
  const me = useStore(session, (now) => now.me);
  const here = (...pages: Route['page'][]) => (pages.includes(route.page) ? { 'aria-current': 'page' as const } : {});
  const role = me?.role ?? 'visitor';
  const office = OFFICE.includes(role);
  return (
    <nav class="nav" aria-label={t.nav_label}>
      {!office && <a href="#/" onClick={startOver} {...here('ask')}>{t.nav_ask}</a>}
      {!office && <a href="#/cases" {...here('cases')}>{t.nav_cases}</a>}
      {me?.account && ['patient', 'guardian'].includes(role) && <a href="#/care" {...here('care')}>{t.nav_care}</a>}
      {office && <a href="#/staff" {...here('staff', 'matrix')}>{t.nav_staff}</a>}
      <a href="#/calc" {...(['calc', 'rx', 'report'].includes(route.page) ? { 'aria-current': route.page === 'calc' && route.id === null ? 'page' as const : 'true' as const } : {})}>{t.nav_tools}</a>
      {role === 'doctor' && <a href="#/worklist" {...here('work')}>{t.nav_work}</a>}
      {role === 'doctor' && <a href="#/find" {...here('find', 'person', 'patient')}>{t.nav_find}</a>}
      {me !== null && role !== 'visitor'
        ? (
          <>
            <a href="#/me" title={me.name} {...here('me')}>{t.nav_me}</a>
            <button type="button" class="link nav-out" onClick={() => void logout(goHome).catch(() => undefined)}>{t.nav_logout}</button>
          </>
        )
        : <a href="#/login" {...here('login', 'register')}>{t.nav_login}</a>}
    </nav>
  );
}

/* The state of the content, and that the hospital is made up, in one quiet line. */
function EditionBanner() {
  const t = useText();
  const lang = useLang();
  const health = useStore(session, (now) => now.health);
  const me = useStore(session, (now) => now.me);
  const organisation = me?.organisation;
  const name = lang === 'zh' ? organisation?.name_zh : organisation?.name_en;
  const state = health?.edition.state;
  const parts = [
    state === undefined ? '' : state === 'unreviewed sample' ? t.edition_unreviewed : state,
    name ?? '',
  ].filter((one) => one !== '');
  const note = lang === 'zh' ? health?.edition.note_zh : health?.edition.note_en;
  return (
    <p class="banner" title={note}>
      {parts.join(' · ')}{health?.status === 'degraded' && <> · <a href="#/health">{t.health_degraded}</a></>}
    </p>
  );
}
