package dev.cistern.bench.clouds;

import java.util.Locale;

/** What a cloud, or the network before it, does to about one answer of three. */
enum CloudFault {
    /** The connection is reset at a random byte of the answer's body. */
    RESET,
    /** The answer's body stops, and the connection stays open. */
    STALL,
    /** The connection is closed in order before the end of the body. */
    TRUNCATED,
    /** A bit of the body is turned. */
    WRONG_CHECKSUM,
    /** 503, for all requests, most of the time. */
    STORM,
    /** 429 with Retry-After. */
    THROTTLED,
    /** 400 ExpiredToken. */
    EXPIRED_TOKEN,
    /** The answer never comes; the request was carried out. */
    ANSWER_LOST;

    /** As it is named on the command line. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
