/* StatisticsPage.tsx - totals, nothing of any person. */
import { getStatistics } from '../api_people';
import { useText, type Messages } from '../i18n_people';
import { useLoad } from '../store';
import { Head, Loaded } from './parts';

export function StatisticsPage() {
  const t = useText();
  const [load, retry] = useLoad('statistics', getStatistics);
  return (
    <>
      <Head title={t.office_statistics} why={t.stat_why} />
      <Loaded load={load} retry={retry}>
        {(counts) => (
          <div class="p-stats">
            {Object.entries(counts).map(([group, value]) => (
              <section key={group} aria-label={word(group, t)} data-count={group}>
                <h2>{word(group, t)}</h2>
                {typeof value === 'number' ? <p class="p-total">{value}</p> : (
                  <table class="p-counts"><tbody>{Object.entries(value).map(([name, count]) => <tr key={name}><th scope="row">{nameOf(name, t)}</th><td class="num">{count}</td></tr>)}</tbody></table>
                )}
              </section>
            ))}
          </div>
        )}
      </Loaded>
    </>
  );
}

const known = (t: Messages): Record<string, string> => t as unknown as Record<string, string>;
const word = (name: string, t: Messages): string => known(t)[`stat_${name}`] ?? name;

/* "patient/active", "held/urgent": each part by its own word. */
function nameOf(name: string, t: Messages): string {
  const all = known(t);
  return name.split(/[/. ]/).map((one) => all[`folk_${one}`] ?? all[`count_${one}`] ?? all[`state_${one}`] ?? all[`tier_${one}`] ?? all[`verdict_${one}`] ?? one).join(' · ');
}
