package dev.cistern.node.s3.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Addresses that begin alike: {@code 203.0.113.0/24}, {@code 2001:db8::/32}, or one alone.
 *
 * @param bits how many of the address count
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record AddressRange(byte[] address, int bits) {

    /** Empty where the text is none. */
    static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        Optional<byte[]> address = address(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int most = address.get().length * Byte.SIZE;
        if (slash < 0) {
            return Optional.of(new AddressRange(address.get(), most));
        }
        String bits = text.substring(slash + 1);
        return bits.matches("\\d{1,3}") && Integer.parseInt(bits) <= most
                ? Optional.of(new AddressRange(address.get(), Integer.parseInt(bits)))
                : Optional.empty();
    }

    boolean has(String other) {
        Optional<byte[]> given = address(other);
        if (given.isEmpty() || given.get().length != address.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        int rest = bits % Byte.SIZE;
        boolean same = Arrays.equals(address, 0, whole, given.get(), 0, whole);
        int mask = 0xff << (Byte.SIZE - rest);
        return same && (rest == 0 || (address[whole] & mask) == (given.get()[whole] & mask));
    }

    /** Whether it is so wide that it shuts nobody out. */
    boolean isWide() {
        return bits < (address.length == 4 ? 8 : 32);
    }

    /** A name is never looked up: what is not an address has other characters than one. */
    private static Optional<byte[]> address(String text) {
        boolean v4 = text.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        if (!v4 && !(text.indexOf(':') >= 0 && text.matches("[0-9A-Fa-f:.]{2,45}"))) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
