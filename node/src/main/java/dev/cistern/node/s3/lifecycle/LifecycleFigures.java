package dev.cistern.node.s3.lifecycle;

/**
 * What lifecycle rules have done since the start of the node.
 *
 * @param walks through all buckets that have rules
 * @param buckets walked through
 * @param lookedAt objects and uploads
 * @param objectsExpired objects removed, or in buckets with versions: made to look so
 * @param versionsRemoved versions and delete markers removed for good
 * @param uploadsAborted uploads given up
 * @param failures buckets, objects and uploads that could not be dealt with; the next walk tries again
 */
public record LifecycleFigures(
        long walks,
        long buckets,
        long lookedAt,
        long objectsExpired,
        long versionsRemoved,
        long uploadsAborted,
        long failures) {

    LifecycleFigures minus(LifecycleFigures before) {
        return new LifecycleFigures(
                walks - before.walks,
                buckets - before.buckets,
                lookedAt - before.lookedAt,
                objectsExpired - before.objectsExpired,
                versionsRemoved - before.versionsRemoved,
                uploadsAborted - before.uploadsAborted,
                failures - before.failures);
    }
}
