/* MissingPage.tsx - an address that leads nowhere. */
import { useText } from '../i18n';

export function MissingPage() {
  const t = useText();
  return <><h1>{t.page_missing_title}</h1><p>{t.page_missing}</p><p><a href="#/">{t.go_home}</a></p></>;
}
