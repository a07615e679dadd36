package dev.cistern.node.s3.lifecycle;

import dev.cistern.node.s3.lifecycle.LifecycleRule.Noncurrent;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/** Reads rules out of a document, within Amazon's limits and with its refusals. */
final class LifecycleParser {
    private static final int MOST_RULES = 1_000;
    private static final int MOST_ID_CHARS = 255;
    private static final int MOST_NEWER = 100;
    private static final String EXPIRATION = "Expiration";
    private static final String NONCURRENT = "NoncurrentVersionExpiration";
    private static final String ABORT = "AbortIncompleteMultipartUpload";
    private static final Set<String> TRANSITIONS =
            Set.of("Transition", "Transitions", "NoncurrentVersionTransition", "NoncurrentVersionTransitions");
    private static final Set<String> KNOWN = Set.of("ID", "Prefix", "Filter", "Status", EXPIRATION, NONCURRENT, ABORT);

    private LifecycleParser() {}

    static List<LifecycleRule> rules(XmlElement document) {
        document.requireOnly(Set.of("Rule"));
        List<XmlElement> found = document.children();
        if (found.isEmpty() || found.size() > MOST_RULES) {
            throw XmlElement.malformed("it has " + found.size() + " rules; 1 to " + MOST_RULES + " are allowed");
        }
        List<LifecycleRule> rules = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (XmlElement element : found) {
            LifecycleRule rule = rule(element, rules.size());
            if (!ids.add(rule.id())) {
                throw argument("Rule ID must be unique. Found same ID for more than one rule");
            }
            rules.add(rule);
        }
        return List.copyOf(rules);
    }

    private static LifecycleRule rule(XmlElement rule, int number) {
        if (rule.children().stream().anyMatch(child -> TRANSITIONS.contains(child.name()))) {
            throw new S3Exception(
                    S3Error.INVALID_STORAGE_CLASS,
                    "There is one storage class here, so objects have nowhere to go: leave the transitions out, and"
                            + " let objects expire.");
        }
        rule.requireOnly(KNOWN);
        LifecycleRule read = new LifecycleRule(
                id(rule, number),
                isEnabled(rule),
                FilterParser.filter(rule),
                rule.atMostOne(EXPIRATION).map(LifecycleParser::expiration),
                rule.atMostOne(NONCURRENT).map(LifecycleParser::noncurrent),
                abortDays(rule));
        if (read.expiration().isEmpty()
                && read.noncurrent().isEmpty()
                && read.abortDays().isEmpty()) {
            throw invalid("At least one action needs to be specified in a rule");
        }
        boolean ofMarkers = read.expiration().isPresent() && read.expiration().get() instanceof Expiration.OfMarkers;
        if (ofMarkers && read.filter().isOfObjects()) {
            throw invalid("ExpiredObjectDeleteMarker cannot be specified with tags or sizes.");
        }
        if (read.abortDays().isPresent() && read.filter().isOfObjects()) {
            throw invalid("AbortIncompleteMultipartUpload cannot be specified with tags or sizes.");
        }
        return read;
    }

    private static String id(XmlElement rule, int number) {
        Optional<String> given = rule.atMostOne("ID").map(XmlElement::text).filter(text -> !text.isEmpty());
        if (given.isPresent() && given.get().length() > MOST_ID_CHARS) {
            throw argument("ID length should not exceed allowed limit of " + MOST_ID_CHARS);
        }
        // The same document gets the same ids, whoever sends it again.
        return given.orElseGet(() -> UUID.nameUUIDFromBytes(("rule " + number).getBytes(StandardCharsets.UTF_8))
                .toString());
    }

    private static boolean isEnabled(XmlElement rule) {
        String status =
                rule.atMostOne("Status").map(element -> element.text().strip()).orElse("");
        return switch (status) {
            case "Enabled" -> true;
            case "Disabled" -> false;
            default -> throw XmlElement.malformed("the Status of a rule is Enabled or Disabled");
        };
    }

    private static Expiration expiration(XmlElement expiration) {
        expiration.requireOnly(Set.of("Days", "Date", "ExpiredObjectDeleteMarker"));
        if (expiration.children().size() != 1) {
            throw XmlElement.malformed("Expiration has one of Days, Date and ExpiredObjectDeleteMarker");
        }
        XmlElement what = expiration.children().get(0);
        String text = what.text().strip();
        return switch (what.name()) {
            case "Days" -> new Expiration.AfterDays(days(text, "Days", "for Expiration action"));
            case "Date" -> new Expiration.From(date(text));
            default -> {
                if (!text.equals("true") && !text.equals("false")) {
                    throw XmlElement.malformed("ExpiredObjectDeleteMarker is true or false");
                }
                yield new Expiration.OfMarkers(text.equals("true"));
            }
        };
    }

    private static Noncurrent noncurrent(XmlElement noncurrent) {
        noncurrent.requireOnly(Set.of("NoncurrentDays", "NewerNoncurrentVersions"));
        String days = noncurrent
                .atMostOne("NoncurrentDays")
                .map(element -> element.text().strip())
                .orElseThrow(() -> XmlElement.malformed(NONCURRENT + " lacks NoncurrentDays"));
        Optional<String> newer = noncurrent.atMostOne("NewerNoncurrentVersions").map(element -> element.text()
                .strip());
        String action = "for NoncurrentVersionExpiration action";
        OptionalInt kept = newer.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(days(newer.get(), "NewerNoncurrentVersions", action));
        if (kept.isPresent() && kept.getAsInt() > MOST_NEWER) {
            throw argument("'NewerNoncurrentVersions' " + action + " must be at most " + MOST_NEWER);
        }
        return new Noncurrent(days(days, "NoncurrentDays", action), kept);
    }

    private static OptionalInt abortDays(XmlElement rule) {
        Optional<XmlElement> abort = rule.atMostOne(ABORT);
        if (abort.isEmpty()) {
            return OptionalInt.empty();
        }
        abort.get().requireOnly(Set.of("DaysAfterInitiation"));
        String days = abort.get()
                .atMostOne("DaysAfterInitiation")
                .map(element -> element.text().strip())
                .orElseThrow(() -> XmlElement.malformed(ABORT + " lacks DaysAfterInitiation"));
        return OptionalInt.of(days(days, "DaysAfterInitiation", "for AbortIncompleteMultipartUpload action"));
    }

    private static int days(String text, String name, String where) {
        if (!text.matches("[+-]?\\d{1,18}")) {
            throw XmlElement.malformed(name + " is no whole number");
        }
        long number = Long.parseLong(text);
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw argument("'" + name + "' " + where + " must be a positive integer");
        }
        return (int) number;
    }

    private static Instant date(String text) {
        Instant date;
        try {
            date = OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw XmlElement.malformed("Date is not of the form 2026-01-31T00:00:00Z");
        }
        if (!date.equals(date.truncatedTo(ChronoUnit.DAYS))) {
            throw argument("'Date' must be at midnight GMT");
        }
        return date;
    }

    private static S3Exception argument(String why) {
        return new S3Exception(S3Error.INVALID_ARGUMENT, why);
    }

    private static S3Exception invalid(String why) {
        return new S3Exception(S3Error.INVALID_REQUEST, why);
    }
}
