package dev.cistern.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names of domains with commas between them, or {@code off} for none. */
final class DomainList implements ValueType<DomainNames> {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,62})(\\.[a-z0-9]([a-z0-9-]{0,62}))*");

    @Override
    public Class<DomainNames> valueClass() {
        return DomainNames.class;
    }

    @Override
    public String label() {
        return "domains";
    }

    @Override
    public String range() {
        return "off, or names with commas between them";
    }

    @Override
    public DomainNames parse(String text) throws InvalidValueException {
        String list = text.strip().toLowerCase(Locale.ROOT);
        if (list.equals("off")) {
            return new DomainNames(List.of());
        }
        List<String> names = new ArrayList<>();
        for (String name : list.split(",", -1)) {
            if (!NAME.matcher(name.strip()).matches()) {
                throw new InvalidValueException(
                        "'" + name.strip() + "' is not the name of a domain",
                        "write names like s3.example.org, or off");
            }
            names.add(name.strip());
        }
        return new DomainNames(names);
    }

    @Override
    public String print(DomainNames value) {
        return value.toString();
    }
}
