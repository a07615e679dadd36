package dev.cistern.conf;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code host:port}, {@code 127.0.0.1:7070}, {@code [::1]:7070}. */
final class HostAndPort implements ValueType<ListenAddress> {
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([^\\s\\[\\]:/]+)):(\\d{1,5})");

    @Override
    public Class<ListenAddress> valueClass() {
        return ListenAddress.class;
    }

    @Override
    public String label() {
        return "address";
    }

    @Override
    public String range() {
        return "HOST:PORT, port 0 to 65535 (0 = any free one)";
    }

    @Override
    public ListenAddress parse(String text) throws InvalidValueException {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new InvalidValueException("not an address", "write HOST:PORT, like 127.0.0.1:7070 or [::1]:7070");
        }
        int port = Integer.parseInt(matcher.group(3));
        if (port > 65_535) {
            throw new InvalidValueException("no such port", "use a port from 0 to 65535");
        }
        String bracketed = matcher.group(1);
        return new ListenAddress(bracketed == null ? matcher.group(2) : bracketed, port);
    }

    @Override
    public String print(ListenAddress value) {
        return value.toString();
    }
}
