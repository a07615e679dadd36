package dev.cistern.node.engine.blob;

import java.nio.ByteBuffer;

/**
 * What the index knows of a segment.
 *
 * @param key of the segment, which each head in it repeats
 * @param stage how far its life is
 * @param settledPages pages from the start on of which all is known: a crash leaves nothing to be found in them
 * @param livePages pages of blobs that are there
 * @param liveBlobs how many there are
 */
record SegmentState(long key, Stage stage, int settledPages, int livePages, int liveBlobs) {
    private static final int BYTES = Long.BYTES + 1 + 3 * Integer.BYTES;

    /** By the number that stands for it. */
    enum Stage {
        /** Blobs may still come. */
        OPEN(0),
        /** No more come; {@code settledPages} is where it ends. */
        SEALED(1),
        /** No blob of it is needed any more: the file goes. */
        DROPPED(2);

        private final int number;

        Stage(int number) {
            this.number = number;
        }

        private static Stage of(int number) {
            return number == OPEN.number ? OPEN : number == SEALED.number ? SEALED : DROPPED;
        }
    }

    static SegmentState fresh(long key) {
        return new SegmentState(key, Stage.OPEN, 1, 0, 0);
    }

    SegmentState settled(int pages) {
        return new SegmentState(key, stage, Math.max(settledPages, pages), livePages, liveBlobs);
    }

    SegmentState sealed(int end) {
        return new SegmentState(key, Stage.SEALED, end, livePages, liveBlobs);
    }

    SegmentState dropped() {
        return new SegmentState(key, Stage.DROPPED, settledPages, livePages, liveBlobs);
    }

    SegmentState with(int blobs, int pages) {
        return new SegmentState(key, stage, settledPages, livePages + pages, liveBlobs + blobs);
    }

    byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .putLong(key)
                .put((byte) stage.number)
                .putInt(settledPages)
                .putInt(livePages)
                .putInt(liveBlobs)
                .array();
    }

    static SegmentState decode(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        return new SegmentState(in.getLong(), Stage.of(in.get()), in.getInt(), in.getInt(), in.getInt());
    }
}
