// Rows of usage as CSV: exact figures with a point, whatever the reader's language.
import { CLASSES } from './tokens.js';

const AUDIT = ['calls', 'billedInput', 'billedOutput', 'countedInput', 'countedOutput'];

/** A text that a spreadsheet would take for a formula gets an apostrophe. */
function field(value) {
  const text = String(value);
  const safe = /^[=+@\t\r]|^-(?!\d)/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function usageCsv(rows, dimensions) {
  const head = [
    ...dimensions, 'currency', 'calls', 'settled', ...CLASSES, 'charge', 'overrun', 'cost', 'unknown-cost-calls',
    'counted-calls', 'billed-input', 'billed-output', 'counted-input', 'counted-output',
  ];
  const lines = rows.map((row) => [
    ...dimensions.map((name) => row.group[name]),
    row.currency,
    row.calls,
    row.settled,
    ...CLASSES.map((name) => row.tokens[name] ?? 0),
    row.charge,
    row.overrun,
    row.cost,
    row.unknownCost,
    ...AUDIT.map((name) => row.audit[name]),
  ]);
  return [head, ...lines].map((line) => line.map(field).join(',')).join('\r\n') + '\r\n';
}
