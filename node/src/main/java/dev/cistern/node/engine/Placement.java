package dev.cistern.node.engine;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Chooses one of several by chance, in proportion to its share. So disks of unlike size fill at the same pace, and are full at the same
 * time, and each is written to all the while: to take the one with the most room would write to that alone until it is like the
 * others. Used by any thread.
 */
final class Placement {
    private final DoubleSupplier chance;

    /** @param chance from 0 to less than 1 */
    Placement(DoubleSupplier chance) {
        this.chance = chance;
    }

    /** One of those with a share above 0; empty where none has one. */
    <T> Optional<T> choose(List<T> among, ToDoubleFunction<T> share) {
        double[] shares = among.stream()
                .mapToDouble(one -> Math.max(0, share.applyAsDouble(one)))
                .toArray();
        double all = 0;
        for (double one : shares) {
            all += one;
        }
        double left = chance.getAsDouble() * all;
        Optional<T> last = Optional.empty();
        for (int i = 0; i < shares.length; i++) {
            if (shares[i] > 0) {
                last = Optional.of(among.get(i));
                left -= shares[i];
                if (left < 0) {
                    return last;
                }
            }
        }
        return last;
    }
}
