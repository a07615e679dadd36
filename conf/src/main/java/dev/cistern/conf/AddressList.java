package dev.cistern.conf;

import java.util.ArrayList;
import java.util.List;

/** Addresses with commas between them, or {@code off} for none. */
final class AddressList implements ValueType<Addresses> {
    private static final HostAndPort ONE = new HostAndPort();

    @Override
    public Class<Addresses> valueClass() {
        return Addresses.class;
    }

    @Override
    public String label() {
        return "addresses";
    }

    @Override
    public String range() {
        return "off, or HOST:PORT with commas between them";
    }

    @Override
    public Addresses parse(String text) throws InvalidValueException {
        if (text.strip().equals("off")) {
            return new Addresses(List.of());
        }
        List<ListenAddress> addresses = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            ListenAddress address = ONE.parse(one);
            if (address.port() == 0) {
                throw new InvalidValueException("nobody can be reached on port 0", "write the port of the node");
            }
            addresses.add(address);
        }
        return new Addresses(addresses);
    }

    @Override
    public String print(Addresses value) {
        return value.toString();
    }
}
