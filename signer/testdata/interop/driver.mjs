// Answers each line of JSON with one: {op: "finalize" | "sign", by, psbt, keys}, packets
// in base64, keys in hex by the input that they sign.
import { createInterface } from 'node:readline';
import * as ecc from '@bitcoinerlab/secp256k1';
import * as bitcoin from 'bitcoinjs-lib';
import * as scure from '@scure/btc-signer';

bitcoin.initEccLib(ecc);
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const base64 = (bytes) => Buffer.from(bytes).toString('base64');
const bytes = (text, encoding) => Uint8Array.from(Buffer.from(text, encoding));

function verify(key, digest, signature) {
  return key.length === 32 ? ecc.verifySchnorr(digest, key, signature) : ecc.verify(digest, key, signature);
}

// signer is what bitcoinjs-lib asks of a key; tweak is what a taproot key path adds.
function signer(secret, tweak) {
  if (tweak) {
    const even = ecc.pointFromScalar(secret)[0] === 2 ? secret : ecc.privateNegate(secret);
    secret = ecc.privateAdd(even, tweak);
  }
  return {
    publicKey: ecc.pointFromScalar(secret),
    sign: (digest) => ecc.sign(digest, secret),
    signSchnorr: (digest) => ecc.signSchnorr(digest, secret, new Uint8Array(32)),
  };
}

const programs = {
  'bitcoinjs-lib': {
    finalize(text) {
      const p = bitcoin.Psbt.fromBase64(text);
      if (!p.validateSignaturesOfAllInputs(verify)) throw new Error('a signature does not verify');
      return p.finalizeAllInputs().extractTransaction(true).toHex();
    },
    sign(text, keys) {
      const p = bitcoin.Psbt.fromBase64(text);
      keys.forEach((key, i) => {
        const { tapInternalKey, tapMerkleRoot } = p.data.inputs[i];
        const tweak = tapInternalKey && bitcoin.crypto.taggedHash('TapTweak', Buffer.concat([tapInternalKey, tapMerkleRoot ?? Buffer.alloc(0)]));
        p.signInput(i, signer(bytes(key, 'hex'), tweak));
      });
      return p.toBase64();
    },
  },
  '@scure/btc-signer': {
    read: (text) => scure.Transaction.fromPSBT(bytes(text, 'base64'), { allowUnknown: true, lowR: true }),
    finalize(text) {
      const tx = this.read(text);
      tx.finalize();
      return hex(tx.extract());
    },
    sign(text, keys) {
      const tx = this.read(text);
      keys.forEach((key, i) => tx.signIdx(bytes(key, 'hex'), i, undefined, new Uint8Array(32)));
      return base64(tx.toPSBT());
    },
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const { op, by, psbt, keys } = JSON.parse(line);
    answer = { result: programs[by][op](psbt, keys) };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
