/* A code as an authenticator makes it (RFC 6238: SHA-1, 30 s, 6 digits), for tests that play the person with the phone. */
import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/* Bits that do not fill a byte are dropped. */
export function base32(text) {
  let bits = 0;
  let held = 0;
  const bytes = [];
  for (const letter of text.replace(/[\s=]/g, '').toUpperCase()) {
    held = (held << 5 | ALPHABET.indexOf(letter)) & 0xfff;
    bits += 5;
    if (bits >= 8) { bits -= 8; bytes.push(held >> bits & 0xff); }
  }
  return Buffer.from(bytes);
}

export function totp(secret, at_ms = Date.now()) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at_ms / 30000)));
  const mac = createHmac('sha1', base32(secret)).update(counter).digest();
  const offset = mac[19] & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1000000).padStart(6, '0');
}

const used = new Map();

/* A server takes each code once and one step to either side: the next one that it can still take, waited for if need be. */
export async function nextCode(secret) {
  const step = () => Math.floor(Date.now() / 30000);
  const mine = Math.max((used.get(secret) ?? 0) + 1, step() - 1);
  while (step() + 1 < mine) await new Promise((go) => setTimeout(go, 500));
  used.set(secret, mine);
  return totp(secret, mine * 30000);
}
