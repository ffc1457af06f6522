/** What an authenticator app computes (RFC 6238), so that stories can play one. */
import { createHmac } from "node:crypto";

const stepMilliseconds = 30_000;

function base32(text) {
  const bits = [...text].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

function codeOf(secret, step) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", base32(secret)).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** An app with its secret. The server takes a code once, and of the step before and after too: so nobody here waits half a minute. */
export class App {
  constructor(secret) {
    this.secret = secret.replace(/\s/g, "");
    this.last = 0;
  }

  /** A code that was not used before. */
  code() {
    const now = Math.floor(Date.now() / stepMilliseconds);
    this.last = Math.max(this.last + 1, now - 1);
    if (this.last > now + 1) throw new Error("three codes in half a minute are all that the server takes");
    return codeOf(this.secret, this.last);
  }

  /** A code that is none. */
  wrong() {
    const now = Math.floor(Date.now() / stepMilliseconds);
    const right = [-2, -1, 0, 1, 2].map((by) => codeOf(this.secret, now + by));
    return ["000000", "111111", "222222", "333333", "444444", "555555"].find((code) => !right.includes(code));
  }
}
