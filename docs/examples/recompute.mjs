// Recomputes what usage of deepseek-v4-pro costs by the prices of deepseek-peak.yaml, without a line
// of TokenGrid: integers of 10^-18 yuan, and the peak by Beijing's clock.
//
//   node recompute.mjs usage.jsonl
import { readFileSync } from "node:fs";

const YUAN = 10n ** 18n;
const MILLION = 10n ** 6n;
// Yuan per million tokens outside of the peak.
const PRICES = { "input": 3n * YUAN, "cached-input": YUAN / 40n, "output": 6n * YUAN };
const PEAK = [[9, 12], [14, 18]];

const peak = (time) => {
  const hour = new Date(Date.parse(time) + 8 * 3_600_000).getUTCHours();
  return PEAK.some(([from, to]) => from <= hour && hour < to);
};

const tokens = { "input": 0n, "cached-input": 0n, "output": 0n };
let calls = 0;
let total = 0n;
for (const line of readFileSync(process.argv[2], "utf8").split("\n").filter(Boolean)) {
  const call = JSON.parse(line);
  const times = peak(call.time) ? 2n : 1n;
  for (const [kind, price] of Object.entries(PRICES)) {
    const count = BigInt(call[kind]);
    tokens[kind] += count;
    total += (count * price * times) / MILLION;
  }
  calls++;
}
const fraction = (total % YUAN).toString().padStart(18, "0").replace(/0{0,16}$/, "");
console.log(JSON.stringify({
  calls,
  ...Object.fromEntries(Object.entries(tokens).map(([kind, count]) => [kind, Number(count)])),
  exact: `${total / YUAN}.${fraction}`,
}));
