// The npm package openai as its users run it. Arguments: where node_modules lies, base URL, a key with money, one
// without. Prints what the client saw as one line of JSON.
import { createRequire } from "node:module";

const [tools, baseURL, key, poorKey] = process.argv.slice(2);
const { OpenAI } = createRequire(`${tools}/package.json`)("openai");
const ask = { model: "m", max_tokens: 50, messages: [{ role: "user", content: "Say something short." }] };

async function chat(client) {
  const { data, response } = await client.chat.completions.create(ask).withResponse();
  return {
    call: response.headers.get("x-tokengrid-call"),
    charge: response.headers.get("x-tokengrid-charge"),
    text: data.choices[0].message.content,
    input: data.usage.prompt_tokens,
    output: data.usage.completion_tokens,
  };
}

async function stream(client) {
  const streamed = { ...ask, stream: true, stream_options: { include_usage: true } };
  const { data, response } = await client.chat.completions.create(streamed).withResponse();
  const seen = { call: response.headers.get("x-tokengrid-call"), text: "" };
  for await (const chunk of data) {
    seen.text += chunk.choices[0]?.delta?.content ?? "";
    if (chunk.usage) {
      seen.charge = chunk.usage.cost;
      seen.input = chunk.usage.prompt_tokens;
      seen.output = chunk.usage.completion_tokens;
    }
  }
  return seen;
}

async function refused(client, request) {
  try {
    await client.chat.completions.create(request);
    return { type: "none" };
  } catch (e) {
    return { type: e.constructor.name, status: e.status, code: e.code };
  }
}

const client = new OpenAI({ baseURL, apiKey: key });
console.log(
  JSON.stringify({
    chat: await chat(client),
    stream: await stream(client),
    unknownKey: await refused(new OpenAI({ baseURL, apiKey: "sk-unknown" }), ask),
    unknownModel: await refused(client, { ...ask, model: "unknown" }),
    emptyWallet: await refused(new OpenAI({ baseURL, apiKey: poorKey }), ask),
  }),
);
