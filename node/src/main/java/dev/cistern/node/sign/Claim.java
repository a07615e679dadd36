package dev.cistern.node.sign;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a request says of its sender and proves with a signature.
 *
 * @param date as it is signed: {@code 20130524T000000Z}
 * @param expiresSeconds after {@code date}, for a signature in the query; empty for one in a header
 */
record Claim(Scope scope, String date, List<String> signedHeaders, String signature, Optional<Integer> expiresSeconds) {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";

    static final int MOST_EXPIRES_SECONDS = 7 * 24 * 3600;
    private static final DateTimeFormatter BASIC = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

    /** Empty where the request is not signed. */
    static Optional<Claim> of(SignedRequest request) {
        Optional<String> header = request.header("Authorization");
        if (header.filter(value -> !value.isBlank()).isPresent()) {
            return Optional.of(ofHeader(request, header.get().strip()));
        }
        if (request.parameter("X-Amz-Algorithm").isPresent()
                || request.parameter("X-Amz-Signature").isPresent()) {
            return Optional.of(ofQuery(request));
        }
        if (request.parameter("AWSAccessKeyId").isPresent()) {
            throw oldVersion();
        }
        return Optional.empty();
    }

    /** A time as it is signed, to the second. */
    static String format(Instant instant) {
        return BASIC.format(instant.atOffset(ZoneOffset.UTC));
    }

    Instant when() {
        try {
            return LocalDateTime.parse(date, BASIC).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            String why = "the date '" + date + "' is not of the form 20130524T000000Z";
            throw expiresSeconds.isPresent() ? badQuery(why) : malformed(why);
        }
    }

    private static Claim ofHeader(SignedRequest request, String header) {
        if (!header.startsWith(ALGORITHM)) {
            throw header.matches("AWS \\S+:\\S+")
                    ? oldVersion()
                    : new S3Exception(S3Error.INVALID_ARGUMENT, "Unsupported Authorization Type");
        }
        Map<String, String> fields = new HashMap<>();
        for (String field : header.substring(ALGORITHM.length()).split(",", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(
                        field.substring(0, equals).strip(),
                        field.substring(equals + 1).strip());
            }
        }
        Scope scope = Scope.parse(field(fields, "Credential"))
                .orElseThrow(() -> malformed("its Credential is not of the form KEY/DATE/REGION/s3/aws4_request"));
        Claim claim = new Claim(
                scope,
                date(request),
                List.of(field(fields, "SignedHeaders").split(";", -1)),
                field(fields, "Signature"),
                Optional.empty());
        return claim.checked(S3Error.AUTHORIZATION_HEADER_MALFORMED);
    }

    private static Claim ofQuery(SignedRequest request) {
        if (!queried(request, "X-Amz-Algorithm").equals(ALGORITHM)) {
            throw badQuery("X-Amz-Algorithm only supports " + ALGORITHM);
        }
        Scope scope = Scope.parse(queried(request, "X-Amz-Credential"))
                .orElseThrow(() -> badQuery("X-Amz-Credential is not of the form KEY/DATE/REGION/s3/aws4_request"));
        String expires = queried(request, "X-Amz-Expires");
        if (!expires.matches("\\d{1,9}") || Integer.parseInt(expires) > MOST_EXPIRES_SECONDS) {
            throw badQuery("X-Amz-Expires must be a number of seconds, at most " + MOST_EXPIRES_SECONDS);
        }
        Claim claim = new Claim(
                scope,
                queried(request, "X-Amz-Date"),
                List.of(queried(request, "X-Amz-SignedHeaders").split(";", -1)),
                queried(request, "X-Amz-Signature"),
                Optional.of(Integer.valueOf(expires)));
        return claim.checked(S3Error.AUTHORIZATION_QUERY_PARAMETERS);
    }

    private Claim checked(S3Error otherwise) {
        Instant when = when();
        if (!scope.service().equals("s3")) {
            throw new S3Exception(otherwise, "the credential is for the service '" + scope.service() + "', not for s3");
        }
        if (!date.startsWith(scope.date())) {
            throw new S3Exception(
                    otherwise, "the credential is for the day " + scope.date() + ", but the request is of " + when);
        }
        if (!signedHeaders.contains("host")) {
            throw new S3Exception(otherwise, "the signed headers must include host");
        }
        return this;
    }

    private static String date(SignedRequest request) {
        Optional<String> amazon = request.header("x-amz-date");
        if (amazon.isPresent()) {
            return amazon.get().strip();
        }
        String date = request.header("Date")
                .orElseThrow(() -> new S3Exception(
                        S3Error.ACCESS_DENIED, "a signed request needs a valid Date or x-amz-date header"));
        try {
            return BASIC.format(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .withZoneSameInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return date.strip();
        }
    }

    private static String field(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null || value.isEmpty()) {
            throw malformed("it lacks " + name);
        }
        return value;
    }

    private static String queried(SignedRequest request, String name) {
        return request.parameter(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> badQuery("a signature in the query needs " + name));
    }

    private static S3Exception malformed(String why) {
        S3Error error = S3Error.AUTHORIZATION_HEADER_MALFORMED;
        return new S3Exception(error, error.sentence() + " (" + why + ")");
    }

    private static S3Exception badQuery(String why) {
        return new S3Exception(S3Error.AUTHORIZATION_QUERY_PARAMETERS, why);
    }

    static S3Exception oldVersion() {
        return new S3Exception(
                S3Error.INVALID_REQUEST,
                "The authorization mechanism that you have provided is not supported. Please use " + ALGORITHM + ".");
    }
}
