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

interface Props { tier: TierName; crisis: boolean; text: string; todo: string; evidence?: Evidence[]; calls?: boolean }

export function Tier({ tier, crisis, text, todo, evidence = [], calls = true }: Props) {
  const t = useText();
  return (
    <div class={`tier tier-${tier}`} data-tier={tier}>
      <p class="tier-line"><Icon name={ICON[tier]} /><strong>{text || tierWord(tier, t)}</strong></p>
      {(todo || evidence.length > 0) && (
        <p class="tier-do">{todo}{evidence.map((one) => <Chip key={one.n} evidence={one} />)}</p>
      )}
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
