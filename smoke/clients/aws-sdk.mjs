// AWS SDK for JavaScript, version 3.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCopyCommand,
  CompleteMultipartUploadCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { BUCKET, ENDPOINT, KEYS, LARGE, ODD, SMALL, Skip, inOrder, plain, sameBytes, step } from './steps.mjs';

const s3 = new S3Client({ endpoint: ENDPOINT, region: 'us-east-1', credentials: KEYS, forcePathStyle: true, maxAttempts: 1 });
const Bucket = BUCKET;

async function read(Key, more = {}) {
  const answer = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return Buffer.from(await answer.Body.transformToByteArray());
}

async function code(command) {
  try {
    await s3.send(command);
    return '200';
  } catch (refused) {
    return `${refused.$metadata?.httpStatusCode} ${refused.name}`;
  }
}

await step('create', async () => {
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new HeadBucketCommand({ Bucket }));
});

await step('small', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'small', Body: SMALL, Metadata: { colour: 'blue' } }));
  sameBytes(await read('small'), SMALL);
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'small', ChecksumMode: 'ENABLED' }));
  assert.equal(head.ContentLength, SMALL.length);
  assert.equal(head.Metadata.colour, 'blue');
  assert.ok(head.ChecksumCRC32);
  await s3.send(new PutObjectCommand({ Bucket, Key: 'text', Body: 'as text' }));
  sameBytes(await read('text'), Buffer.from('as text'));
  const stream = Readable.from([SMALL.subarray(0, 400), SMALL.subarray(400)]);
  await s3.send(new PutObjectCommand({ Bucket, Key: 'stream', Body: stream, ContentLength: SMALL.length }));
  sameBytes(await read('stream'), SMALL);
  for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256']) {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'checked', Body: SMALL, ChecksumAlgorithm }));
    sameBytes(await read('checked', { ChecksumMode: 'ENABLED' }), SMALL);
  }
  assert.equal(await code(new PutObjectCommand({ Bucket, Key: 'small', Body: 'x', IfNoneMatch: '*' })), '412 PreconditionFailed');
});

await step('multipart', async () => {
  for (const Body of [LARGE, Readable.from([LARGE.subarray(0, 7000000), LARGE.subarray(7000000)])]) {
    const upload = new Upload({ client: s3, params: { Bucket, Key: 'large', Body }, partSize: 5 << 20, queueSize: 4 });
    await upload.done();
    sameBytes(await read('large'), LARGE);
  }
  sameBytes(await read('large', { PartNumber: 2 }), LARGE.subarray(5 << 20, 10 << 20));
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'given-up' }));
  assert.equal((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads.length, 1);
  await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'given-up', UploadId }));
});

await step('list', async () => {
  for (const key of ODD) {
    await s3.send(new PutObjectCommand({ Bucket, Key: `odd/${key}`, Body: key }));
    sameBytes(await read(`odd/${key}`), Buffer.from(key));
  }
  const found = [];
  for await (const page of paginateListObjectsV2({ client: s3, pageSize: 4 }, { Bucket, Prefix: 'odd/' })) {
    found.push(...page.Contents.map((entry) => entry.Key));
  }
  assert.deepEqual(found, inOrder(ODD.map((key) => `odd/${key}`)));
});

await step('range', async () => {
  sameBytes(await read('large', { Range: 'bytes=1000000-1999999' }), LARGE.subarray(1000000, 2000000));
});

await step('copy', async () => {
  const source = (key) => `${Bucket}/${encodeURIComponent(key)}`;
  for (const key of ['small', `odd/${ODD.at(-1)}`, 'odd/pl+us']) {
    await s3.send(new CopyObjectCommand({ Bucket, Key: `copied/${key}`, CopySource: source(key) }));
    sameBytes(await read(`copied/${key}`), await read(key));
  }
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'joined' }));
  const Parts = [];
  for (const [PartNumber, CopySourceRange] of [[1, 'bytes=0-9999999'], [2, `bytes=10000000-${LARGE.length - 1}`]]) {
    const part = new UploadPartCopyCommand({ Bucket, Key: 'joined', UploadId, PartNumber, CopySource: source('large'), CopySourceRange });
    Parts.push({ PartNumber, ETag: (await s3.send(part)).CopyPartResult.ETag });
  }
  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: 'joined', UploadId, MultipartUpload: { Parts } }));
  sameBytes(await read('joined'), LARGE);
});

await step('presign', async () => {
  const target = { Bucket, Key: 'pre/signed ü' };
  await plain(await getSignedUrl(s3, new PutObjectCommand(target), { expiresIn: 60 }), { method: 'PUT', body: SMALL });
  sameBytes(await plain(await getSignedUrl(s3, new GetObjectCommand(target), { expiresIn: 60 })), SMALL);
});

await step('versions', async () => {
  const enabled = new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  const answer = await code(enabled);
  if (answer === '501 NotImplemented') {
    throw new Skip('the node has no versioning');
  }
  assert.equal(answer, '200');
  const first = await s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'first' }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'second' }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'kept' }));
  assert.equal(await code(new GetObjectCommand({ Bucket, Key: 'kept' })), '404 NoSuchKey');
  sameBytes(await read('kept', { VersionId: first.VersionId }), Buffer.from('first'));
});

await step('delete', async () => {
  assert.equal(await code(new DeleteBucketCommand({ Bucket })), '409 BucketNotEmpty');
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'small' }));
  assert.equal(await code(new GetObjectCommand({ Bucket, Key: 'small' })), '404 NoSuchKey');
  const page = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  const Objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({ Key, VersionId }));
  const answer = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  assert.equal(answer.Deleted.length, Objects.length);
  await s3.send(new DeleteBucketCommand({ Bucket }));
  assert.equal(await code(new GetObjectCommand({ Bucket, Key: 'small' })), '404 NoSuchBucket');
});
