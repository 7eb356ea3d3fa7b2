// Recovers a key without coldsign: shares of SLIP-0039, one a line, become the
// BIP-0032 seed, and that the xpub of each path given.
import { readFileSync } from "node:fs";
import { HDKey } from "@scure/bip32";
import slip39 from "slip39";

const shares = readFileSync(0, "utf8").trim().split("\n");
const seed = Uint8Array.from(slip39.recoverSecret(shares, ""));
const master = HDKey.fromMasterSeed(seed);
for (const path of process.argv.slice(2)) console.log(master.derive(path).publicExtendedKey);
