/* Diff.tsx - what the doctor changed, sentence by sentence: struck out and underlined, not only coloured. */
import { useText } from '../i18n';
import { diffSentences } from '../diff';

export function Diff({ before, after }: { before: string; after: string }) {
  const t = useText();
  if (before.trim() === after.trim()) return null;
  return (
    <details class="diff">
      <summary>{t.diff_title}</summary>
      <p>{diffSentences(before, after).map((one, i) =>
        one.op === 'same' ? <span key={i}>{one.text}</span> : one.op === 'gone' ? <del key={i}>{one.text}</del> : <ins key={i}>{one.text}</ins>)}</p>
    </details>
  );
}
