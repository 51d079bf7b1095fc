/* i18n_tools.ts - the words of the page and of the tools together, in the chosen language. */
import { messages, useLang, type Messages as PageMessages } from './i18n';
import { toolsEn } from './messages/tools_en';
import { toolsZh, type ToolMessages } from './messages/tools_zh';

export type Messages = PageMessages & ToolMessages;
export { useLang };

const ALL: Record<'zh' | 'en', Messages> = { zh: { ...messages('zh'), ...toolsZh }, en: { ...messages('en'), ...toolsEn } };

export function useText(): Messages { return ALL[useLang()]; }
