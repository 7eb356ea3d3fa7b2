// Reads PGM files with zxing-cpp and prints one line each: name, milliseconds of processor time, hexadecimal bytes of the symbol.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const installed = createRequire(process.argv[2] + "/");
const { readBarcodes, prepareZXingModule } = await import(pathToFileURL(installed.resolve("zxing-wasm/reader")));
const wasm = readFileSync(installed.resolve("zxing-wasm/reader/zxing_reader.wasm"));
await prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length) }, fireImmediately: true });

const pixels = (name) => {
  const file = readFileSync(name);
  const header = file.subarray(0, 32).toString("latin1").split("\n");
  const [width, height] = header[1].split(" ").map(Number);
  const grey = file.subarray(header[0].length + header[1].length + header[2].length + 3);
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) data[4 * i] = data[4 * i + 1] = data[4 * i + 2] = grey[i];
  return { data, width, height, colorSpace: "srgb" };
};

const options = { formats: ["QRCode"], tryHarder: true, tryRotate: true, tryInvert: true, tryDownscale: true, maxNumberOfSymbols: 1 };
const names = readFileSync(0, "utf8").split(/\s+/).filter(Boolean);
await readBarcodes(pixels(names[0]), options); // the first call compiles
for (const name of names) {
  const image = pixels(name);
  const start = process.cpuUsage();
  const found = await readBarcodes(image, options);
  const used = process.cpuUsage(start);
  const took = (used.user + used.system) / 1000;
  const bytes = found.length && found[0].isValid ? Buffer.from(found[0].bytes).toString("hex") : "";
  console.log(`${name} ${took.toFixed(3)} ${bytes}`);
}
