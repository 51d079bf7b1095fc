import assert from 'node:assert/strict';
import { createHash, webcrypto } from 'node:crypto';
import { test } from 'node:test';
import { verifyProof } from '../../src/proof';

const H = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
const split = (n: number): number => { let k = 1; while (k * 2 < n) k *= 2; return k; };
const root = (l: Buffer[]): Buffer => l.length === 1 ? l[0]! : H(Buffer.of(1), root(l.slice(0, split(l.length))), root(l.slice(split(l.length))));
function path(m: number, l: Buffer[]): Buffer[] {
  if (l.length === 1) return [];
  const k = split(l.length);
  return m < k ? [...path(m, l.slice(0, k)), root(l.slice(k))] : [...path(m - k, l.slice(k)), root(l.slice(0, k))];
}
const subtle = webcrypto.subtle as unknown as SubtleCrypto;

test('every entry of every tree up to 20 holds, and a changed leaf does not', async () => {
  for (let size = 1; size <= 20; size++) {
    const leaves = Array.from({ length: size }, (_, i) => H(Buffer.of(0), Buffer.from(`leaf ${i}`)));
    for (let index = 0; index < size; index++) {
      const proof = {
        index, size, leaf_hash: leaves[index]!.toString('hex'), root: root(leaves).toString('hex'),
        path: path(index, leaves).map((one) => one.toString('hex')),
      };
      assert.equal(await verifyProof(proof, subtle), 'good', `${index} of ${size}`);
      assert.equal(await verifyProof({ ...proof, leaf_hash: H(Buffer.of(9)).toString('hex') }, subtle), 'bad');
      assert.equal(await verifyProof({ ...proof, path: [...proof.path, proof.root] }, subtle), 'bad');
    }
  }
});

test('without a secure connection it does not pretend', async () => {
  assert.equal(await verifyProof({ index: 0, size: 1, leaf_hash: '', root: '', path: [] }, undefined), 'unable');
});
