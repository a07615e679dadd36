// What a client's script in JavaScript starts with; steps are told to the file $REPORT, all else goes to the log.
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';

export const { S3_ENDPOINT: ENDPOINT, S3_HOST: HOST, BUCKET } = process.env;
export const KEYS = { accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY };
export const SMALL = readFileSync(process.env.SMALL);
export const LARGE = readFileSync(process.env.LARGE);
export const ODD = readFileSync(process.env.KEYS, 'utf8').trimEnd().split('\n');

/** A step that cannot be taken, and why. */
export class Skip extends Error {}

/** Takes a step. */
export async function step(name, take) {
  console.log('==', name);
  try {
    await take();
    tell(name, 'ok', '');
  } catch (failed) {
    if (failed instanceof Skip) {
      tell(name, 'skipped', failed.message);
    } else {
      console.log(failed);
      tell(name, 'FAIL', `${failed.name}: ${failed.message}`);
    }
  }
}

function tell(name, outcome, note) {
  appendFileSync(process.env.REPORT, `${name}\t${outcome}\t${note.replace(/\s+/g, ' ').slice(0, 300)}\n`);
}

/** Fails where the bytes are not equal, without printing megabytes. */
export function sameBytes(seen, expected) {
  assert.ok(Buffer.from(seen).equals(Buffer.from(expected)), `${seen.length} bytes that are not the ${expected.length} expected`);
}

/** A plain request, as anybody with the URL can make it: the body of the answer. */
export async function plain(url, options = {}) {
  const answer = await fetch(url, options);
  const body = Buffer.from(await answer.arrayBuffer());
  assert.equal(answer.status, 200, body.toString().slice(0, 300));
  return body;
}

/** As S3 orders keys. */
export function inOrder(keys) {
  return [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
