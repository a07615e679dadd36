package dev.cistern.bench.clouds;

import java.util.Locale;

/** What a cloud, or the network before it, does to its answers. */
enum CloudFault {
    /** The connection is reset at a random byte of the answer's body. */
    RESET(16),
    /** The answer's body stops, and the connection stays open: half a minute until the node gives it up. */
    STALL(2),
    /** The connection is closed in order before the end of the body. */
    TRUNCATED(16),
    /** A bit of the body is turned, of answers and of what is written. */
    WRONG_CHECKSUM(16),
    /** 503, for all requests, most of the time. */
    STORM(40),
    /** 429 with Retry-After: nothing may be asked for a second. */
    THROTTLED(3),
    /** 400 ExpiredToken until requests are signed with the token of the hour, which changes all the time. */
    EXPIRED_TOKEN(0),
    /** The answer never comes; the request was carried out. */
    ANSWER_LOST(16),
    /** The cloud's many names are found late, or only when they are asked for again. */
    SLOW_NAMES(0),
    /** A bit of the body is turned, and the cloud vouches for it: nobody can tell. */
    LIE(16),
    /** 503, always. */
    DEAD(48);

    /** Chances are given in parts of this. */
    static final int CHANCES = 48;

    private final int chance;

    CloudFault(int chance) {
        this.chance = chance;
    }

    /** Of how many answers in {@link #CHANCES} it is done to, by chance. */
    int chance() {
        return chance;
    }

    /** Whether the run is about it, and the cloud does it by itself. */
    boolean isMeant() {
        return this != SLOW_NAMES && this != LIE && this != DEAD;
    }

    /** As it is named on the command line. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
