// Usage as the API sums it, in the shape that pages show.
import { api, query } from './api.js';
import { add } from './decimal.js';
import { CLASSES, isInput, sumCounts } from './tokens.js';

export const DIMENSIONS = ['organization', 'department', 'application', 'function', 'model', 'provider', 'site', 'day', 'hour'];

/** @param filter { organization, from, to, by, zone }, where `by` is a list of dimensions */
export async function loadUsage({ by, ...filter }, signal) {
  const answer = await api.get(`/api/v1/usage${query({ ...filter, by: by.join(',') })}`, { signal });
  return { rows: answer.rows.map(({ group, currency, sums }) => ({ group, currency, ...sums })), asOf: answer.asOf };
}

export function tokensOf(row, side) {
  return sumCounts(CLASSES.filter((name) => side === undefined || isInput(name) === (side === 'input')).map((name) => row.tokens[name]));
}

/** The sums of rows of one currency. */
export function sumRows(rows) {
  const total = {
    calls: 0n, settled: 0n, tokens: {}, charge: '0', overrun: '0', cost: '0', unknownCost: 0n,
    audit: { calls: 0n, billedInput: 0n, billedOutput: 0n, countedInput: 0n, countedOutput: 0n },
  };
  for (const row of rows) {
    for (const name of ['calls', 'settled', 'unknownCost']) {
      total[name] += BigInt(row[name]);
    }
    for (const name of CLASSES) {
      if (row.tokens[name] !== undefined) {
        total.tokens[name] = (total.tokens[name] ?? 0n) + BigInt(row.tokens[name]);
      }
    }
    for (const name of ['charge', 'overrun', 'cost']) {
      total[name] = add(total[name], row[name]);
    }
    for (const name of Object.keys(total.audit)) {
      total.audit[name] += BigInt(row.audit[name]);
    }
  }
  return total;
}

/** Rows by a value of theirs, in the order of first appearance. */
export function grouped(rows, keyOf) {
  const groups = new Map();
  for (const row of rows) {
    const key = keyOf(row);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

export function currencies(rows) {
  return [...new Set(rows.map((row) => row.currency))].sort();
}
