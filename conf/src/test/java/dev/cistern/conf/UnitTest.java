package dev.cistern.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitTest {

    @ParameterizedTest
    @CsvSource({
        "250ms, 250, 250ms",
        "6s, 6000, 6s",
        "1m30s, 90000, 1m30s",
        "90s, 90000, 1m30s",
        "1h, 3600000, 1h",
        "1h0m1.5s, 3601500, 1h1.5s",
        "17.75s, 17750, 17.75s",
        "1000ms, 1000, 1s",
        "0, 0, 0",
    })
    void durationIsReadAndPrintedInCanonicalForm(String text, long millis, String canonical) throws Exception {
        assertThat(Unit.DURATION.parse(text)).isEqualTo(millis);
        assertThat(Unit.DURATION.print(millis)).isEqualTo(canonical);
        assertThat(Unit.DURATION.parse(canonical)).isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({
        "64KiB, 65536, 64KiB",
        "16mib, 16777216, 16MiB",
        "32kb, 32000, 32000",
        "1.5 GiB, 1610612736, 1536MiB",
        "65535, 65535, 65535",
        "0, 0, 0",
        "2TiB, 2199023255552, 2TiB",
    })
    void sizeIsReadAndPrintedInCanonicalForm(String text, long bytes, String canonical) throws Exception {
        assertThat(Unit.SIZE.parse(text)).isEqualTo(bytes);
        assertThat(Unit.SIZE.print(bytes)).isEqualTo(canonical);
        assertThat(Unit.SIZE.parse(canonical)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"10000, 10000", "2s, 2000", "0, 0"})
    void millisecondsAreAPlainNumberOrADuration(String text, long millis) throws Exception {
        assertThat(Unit.MILLISECONDS.parse(text)).isEqualTo(millis);
        assertThat(Unit.MILLISECONDS.print(millis)).isEqualTo(Long.toString(millis));
    }

    @ParameterizedTest
    @CsvSource({
        "DURATION, 30, a duration needs a unit",
        "DURATION, -5s, not a duration",
        "DURATION, 5 s, not a duration",
        "DURATION, 0.5ms, not a whole number of milliseconds",
        "DURATION, 999999999999999h999999999999999h, too large",
        "SIZE, 1.5, not a whole number of bytes",
        "SIZE, 64QiB, not a size",
        "SIZE, 999999999999999999TiB, too large",
        "COUNT, 1.5, not a whole number",
        "COUNT, '', not a whole number",
        "COUNT, 99999999999999999999, not a whole number",
        "MILLISECONDS, soon, not a duration",
    })
    void textThatIsNoAmountIsRefusedWithTheFormThatWouldBeRight(Unit unit, String text, String reason) {
        assertThatThrownBy(() -> unit.parse(text)).isInstanceOfSatisfying(InvalidValueException.class, e -> {
            assertThat(e.reason()).isEqualTo(reason);
            assertThat(e.suggestion()).startsWith("write ");
        });
    }

    @Test
    void addressKeepsItsBracketsInPrint() throws Exception {
        HostAndPort type = new HostAndPort();

        assertThat(type.parse("[::1]:7070")).isEqualTo(new ListenAddress("::1", 7070));
        assertThat(type.print(type.parse("[::1]:7070"))).isEqualTo("[::1]:7070");
        assertThatThrownBy(() -> type.parse("127.0.0.1")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> type.parse("127.0.0.1:70000")).hasMessage("no such port");
    }
}
