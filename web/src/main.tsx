/* main.tsx - starts the page. */
import { render } from 'preact';
import { App } from './app';
import { applyPrefs, prefs, watchTheme } from './prefs';
import { loadSession, watchNetwork } from './session';

applyPrefs();
prefs.subscribe(applyPrefs);
watchTheme();
watchNetwork();
void loadSession();
render(<App />, document.getElementById('app') as HTMLElement);
