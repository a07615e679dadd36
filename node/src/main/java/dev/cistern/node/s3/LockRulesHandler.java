package dev.cistern.node.s3;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.LockRule;
import dev.cistern.node.store.LockRule.Period;
import dev.cistern.node.store.LockRule.Unit;
import dev.cistern.node.store.ObjectLock.Mode;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;
import java.util.Optional;

/** Whether objects of buckets can be locked, and what locks them where they are written without a lock. */
final class LockRulesHandler {
    private final ObjectStore store;

    LockRulesHandler(ObjectStore store) {
        this.store = store;
    }

    Future<Void> get(S3Request request, VersionOperation.GetObjectLockConfiguration operation) {
        return store.headBucket(operation.bucket()).compose(bucket -> {
            LockRule rule = bucket.lockRule().orElseThrow(() -> new S3Exception(S3Error.NO_OBJECT_LOCK));
            return request.answerXml("ObjectLockConfiguration", to -> {
                to.element("ObjectLockEnabled", "Enabled");
                rule.standard()
                        .ifPresent(period -> to.element(
                                "Rule",
                                inside -> inside.element("DefaultRetention", standard -> {
                                    standard.element("Mode", period.mode().name());
                                    standard.element(period.unit() == Unit.DAYS ? "Days" : "Years", period.count());
                                })));
            });
        });
    }

    Future<Void> put(S3Request request, VersionOperation.PutObjectLockConfiguration operation) {
        return request.xml("ObjectLockConfiguration")
                .compose(document -> store.configure(
                        operation.bucket(),
                        BucketDocument.OBJECT_LOCK,
                        Optional.of(rule(document).text())))
                .compose(bucket -> request.answer(200));
    }

    private static LockRule rule(XmlElement document) {
        if (!document.textOf("ObjectLockEnabled").orElse("").equals("Enabled")) {
            throw XmlElement.malformed("ObjectLockEnabled is Enabled");
        }
        return new LockRule(document.first("Rule").map(LockRulesHandler::period));
    }

    private static Period period(XmlElement rule) {
        XmlElement standard =
                rule.first("DefaultRetention").orElseThrow(() -> XmlElement.malformed("Rule lacks DefaultRetention"));
        Mode mode = standard.textOf("Mode")
                .flatMap(S3Locks::mode)
                .orElseThrow(() -> XmlElement.malformed("Mode is GOVERNANCE or COMPLIANCE"));
        Optional<String> days = standard.textOf("Days");
        Optional<String> years = standard.textOf("Years");
        if (days.isPresent() == years.isPresent()) {
            throw XmlElement.malformed("DefaultRetention has either Days or Years");
        }
        return days.isPresent()
                ? new Period(mode, count(days.get(), LockRule.MOST_DAYS), Unit.DAYS)
                : new Period(mode, count(years.orElse(""), LockRule.MOST_YEARS), Unit.YEARS);
    }

    private static int count(String text, int most) {
        if (!text.matches("-?\\d{1,9}")) {
            throw XmlElement.malformed("Days and Years are numbers");
        }
        int count = Integer.parseInt(text);
        if (count < 1) {
            throw new S3Exception(S3Error.INVALID_RETENTION_PERIOD);
        }
        if (count > most) {
            throw new S3Exception(
                    S3Error.INVALID_RETENTION_PERIOD,
                    "Default retention period is too large: at most " + LockRule.MOST_DAYS + " days or "
                            + LockRule.MOST_YEARS + " years are allowed");
        }
        return count;
    }
}
