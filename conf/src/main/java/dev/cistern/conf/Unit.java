package dev.cistern.conf;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How an amount is written; inside it is a whole number of the smallest unit. */
enum Unit {
    /** {@code 250ms}, {@code 6s}, {@code 1m30s}, {@code 1h}; smallest unit 1 ms. */
    DURATION("duration", "write it like 250ms, 6s, 1m30s or 1h") {
        @Override
        long parse(String text) throws InvalidValueException {
            return "0".equals(text) ? 0 : durationMillis(text);
        }

        @Override
        String print(long amount) {
            return printDuration(amount);
        }
    },
    /** A plain number of milliseconds; {@code 2s} is understood as well. */
    MILLISECONDS("milliseconds", "write a number of milliseconds, like 10000") {
        @Override
        long parse(String text) throws InvalidValueException {
            return WHOLE.matcher(text).matches() ? wholeNumber(text) : durationMillis(text);
        }

        @Override
        String print(long amount) {
            return Long.toString(amount);
        }
    },
    /** {@code 64KiB}, {@code 16MiB}, {@code 32kb} (1 kb = 1,000 bytes), plain bytes. */
    SIZE("size", "write it like 65536, 64KiB, 16MiB or 32kb") {
        @Override
        long parse(String text) throws InvalidValueException {
            Matcher matcher = AMOUNT.matcher(text);
            BigDecimal factor = matcher.matches() ? BYTES.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
            if (factor == null) {
                throw invalid("not a size");
            }
            return whole(new BigDecimal(matcher.group(1)).multiply(factor), "bytes");
        }

        @Override
        String print(long amount) {
            return printSize(amount);
        }
    },
    /** A plain whole number. */
    COUNT("count", "write a whole number, like 100") {
        @Override
        long parse(String text) throws InvalidValueException {
            return wholeNumber(text);
        }

        @Override
        String print(long amount) {
            return Long.toString(amount);
        }
    };

    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)\\s*([a-zA-Z]*)");
    private static final Pattern DURATION_PART = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?)(ms|s|m|h)");
    private static final Map<String, BigDecimal> BYTES = byteFactors();
    private static final Map<String, Long> MILLIS = millisFactors();

    private final String label;
    private final String form;

    Unit(String label, String form) {
        this.label = label;
        this.form = form;
    }

    abstract long parse(String text) throws InvalidValueException;

    /** In canonical form, which {@link #parse} reads back. */
    abstract String print(long amount);

    String label() {
        return label;
    }

    InvalidValueException invalid(String reason) {
        return new InvalidValueException(reason, form);
    }

    long wholeNumber(String text) throws InvalidValueException {
        if (!WHOLE.matcher(text).matches()) {
            throw invalid("not a whole number");
        }
        return Long.parseLong(text);
    }

    long durationMillis(String text) throws InvalidValueException {
        Matcher part = DURATION_PART.matcher(text);
        BigDecimal millis = BigDecimal.ZERO;
        int end = 0;
        while (end < text.length() && part.find(end) && part.start() == end) {
            BigDecimal factor = BigDecimal.valueOf(MILLIS.getOrDefault(part.group(2), 0L));
            millis = millis.add(new BigDecimal(part.group(1)).multiply(factor));
            end = part.end();
        }
        if (end == 0 || end < text.length()) {
            throw invalid(WHOLE.matcher(text).matches() ? "a duration needs a unit" : "not a duration");
        }
        return whole(millis, "milliseconds");
    }

    long whole(BigDecimal amount, String of) throws InvalidValueException {
        if (amount.stripTrailingZeros().scale() > 0) {
            throw invalid("not a whole number of " + of);
        }
        if (amount.precision() - amount.scale() > 18) {
            throw invalid("too large");
        }
        return amount.longValueExact();
    }

    private static String printDuration(long millis) {
        if (millis < 1000) {
            return millis == 0 ? "0" : millis + "ms";
        }
        long hours = millis / 3_600_000;
        long minutes = millis / 60_000 % 60;
        long rest = millis % 60_000;
        StringBuilder text = new StringBuilder();
        if (hours > 0) {
            text.append(hours).append('h');
        }
        if (minutes > 0) {
            text.append(minutes).append('m');
        }
        if (rest > 0) {
            text.append(BigDecimal.valueOf(rest, 3).stripTrailingZeros().toPlainString())
                    .append('s');
        }
        return text.toString();
    }

    private static String printSize(long bytes) {
        String[] units = {"TiB", "GiB", "MiB", "KiB"};
        for (int i = 0; i < units.length; i++) {
            long factor = 1L << (10 * (units.length - i));
            if (bytes != 0 && bytes % factor == 0) {
                return bytes / factor + units[i];
            }
        }
        return Long.toString(bytes);
    }

    private static Map<String, BigDecimal> byteFactors() {
        Map<String, BigDecimal> factors = new LinkedHashMap<>();
        factors.put("", BigDecimal.ONE);
        factors.put("b", BigDecimal.ONE);
        String[] prefixes = {"k", "m", "g", "t"};
        for (int i = 0; i < prefixes.length; i++) {
            factors.put(prefixes[i] + "b", BigDecimal.valueOf(1000).pow(i + 1));
            factors.put(prefixes[i] + "ib", BigDecimal.valueOf(1024).pow(i + 1));
        }
        return factors;
    }

    private static Map<String, Long> millisFactors() {
        return Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);
    }
}
