package dev.cistern.conf.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {

    @ParameterizedTest
    @CsvSource({
        "net.http.idle_cons, net.http.idle_conns",
        "net.htpt.idle_conn_time, net.http.idle_conn_time",
        "idle_conn_time, net.http.idle_conn_time",
        "http.backend_idle_conns, net.http.backend_idle_conns",
        "net.peers.max_waiters, net.http.max_waiters",
        "storage.durabilty, store.durability",
    })
    void nearestKeyIsSuggested(String unknown, String meant) {
        assertThat(Suggestions.forKey(unknown)).isEqualTo("did you mean " + meant + "?");
    }

    @Test
    void nothingNearPointsToTheList() {
        assertThat(Suggestions.forKey("colour")).isEqualTo("cistern config describe lists all keys");
    }
}
