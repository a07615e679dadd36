package dev.cistern.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.bench.cluster.NameSet.Listing;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class NameSetTest {
    private final NameSet names = new NameSet();

    private List<String> faults(long begun, long ended, String... seen) {
        return names.faults(new Listing("n1", "p/", begun, ended, Set.of(seen)));
    }

    @Test
    void whatWasThereAllTheTimeHasToBeSeen() {
        names.addBegins("p/a", 1);
        names.added("p/a", 2);

        assertThat(faults(3, 4, "p/a")).isEmpty();
        assertThat(faults(3, 4)).containsExactly("p/a is missing on n1");
    }

    @Test
    void whatCameOrWentMeanwhileMayBeSeenOrNot() {
        names.addBegins("p/a", 1);
        names.added("p/a", 5);
        names.addBegins("p/b", 1);
        names.added("p/b", 2);
        names.removalBegins("p/b", 5);
        names.removed("p/b", 9);

        assertThat(faults(3, 8)).isEmpty();
        assertThat(faults(3, 8, "p/a", "p/b")).isEmpty();
    }

    @Test
    void whatWasGoneOrNotYetThereMayNotBeSeen() {
        names.addBegins("p/a", 1);
        names.added("p/a", 2);
        names.removalBegins("p/a", 3);
        names.removed("p/a", 4);
        names.addBegins("p/b", 9);

        assertThat(faults(5, 8, "p/a")).containsExactly("p/a was not there on n1");
        assertThat(faults(5, 8, "p/b")).containsExactly("p/b was not there on n1");
        assertThat(faults(5, 8, "p/c")).containsExactly("p/c was never added, n1 says");
    }

    @Test
    void whatNobodyKnowsMayBeSeenOrNot() {
        names.addBegins("p/a", 1);
        names.addBegins("p/b", 1);
        names.added("p/b", 2);
        names.removalBegins("p/b", 3);

        assertThat(faults(5, 8)).isEmpty();
        assertThat(faults(5, 8, "p/a", "p/b")).isEmpty();
    }

    @Test
    void whatWasRefusedChangesNothing() {
        names.addBegins("p/a", 1);
        names.refused("p/a");
        names.addBegins("p/b", 1);
        names.added("p/b", 2);
        names.removalBegins("p/b", 3);
        names.removalRefused("p/b");

        assertThat(faults(5, 8, "p/a", "p/b")).containsExactly("p/a was never added, n1 says");
        assertThat(faults(5, 8)).containsExactly("p/b is missing on n1");
    }

    @Test
    void otherPrefixesAreNotLookedAt() {
        names.addBegins("q/a", 1);
        names.added("q/a", 2);

        assertThat(faults(5, 8)).isEmpty();
    }

    @Test
    void faultsCanBePlanted() {
        names.addBegins("p/a", 1);
        names.added("p/a", 2);
        names.addBegins("p/b", 1);
        names.added("p/b", 2);
        names.removalBegins("p/b", 3);
        names.removed("p/b", 4);
        Listing listing = new Listing("n1", "p/", 5, 8, Set.of("p/a"));

        assertThat(names.certain(listing)).isEqualTo("p/a");
        assertThat(names.gone(listing)).isEqualTo("p/b");
    }
}
