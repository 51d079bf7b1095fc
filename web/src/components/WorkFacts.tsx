/* WorkFacts.tsx - what is known, beside what is not: a gap is a list, not a blank. */
import { useText } from '../i18n';
import type { Answer } from '../types';
import { Terms } from './Why';

export function WorkFacts({ answer }: { answer: Answer }) {
  const t = useText();
  const { understood } = answer;
  const sex = understood?.sex === 'female' ? t.female : understood?.sex === 'male' ? t.male : null;
  const age = understood?.age_y == null ? null : `${understood.age_y} ${t.unit_years}`;
  const unknown = [
    ...(age === null ? [t.fact_age] : []), ...(sex === null ? [t.fact_sex] : []), ...answer.ask.map((one) => one.text),
  ];
  return (
    <div class="work-facts">
      <section>
        <h3>{t.work_facts}</h3>
        <p>{[age, sex].filter((one) => one !== null).join(' · ')}</p>
        {understood && <Terms understood={understood} />}
      </section>
      <section>
        <h3>{t.work_unknown}</h3>
        {unknown.length === 0 ? <p>{t.work_nothing_unknown}</p> : <ul>{unknown.map((one) => <li key={one}>{one}</li>)}</ul>}
      </section>
    </div>
  );
}
