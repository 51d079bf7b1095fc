/* session.ts - who is here, and which server answers. Loaded once, again after log-in and log-out. */
import { actFor } from './acting';
import * as api from './api';
import { createStore } from './store';
import type { Health, Me } from './types';

export interface Session { me: Me | null; health: Health | null; online: boolean }

export const session = createStore<Session>({ me: null, health: null, online: navigator.onLine });

/* Who runs the place and never sees a conversation. */
export const OFFICE = ['administrator', 'ethics', 'auditor', 'regulator'];

export async function loadSession(): Promise<void> {
  const [me, health] = await Promise.allSettled([api.getMe(), api.getHealth()]);
  session.set({
    ...(me.status === 'fulfilled' ? { me: me.value } : {}),
    ...(health.status === 'fulfilled' ? { health: health.value } : {}),
  });
}

/* `leave` is where to go: at once, since by the time the rest has loaded the reader may be on the way to another page. */
export async function logout(leave: () => void): Promise<void> {
  await api.logout();
  actFor(null);
  leave();
  session.set({ me: null });
  await loadSession();
}

export function watchNetwork(): void {
  addEventListener('online', () => {
    session.set({ online: true });
    if (session.get().health === null) void loadSession();
  });
  addEventListener('offline', () => session.set({ online: false }));
}
