/* Tier.tsx - what to do, by when: words first, then colour and icon. */
import type { Messages } from '../i18n';
import { useText } from '../i18n';
import type { Evidence, Tier as TierName } from '../types';
import { Chip } from './Chip';
import { Icon, type IconName } from './Icon';

const ICON: Record<TierName, IconName> = { emergency: 'call', urgent: 'today', routine: 'calendar', self_care: 'home' };

export function tierWord(tier: TierName, t: Messages): string {
  return t[`tier_${tier}`];
}

interface Props { tier: TierName; crisis: boolean; stop?: boolean; text: string; todo: string; evidence?: Evidence[]; calls?: boolean }

/* `stop`: nobody is ill yet, but a drug must not be combined or used; no calm colour then. */
export function Tier({ tier, crisis, stop = false, text, todo, evidence = [], calls = true }: Props) {
  const t = useText();
  const chips = evidence.map((one) => <Chip key={one.n} evidence={one} />);
  return (
    <div class={`tier tier-${stop ? 'urgent' : tier}`} data-tier={tier}>
      <p class="tier-line"><Icon name={stop ? 'stop' : ICON[tier]} /><strong>{text || tierWord(tier, t)}{todo === '' && chips}</strong></p>
      {todo !== '' && <p class="tier-do">{todo}{chips}</p>}
      {calls && crisis && <p class="tier-do">{t.crisis_line}</p>}
      {calls && (tier === 'emergency' || crisis) && (
        <p class="tier-calls">
          {tier === 'emergency' && <a class="call" href="tel:120"><Icon name="call" />{t.call_120}</a>}
          {crisis && <a class="call" href="tel:12356"><Icon name="call" />{t.call_12356}</a>}
        </p>
      )}
    </div>
  );
}

/* The same in one line of a list. */
export function TierMark({ tier }: { tier: TierName }) {
  const t = useText();
  return <span class={`tier-mark tier-${tier}`}><Icon name={ICON[tier]} />{tierWord(tier, t)}</span>;
}
