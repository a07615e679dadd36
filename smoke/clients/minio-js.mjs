// minio-js.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import * as Minio from 'minio';
import { BUCKET, ENDPOINT, HOST, KEYS, LARGE, ODD, SMALL, inOrder, plain, sameBytes, step } from './steps.mjs';

const [endPoint, port] = HOST.split(':');
const s3 = new Minio.Client({
  endPoint,
  port: Number(port),
  useSSL: ENDPOINT.startsWith('https:'),
  accessKey: KEYS.accessKeyId,
  secretKey: KEYS.secretAccessKey,
  partSize: 5 << 20,
});

async function collect(stream) {
  const parts = [];
  for await (const part of stream) {
    parts.push(part);
  }
  return parts;
}

const read = async (key) => Buffer.concat(await collect(await s3.getObject(BUCKET, key)));

await step('create', async () => {
  await s3.makeBucket(BUCKET, 'us-east-1');
  assert.ok(await s3.bucketExists(BUCKET));
});

await step('small', async () => {
  await s3.putObject(BUCKET, 'small', SMALL, SMALL.length, { 'X-Amz-Meta-Colour': 'blue' });
  sameBytes(await read('small'), SMALL);
  const stat = await s3.statObject(BUCKET, 'small');
  assert.equal(stat.size, SMALL.length);
  assert.equal(stat.metaData.colour, 'blue');
});

await step('multipart', async () => {
  await s3.fPutObject(BUCKET, 'large', process.env.LARGE);
  sameBytes(await read('large'), LARGE);
  await s3.putObject(BUCKET, 'streamed', Readable.from([LARGE.subarray(0, 7000000), LARGE.subarray(7000000)]));
  sameBytes(await read('streamed'), LARGE);
});

await step('list', async () => {
  for (const key of ODD) {
    await s3.putObject(BUCKET, `odd/${key}`, key);
    sameBytes(await read(`odd/${key}`), Buffer.from(key));
  }
  const expected = inOrder(ODD.map((key) => `odd/${key}`));
  for (const list of ['listObjects', 'listObjectsV2']) {
    const found = await collect(s3[list](BUCKET, 'odd/', true));
    assert.deepEqual(found.map((entry) => entry.name), expected);
  }
});

await step('range', async () => {
  const part = await collect(await s3.getPartialObject(BUCKET, 'large', 1000000, 1000000));
  sameBytes(Buffer.concat(part), LARGE.subarray(1000000, 2000000));
});

await step('copy', async () => {
  await s3.copyObject(BUCKET, 'copied ü', `/${BUCKET}/small`);
  sameBytes(await read('copied ü'), SMALL);
  const source = new Minio.CopySourceOptions({ Bucket: BUCKET, Object: 'large' });
  await s3.composeObject(new Minio.CopyDestinationOptions({ Bucket: BUCKET, Object: 'joined' }), [source, source]);
  sameBytes(await read('joined'), Buffer.concat([LARGE, LARGE]));
});

await step('presign', async () => {
  await plain(await s3.presignedPutObject(BUCKET, 'pre/signed ü', 60), { method: 'PUT', body: SMALL });
  sameBytes(await plain(await s3.presignedGetObject(BUCKET, 'pre/signed ü', 60)), SMALL);
});

await step('delete', async () => {
  await s3.removeObject(BUCKET, 'small');
  await assert.rejects(s3.statObject(BUCKET, 'small'), { code: 'NotFound' });
  const rest = await collect(s3.listObjectsV2(BUCKET, '', true));
  await s3.removeObjects(BUCKET, rest.map((entry) => entry.name));
  assert.deepEqual(await collect(s3.listObjectsV2(BUCKET, '', true)), []);
  await s3.removeBucket(BUCKET);
  assert.equal(await s3.bucketExists(BUCKET), false);
});
