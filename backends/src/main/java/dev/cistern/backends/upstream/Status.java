package dev.cistern.backends.upstream;

/** What the status of an answer says of its host. */
final class Status {
    private Status() {}

    /** It wants to be asked less. */
    static boolean isBusy(int status) {
        return status == 429 || status == 503;
    }

    /** It failed, or something before it did. */
    static boolean isFailure(int status) {
        return status == 500 || status == 502 || status == 504;
    }

    /** It has done what it was asked, or said why it never will. */
    static boolean isGood(int status) {
        return status / 100 != 5 && !isBusy(status);
    }
}
