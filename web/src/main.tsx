/* main.tsx - starts the page. */
import './shared';
import { render } from 'preact';
import { App } from './app';
import { applyPrefs, prefs, watchTheme } from './prefs';
import { loadSession, watchNetwork } from './session';

/* Back from another place that logs in: what it sent along is taken out of the address before anything is drawn (outside.ts). */
if (location.pathname === '/outside') history.replaceState(location.search, '', '/#/outside');
/* A program that asks for a record sends its person here: what it asks stays in the address, also over a log-in (AuthorizePage). */
if (location.pathname === '/authorize') history.replaceState(null, '', `/#/authorize${location.search || '?'}`);
applyPrefs();
prefs.subscribe(() => {
  const before = document.documentElement.lang;
  applyPrefs();
  if (document.documentElement.lang !== before) void loadSession();   /* one's name and title, in the other language */
});
watchTheme();
watchNetwork();
void loadSession();
render(<App />, document.getElementById('app') as HTMLElement);
