// Answers one JSON request a line on standard input with one JSON line: what
// @ngraveio/bc-ur, @keystonehq/bc-ur-registry, jsqr and zxing-wasm make of it.
import { createInterface } from 'node:readline'
import bcur from '@ngraveio/bc-ur'
import registry from '@keystonehq/bc-ur-registry'
import { symbols } from './symbols.mjs'

const { UR, UREncoder, URDecoder } = bcur
const { CryptoAccount, CryptoHDKey, CryptoOutput, CryptoPSBT, URRegistryDecoder } = registry

const hex = (buffer) => Buffer.from(buffer).toString('hex')
const take = (encoder, count) => Array.from({ length: count }, () => encoder.nextPart())

// feed gives a decoder parts until it is done, and says how many it took.
function feed(decoder, parts) {
  let used = 0
  for (const part of parts) {
    if (decoder.isComplete()) break
    decoder.receivePart(part)
    used++
  }
  return used
}

const operations = {
  ...symbols,
  // The parts of a message, from part first+1 on.
  encode({ type, cbor, fragment, first, count }) {
    const encoder = new UREncoder(new UR(Buffer.from(cbor, 'hex'), type), fragment, first)
    return { parts: take(encoder, count), fragments: encoder.fragmentsLength }
  },
  encodePSBT({ psbt, fragment, first, count }) {
    const encoder = new CryptoPSBT(Buffer.from(psbt, 'hex')).toUREncoder(fragment, first)
    return { parts: take(encoder, count), fragments: encoder.fragmentsLength }
  },
  decode({ parts }) {
    const decoder = new URDecoder()
    const used = feed(decoder, parts)
    if (!decoder.isSuccess()) return { used }
    const ur = decoder.resultUR()
    return { used, type: ur.type, cbor: hex(ur.cbor) }
  },
  decodePSBT({ parts }) {
    const decoder = new URRegistryDecoder()
    const used = feed(decoder, parts)
    if (!decoder.isSuccess()) return { used }
    const item = decoder.resultRegistryType()
    return { used, type: item.getRegistryType().getType(), psbt: hex(item.getPSBT()) }
  },
  // Typed structures, as the registry understands and writes them.
  key({ cbor }) {
    const key = CryptoHDKey.fromCBOR(Buffer.from(cbor, 'hex'))
    return { text: key.getOutputDescriptorContent(), cbor: hex(key.toCBOR()) }
  },
  output({ cbor }) {
    const output = CryptoOutput.fromCBOR(Buffer.from(cbor, 'hex'))
    return { text: output.toString(), cbor: hex(output.toCBOR()) }
  },
  account({ cbor }) {
    const account = CryptoAccount.fromCBOR(Buffer.from(cbor, 'hex'))
    return {
      fingerprint: hex(account.getMasterFingerprint()),
      texts: account.getOutputDescriptors().map((output) => output.toString()),
      cbor: hex(account.toCBOR()),
    }
  },
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  let answer
  try {
    answer = await operations[request.op](request)
  } catch (error) {
    answer = { error: String(error) }
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
}
