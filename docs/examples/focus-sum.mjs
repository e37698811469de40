// Adds up the costs in a FOCUS file (CSV) by category, without a line of TokenGrid: integers of 10^-18.
//
//   node focus-sum.mjs focus.csv
import { readFileSync } from "node:fs";

const DIGITS = 18;
const COSTS = ["BilledCost", "EffectiveCost", "ListCost", "ContractedCost"];

// RFC 4180.
const records = (text) => {
  const all = [];
  let record = [""];
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '"' && quoted && text[i + 1] === '"') record[record.length - 1] += text[i++];
    else if (c === '"') quoted = !quoted;
    else if (c === "," && !quoted) record.push("");
    else if (c === "\r" && !quoted) continue;
    else if (c === "\n" && !quoted) { all.push(record); record = [""]; }
    else record[record.length - 1] += c;
  }
  return all;
};

const units = (number) => {
  const [whole, fraction = ""] = number.split(".");
  return BigInt(whole + fraction.padEnd(DIGITS, "0"));
};
const decimal = (value) => {
  const digits = (value < 0n ? -value : value).toString().padStart(DIGITS + 1, "0");
  const fraction = digits.slice(-DIGITS).replace(/0{0,16}$/, "");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -DIGITS)}.${fraction}`;
};

const [names, ...rows] = records(readFileSync(process.argv[2], "utf8"));
const at = Object.fromEntries(names.map((name, i) => [name, i]));
const sums = Object.fromEntries(COSTS.map((cost) => [cost, {}]));
for (const row of rows) {
  const category = row[at.ChargeCategory];
  for (const cost of COSTS) {
    sums[cost][category] = (sums[cost][category] ?? 0n) + units(row[at[cost]]);
  }
}
for (const cost of COSTS) {
  for (const category of Object.keys(sums[cost])) sums[cost][category] = decimal(sums[cost][category]);
}
console.log(JSON.stringify({ rows: rows.length, ...sums }));
