/* i18n_people.ts - the words of the page and of what is about people together, in the chosen language. */
import { messages, useLang, type Messages as PageMessages } from './i18n';
import { peopleEn } from './messages/people_en';
import { peopleZh, type PeopleMessages } from './messages/people_zh';

export type Messages = PageMessages & PeopleMessages;
export { useLang };

const ALL: Record<'zh' | 'en', Messages> = { zh: { ...messages('zh'), ...peopleZh }, en: { ...messages('en'), ...peopleEn } };

export function useText(): Messages { return ALL[useLang()]; }
