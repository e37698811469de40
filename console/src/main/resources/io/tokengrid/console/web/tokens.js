// Token classes, and sums of counts that stay exact beyond 2^53.
import { named } from './i18n.js';

/** In the order of the journal's format, which is also that of charts: what is read below what is written. */
export const CLASSES = [
  'input',
  'cached-input',
  'cache-write',
  'cache-write-1h',
  'audio-input',
  'image-input',
  'video-input',
  'output',
  'reasoning',
  'audio-output',
  'image-output',
];

export function className(name) {
  return named('class', name);
}

export function isInput(name) {
  return CLASSES.indexOf(name) < CLASSES.indexOf('output');
}

export function sumCounts(counts) {
  return counts.reduce((sum, count) => sum + BigInt(count ?? 0), 0n);
}
