/* Reply.tsx - what the doctor signed, word for word, with name and time. */
import { useLang, useText } from '../i18n';
import { clockTime } from '../time';
import type { Reply as ReplyData } from '../types';
import { Icon } from './Icon';

export function Reply({ reply }: { reply: ReplyData }) {
  const t = useText();
  const lang = useLang();
  return (
    <section class={`reply reply-${reply.verdict}`} data-reply={reply.verdict}>
      <h3><Icon name={reply.verdict === 'signed' ? 'sign' : 'info'} />{reply.verdict === 'signed' ? t.reply_signed : t.reply_rejected}</h3>
      <p class="reply-text">{reply.text}</p>
      <p class="quiet">{t.reply_by(reply.by, reply.title)} · <time dateTime={new Date(reply.signed_ms).toISOString()}>{clockTime(reply.signed_ms, lang)}</time></p>
    </section>
  );
}
