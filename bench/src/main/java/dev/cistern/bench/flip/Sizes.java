package dev.cistern.bench.flip;

/** How large objects are: mostly small, some of 64 KiB, a few larger than what goes through in one piece. */
final class Sizes {
    private Sizes() {}

    /** The size for a number, always the same. */
    static int of(int number) {
        int chance = Math.floorMod(number * 0x9E3779B1, 100);
        if (chance < 70) {
            return 1 + Math.floorMod(number, 8 * 1024);
        }
        return chance < 97 ? 64 * 1024 : 300_000;
    }
}
