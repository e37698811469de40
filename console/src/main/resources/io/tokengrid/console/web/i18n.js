// The language of the pages: one dictionary per language, chosen by the reader, else by the browser.
import en from './lang/en.js';
import zh from './lang/zh.js';

const dictionaries = { en, zh };
const tags = { en: 'en', zh: 'zh-CN' };
const listeners = new Set();
const STORE = 'tokengrid.language';

let language = chosen();

function chosen() {
  const stored = localStorage.getItem(STORE);
  if (stored in dictionaries) {
    return stored;
  }
  return navigator.language?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export const languages = [
  ['en', 'English'],
  ['zh', '中文'],
];

export function currentLanguage() {
  return language;
}

/** The tag for Intl and for the attribute lang. */
export function locale() {
  return tags[language];
}

export function setLanguage(next) {
  language = next;
  localStorage.setItem(STORE, next);
  document.documentElement.lang = tags[next];
  listeners.forEach((listener) => listener());
}

export function onLanguage(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The text of a key in the reader's language, with {name} replaced by values.name. */
export function t(key, values) {
  const text = dictionaries[language][key];
  if (text === undefined) {
    throw new Error(`no text for ${key}`);
  }
  return values ? text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole)) : text;
}

/** The text of `prefix.name`; the name itself where there is none, so that what the API adds later can be read. */
export function named(prefix, name) {
  return dictionaries[language][`${prefix}.${name}`] ?? name;
}

document.documentElement.lang = tags[language];
