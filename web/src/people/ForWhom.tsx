/* ForWhom.tsx - the quiet line above the question and the list: for whom. Nothing where there is no choice and nothing to say. */
import { useId } from 'preact/hooks';
import { acting, actFor } from '../acting';
import { getPeople } from '../api_people';
import { useText } from '../i18n_people';
import { session } from '../session';
import { useLoad, useStore } from '../store';
import { startOver } from '../thread';

export function ForWhom({ ask }: { ask: boolean }) {
  const t = useText();
  const id = useId();
  const me = useStore(session, (now) => now.me);
  const now = useStore(acting, (one) => one);
  const [load] = useLoad(`people ${me?.person ?? ''}`, getPeople);
  const others = load.at === 'ready' ? load.value.people.filter((one) => one.relation === 'ward' || (one.relation === 'family' && !ask)) : [];
  const missing = (me?.consents_missing.length ?? 0) > 0;
  const choose = (person: string): void => {
    const who = others.find((one) => one.person === person);
    actFor(who === undefined ? null : { person, name: who.name, ward: who.relation === 'ward' });
    startOver();
  };
  const chosen = others.some((one) => one.person === now.person) ? now.person : '';
  if (others.length === 0 && !missing && !ask) return null;
  return (
    <div class="for-whom">
      {others.length > 0 && (
        <p class="whom-line">
          <label for={id}>{ask ? t.whom_label : t.whom_whose}</label>
          <select id={id} value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
            <option value="">{t.whom_self}</option>
            {others.map((one) => <option key={one.person} value={one.person}>{one.name || t.kin_unnamed}</option>)}
          </select>
        </p>
      )}
      {missing && chosen === '' ? <p class="quiet">{t.whom_consent} <a href="#/me/consents">{t.whom_consent_go}</a></p>
        : ask && <p class="quiet"><a href={chosen === '' ? '#/me/facts' : `#/person/${chosen}`}>{t.whom_facts}</a></p>}
    </div>
  );
}
