package dev.cistern.node.engine.record;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Everything in the records of a folder, in order, for comparisons. */
public final class RecordsDump {
    private RecordsDump() {}

    /** @param folder of a database that nobody has open */
    public static List<String> of(Path folder) {
        try (Records records = Records.open(folder, 1 << 20, true)) {
            List<String> all = new ArrayList<>();
            for (Family family : Family.values()) {
                records.scan(
                        family,
                        new byte[0],
                        at -> all.add(family.title() + ' ' + hex(at.key()) + " = " + hex(at.value())));
            }
            return all;
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
