/* i18n_care.ts - the words of the page and of the record together, in the chosen language. */
import { messages, useLang, type Messages as PageMessages } from './i18n';
import { careEn } from './messages/care_en';
import { careZh, type CareMessages } from './messages/care_zh';

export type Messages = PageMessages & CareMessages;
export { useLang };

const ALL: Record<'zh' | 'en', Messages> = { zh: { ...messages('zh'), ...careZh }, en: { ...messages('en'), ...careEn } };

export function useText(): Messages { return ALL[useLang()]; }
