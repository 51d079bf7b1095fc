/* Settings.tsx - language, type size, light or dark; each one press, each remembered. */
import { useLang, useText } from '../i18n';
import { choose, isDark, prefs } from '../prefs';
import { useStore } from '../store';
import { Icon } from './Icon';

export function Settings() {
  const t = useText();
  const lang = useLang();
  const size = useStore(prefs, (p) => p.size);
  const dark = useStore(prefs, (p) => isDark(p.theme));
  return (
    <div class="settings" role="group" aria-label={t.settings_label}>
      <button type="button" class="plain" lang={lang === 'zh' ? 'en' : 'zh-CN'} onClick={() => choose({ lang: lang === 'zh' ? 'en' : 'zh' })}>{t.to_other_lang}</button>
      <button type="button" class="plain" aria-pressed={size === 'large'} aria-label={t.size_larger} title={size === 'large' ? t.size_normal : t.size_larger}
        onClick={() => choose({ size: size === 'large' ? 'normal' : 'large' })}><span class="size-a" aria-hidden="true">{lang === 'zh' ? '大' : 'A+'}</span></button>
      <button type="button" class="plain" aria-label={dark ? t.theme_light : t.theme_dark} title={dark ? t.theme_light : t.theme_dark}
        onClick={() => choose({ theme: dark ? 'light' : 'dark' })}><Icon name={dark ? 'sun' : 'moon'} /></button>
    </div>
  );
}
