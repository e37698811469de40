// The admin API: requests, its errors, and the key, which stays in this tab's session.
const STORE = 'tokengrid.admin-key';
const listeners = new Set();

/** What the API refuses, in its own words. */
export class ApiError extends Error {
  constructor(status, code, message, hint) {
    super(message);
    this.status = status;
    this.code = code;
    this.hint = hint;
  }
}

export function signedIn() {
  return sessionStorage.getItem(STORE) !== null;
}

export function signIn(key) {
  sessionStorage.setItem(STORE, key);
  listeners.forEach((listener) => listener());
}

export function signOut() {
  sessionStorage.removeItem(STORE);
  listeners.forEach((listener) => listener());
}

export function onSession(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The query part of an address: what is null, undefined or empty is left out. */
export function query(parameters) {
  const pairs = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return pairs.length ? `?${new URLSearchParams(pairs)}` : '';
}

function bearer(key) {
  return { authorization: `Bearer ${key}` };
}

/** Whole numbers beyond 2^53 stay exact as BigInt; there are no others that matter: amounts are strings. */
function exactNumbers(name, value, context) {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) && context?.source
    ? BigInt(context.source)
    : value;
}

async function read(response) {
  try {
    return JSON.parse(await response.text(), exactNumbers);
  } catch {
    return null;
  }
}

/** Saves what a path answers as a file. */
export async function download(path, name) {
  const response = await fetch(path, { headers: bearer(sessionStorage.getItem(STORE) ?? ''), cache: 'no-store' });
  if (!response.ok) {
    const error = (await read(response))?.error ?? {};
    throw new ApiError(response.status, error.code ?? 'unknown', error.message ?? `HTTP ${response.status}`, error.hint ?? '');
  }
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

async function request(method, path, { body, text, file, signal, key, accept = [] } = {}) {
  const headers = bearer(key ?? sessionStorage.getItem(STORE) ?? '');
  if (body !== undefined) {
    headers['content-type'] = 'application/json';
  } else if (text !== undefined) {
    headers['content-type'] = 'application/yaml';
  } else if (file !== undefined) {
    headers['content-type'] = 'text/csv';
  }
  let response;
  try {
    response = await fetch(path, { method, headers, signal, cache: 'no-store', body: body === undefined ? (text ?? file) : JSON.stringify(body) });
  } catch (failure) {
    if (failure.name === 'AbortError') {
      throw failure;
    }
    throw new ApiError(0, 'unreachable', '', '');
  }
  const answer = await read(response);
  if (response.ok || accept.includes(response.status)) {
    return answer;
  }
  if (response.status === 401 && key === undefined) {
    signOut();
  }
  const error = answer?.error ?? {};
  throw new ApiError(response.status, error.code ?? 'unknown', error.message ?? `HTTP ${response.status}`, error.hint ?? '');
}

export const api = {
  get: (path, options) => request('GET', path, options),
  post: (path, body, options) => request('POST', path, { ...options, body }),
  put: (path, body) => request('PUT', path, { body }),
  patch: (path, body) => request('PATCH', path, { body }),
  text: (method, path, text) => request(method, path, { text }),
  upload: (path, file) => request('POST', path, { file }),
  remove: (path) => request('DELETE', path),
};

/** Whether the key is the admin key; throws [ApiError] if not. */
export function check(key) {
  return api.get('/api/v1/organizations?limit=1', { key });
}
