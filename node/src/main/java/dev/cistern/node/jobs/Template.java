package dev.cistern.node.jobs;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys with numbers in them, such as {@code shard-{000..999}.tar}: as many digits as the first number has, at least.
 *
 * @param text as it was written
 * @param ranges from left to right; the last one counts fastest
 */
record Template(String text, List<Range> ranges) implements Selection.Named {
    /** Most keys of one. */
    static final long MOST = 10_000_000;

    private static final Pattern RANGE = Pattern.compile("\\{(\\d{1,9})\\.\\.(\\d{1,9})\\}");

    /**
     * A run of numbers.
     *
     * @param before the text between the one before it, or the beginning, and this
     * @param digits at least so many are written
     */
    record Range(String before, long first, long last, int digits) {
        long count() {
            return last - first + 1;
        }

        String number(long index) {
            String number = Long.toString(first + index);
            return "0".repeat(Math.max(0, digits - number.length())) + number;
        }
    }

    /** @throws StoreException for one without a range, or with one that has no end, or with too many keys */
    static Template parse(String text) {
        List<Range> ranges = new ArrayList<>();
        Matcher matcher = RANGE.matcher(text);
        int end = 0;
        long count = 1;
        while (matcher.find()) {
            Range range = new Range(
                    text.substring(end, matcher.start()),
                    Long.parseLong(matcher.group(1)),
                    Long.parseLong(matcher.group(2)),
                    matcher.group(1).length());
            ranges.add(range);
            end = matcher.end();
            count = range.count() < 1 || count * range.count() > MOST ? -1 : count * range.count();
            if (count < 0) {
                break;
            }
        }
        if (ranges.isEmpty() || count < 0) {
            throw new StoreException(
                    Code.INVALID_ARGUMENT,
                    "template '" + text + "' needs a range such as {000..999}, and at most " + MOST + " keys in all");
        }
        return new Template(text, List.copyOf(ranges));
    }

    @Override
    public long count() {
        return ranges.stream().mapToLong(Range::count).reduce(1, (one, other) -> one * other);
    }

    @Override
    public String key(long index) {
        StringBuilder key = new StringBuilder();
        long below = count();
        long rest = index;
        for (Range range : ranges) {
            below /= range.count();
            key.append(range.before()).append(range.number(rest / below));
            rest %= below;
        }
        return key.append(text.substring(end())).toString();
    }

    /** Where the last range ends. */
    private int end() {
        Matcher matcher = RANGE.matcher(text);
        int end = 0;
        while (matcher.find()) {
            end = matcher.end();
        }
        return end;
    }

    @Override
    public void write(JsonObject json) {
        json.put("template", text);
    }
}
