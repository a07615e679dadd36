package dev.cistern.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class YardsticksTest {
    private static final String WRK = """
            Running 1s test @ http://127.0.0.1:8080/
              1 threads and 8 connections
              45678 requests in 1.10s, 10.00MB read
            %sRequests/sec:  41525.45
            Transfer/sec:      9.09MB
            """;

    @Test
    void wrkIsRead() throws IOException {
        assertThat(Wrk.parse(WRK.formatted(""))).isEqualTo(new Count(45_678, 41_525.45));
    }

    @Test
    void wrkWithErrorsIsNoMeasurement() {
        String errors = "  Socket errors: connect 0, read 3, write 0, timeout 0\n";

        assertThatThrownBy(() -> Wrk.parse(WRK.formatted(errors))).hasMessageContaining("read 3");
        assertThatThrownBy(() -> Wrk.parse(WRK.formatted("  Non-2xx or 3xx responses: 7\n")))
                .hasMessageContaining("Non-2xx or 3xx responses: 7");
        assertThatThrownBy(() -> Wrk.parse("unable to connect")).hasMessageContaining("unable to connect");
    }

    @Test
    void fioCountsObjectsNotBlocks() throws IOException {
        String json = "note\n{\"jobs\":[{\"write\":{\"total_ios\":1600,\"iops\":320.0}}]}";

        assertThat(Fio.parse(json, 16)).isEqualTo(new Count(100, 20.0));
    }

    @Test
    void seriesGivesMedianAndSpread() {
        Series series = new Series();
        series.add(3);
        series.add(1);
        assertThat(series.median()).isEqualTo(2);
        series.add(10);

        assertThat(series.median()).isEqualTo(3);
        assertThat(series.spread(1)).isEqualTo("3.0 (1.0–10.0)");
        assertThat(series.over(series).values()).containsOnly(1.0);
    }

    @Test
    void sectionOfThePageIsReplacedAndTheOthersStay() {
        String page = BenchmarkPage.replaced("# Title\n", "one", "first");
        page = BenchmarkPage.replaced(page, "two", "second");
        page = BenchmarkPage.replaced(page, "one", "newer");

        assertThat(page).isEqualTo("# Title\n\n## one\n\nnewer\n\n## two\n\nsecond\n");
    }
}
