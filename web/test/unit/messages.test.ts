import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { careEn } from '../../src/messages/care_en';
import { careZh } from '../../src/messages/care_zh';
import { en as pageEn } from '../../src/messages/en';
import { peopleEn } from '../../src/messages/people_en';
import { peopleZh } from '../../src/messages/people_zh';
import { toolsEn } from '../../src/messages/tools_en';
import { toolsZh } from '../../src/messages/tools_zh';
import { API_NAMES, TEXT_NAMES } from '../../text_names.mjs';
import { zh as pageZh } from '../../src/messages/zh';

/* The tools, the pages about people and the record bring their own texts; the rules are the same, and no key stands in two. */
const zh = { ...pageZh, ...toolsZh, ...peopleZh, ...careZh };
const en = { ...pageEn, ...toolsEn, ...peopleEn, ...careEn };

test('no key of one part hides one of another', () => {
  assert.equal(Object.keys(zh).length, Object.keys(pageZh).length + Object.keys(toolsZh).length + Object.keys(peopleZh).length + Object.keys(careZh).length);
});

const said = (value: unknown): string[] =>
  typeof value === 'function' ? [String((value as (...args: unknown[]) => string)('7', '8'))]
    : Array.isArray(value) ? value.map(String) : [String(value)];

test('both languages have the same keys, none empty', () => {
  assert.deepEqual(Object.keys(en).sort(), Object.keys(zh).sort());
  for (const file of [zh, en]) {
    for (const [key, value] of Object.entries(file)) for (const text of said(value)) assert.ok(text.trim() !== '', key);
  }
});

test('every kind of finding and every reason of an unread result has a word', () => {
  const kinds = /kind_names\[RX_KIND_COUNT\] = \{([^}]*)\}/.exec(readFileSync('../src/clinic/rx.c', 'utf8'))?.[1] ?? '';
  const names = [...kinds.matchAll(/"(\w+)"/g)].map((hit) => `xkind_${hit[1]}`);
  assert.ok(names.length > 10);
  for (const key of [...names, 'unread_name', 'unread_value', 'unread_ambiguous']) assert.ok(key in zh && key in en, key);
});

test('no exclamation mark, no emoji, no scolding', () => {
  for (const file of [zh, en]) {
    for (const [key, value] of Object.entries(file)) {
      for (const text of said(value)) assert.doesNotMatch(text, /[!！]|\p{Extended_Pictographic}|请遵医嘱|as an AI/u, key);
    }
  }
});

test('English has no Chinese but the names, Chinese is not left in English', () => {
  for (const [key, value] of Object.entries(en)) {
    if (['product_full', 'to_other_lang'].includes(key)) continue;
    for (const text of said(value)) assert.doesNotMatch(text, /\p{Script=Han}/u, key);
  }
  for (const [key, value] of Object.entries(zh)) {
    if (['to_other_lang', 'reply_by', 'list_comma', 'list_between', 'care_auth_colon'].includes(key)) continue;
    for (const text of said(value)) assert.match(text, /\p{Script=Han}/u, key);
  }
});

test('a key is used somewhere, and no component says Chinese by itself', () => {
  const files = ['src', 'src/components', 'src/pages', 'src/people', 'src/care'].flatMap((dir) =>
    readdirSync(dir).filter((name) => /\.tsx?$/.test(name)).map((name) => readFileSync(`${dir}/${name}`, 'utf8')));
  const all = files.join('\n');
  for (const key of Object.keys(zh)) {
    const group = key.slice(0, key.indexOf('_') + 1);
    assert.ok(new RegExp(`\\b[tn]\\.${key}\\b`).test(all) || all.includes(`\`${group}\${`), `unused: ${key}`);
  }
  for (const path of ['src/components', 'src/people', 'src/care'].flatMap((dir) => readdirSync(dir).map((name) => `${dir}/${name}`))) {
    const code = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '').replace(/'[大、]'/g, '');
    assert.doesNotMatch(code, /\p{Script=Han}{2}/u, path);
  }
});

/* A shortened name of the API would never be found in what the server sends. */
test('no name of the API is among those the build shortens', () => {
  const names = ['types', 'people_types', 'care_types', 'order', 'calc', 'report', 'errors', 'api'].flatMap((file) =>
    [...readFileSync(`src/${file}.ts`, 'utf8').matchAll(/\b([a-z]\w*)\??:/g)].map((hit) => hit[1] as string));
  assert.ok(names.includes('why_unsure') && names.includes('why_zh'));
  for (const name of names.filter((one) => !API_NAMES.test(one))) assert.doesNotMatch(name, TEXT_NAMES);
  assert.match('care_today', TEXT_NAMES);
});
