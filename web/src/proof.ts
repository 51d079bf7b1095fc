/* proof.ts - checks in the browser that a ledger entry is in the tree (RFC 9162, 2.1.3.2: SHA-256,
 * inner node = H(0x01 || left || right)). The server is not believed, it is recomputed. */
import type { Proof } from './types';

export type Verdict = 'good' | 'bad' | 'unable';

export async function verifyProof(proof: Proof, subtle: SubtleCrypto | undefined): Promise<Verdict> {
  if (subtle === undefined) return 'unable';
  if (proof.index >= proof.size) return 'bad';
  let fn = proof.index;
  let sn = proof.size - 1;
  let root = unhex(proof.leaf_hash);
  for (const step of proof.path) {
    if (sn === 0) return 'bad';
    const node = unhex(step);
    if (fn % 2 === 1 || fn === sn) {
      root = await join(subtle, node, root);
      while (fn % 2 === 0 && fn !== 0) { fn = Math.floor(fn / 2); sn = Math.floor(sn / 2); }
    } else {
      root = await join(subtle, root, node);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && hex(root) === proof.root.toLowerCase() ? 'good' : 'bad';
}

async function join(subtle: SubtleCrypto, left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  const bytes = new Uint8Array(1 + left.length + right.length);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 1 + left.length);
  return new Uint8Array(await subtle.digest('SHA-256', bytes));
}

function unhex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
