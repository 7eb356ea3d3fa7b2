// What other people's readers see in our pictures, and a picture by another's writer.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import jsqr from 'jsqr'
import { prepareZXingModule as prepareReader, readBarcodes } from 'zxing-wasm/reader'
import { prepareZXingModule as prepareWriter, writeBarcode } from 'zxing-wasm/writer'

const { resolve } = createRequire(import.meta.url)
const jsQR = jsqr.default ?? jsqr

// The modules are given the file, since they would fetch it otherwise.
function load(prepare, path) {
  const wasm = readFileSync(resolve(path))
  const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length)
  return prepare({ overrides: { wasmBinary }, fireImmediately: true })
}
await load(prepareReader, 'zxing-wasm/reader/zxing_reader.wasm')
await load(prepareWriter, 'zxing-wasm/writer/zxing_writer.wasm')

// pixels makes a colour picture of a square of grey bytes in base64.
function pixels({ side, grey }) {
  const bytes = Buffer.from(grey, 'base64')
  const data = new Uint8ClampedArray(4 * bytes.length).fill(255)
  bytes.forEach((value, i) => data.fill(value, 4 * i, 4 * i + 3))
  return { data, width: side, height: side, colorSpace: 'srgb' }
}

const hex = (bytes) => Buffer.from(bytes).toString('hex')

export const symbols = {
  readJsQR(request) {
    const image = pixels(request)
    const found = jsQR(image.data, image.width, image.height)
    return { read: found ? hex(found.binaryData) : '' }
  },
  async readZXing(request) {
    const [found] = await readBarcodes(pixels(request), { formats: ['QRCode'], maxNumberOfSymbols: 1 })
    return { read: found?.isValid ? hex(found.bytes) : '' }
  },
  async writeZXing({ text, scale }) {
    const written = await writeBarcode(text, { format: 'QRCode', scale })
    return { image: hex(new Uint8Array(await written.image.arrayBuffer())) }
  },
}
