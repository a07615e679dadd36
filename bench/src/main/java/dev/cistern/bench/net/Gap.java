package dev.cistern.bench.net;

/**
 * A time without a request, in ms.
 *
 * @param least 0 or more
 * @param most not below {@code least}
 */
record Gap(int least, int most) {}
