package dev.cistern.node.engine.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.store.CustomerKey;
import dev.cistern.node.store.Encrypted;
import dev.cistern.node.store.Encrypted.By;
import dev.cistern.node.store.Encryption;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SealsTest {
    private static final Identity OBJECT = new Identity(7, "a/ü");
    private static final CustomerKey CUSTOMERS = new CustomerKey(counting(0x40));
    private static final CustomerKey ANOTHER = new CustomerKey(counting(0x41));

    private final Seals seals;

    SealsTest(@TempDir Path folder) {
        SecureRandom random = new SecureRandom();
        MasterKeys masters =
                new MasterKeys(folder.resolve("master-keys"), new FalseNote(), random, InstantSource.system());
        this.seals = new Seals(masters, random);
    }

    private static byte[] counting(int from) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }

    private static void assertFails(Code code, ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    private static boolean same(DataKey one, DataKey other) {
        String md5 = "25f9e794323b453885f5181f1b624d0b";
        byte[] of = sealed(one, md5);
        return HexFormat.of().formatHex(of).equals(HexFormat.of().formatHex(sealed(other, md5)));
    }

    private static byte[] sealed(DataKey key, String text) {
        BodySealer sealer = key.whole().sealer();
        sealer.update(ByteBuffer.wrap(HexFormat.of().parseHex(text)), new ArrayList<>());
        return sealer.finish().array();
    }

    @Test
    void keysAreWrappedToKnownAnswers() {
        byte[] salt = HexFormat.of().parseHex("101112131415161718191a1b1c1d1e1f");
        byte[] dataKey = counting(0);

        assertThat(HexFormat.of().formatHex(new KeyWrap(By.NODE, counting(0x40), salt, OBJECT).wrap(dataKey)))
                .isEqualTo(
                        "f19212b32656789a97de1324540bc176775b246cdafc59caa2189356fed5c779fc75171b1f6799681fb7c0268b2bc84f");
        assertThat(HexFormat.of().formatHex(new KeyWrap(By.CUSTOMER, counting(0x40), salt, OBJECT).wrap(dataKey)))
                .isEqualTo(
                        "1be4478a60d68a9af7c7f31ed45a574316446a34d2d01722adf75a17528ce04fabd236e07a708613cf191f5791a103ea");
        assertThat(CUSTOMERS.proof("101112131415161718191a1b1c1d1e1f"))
                .isEqualTo("aa901177efdd049f27a8479f2d90b49c8cee79f62be42eab95bc1864091548f8");
        assertThat(MasterKey.idOf(counting(0x40))).isEqualTo("eb8aa83eb916ffeb");
    }

    @Test
    void keyOpensForItsObjectAlone() {
        DataKey key = seals.begin(OBJECT, new Encryption.ByNode());

        assertThat(same(key, seals.open(OBJECT, key.encrypted(), Optional.empty())))
                .isTrue();
        assertFails(Code.CORRUPT, () -> seals.open(new Identity(8, "a/ü"), key.encrypted(), Optional.empty()));
        assertFails(Code.CORRUPT, () -> seals.open(new Identity(7, "a/u"), key.encrypted(), Optional.empty()));
    }

    @Test
    void customersKeyIsNeededAndToldFromOthers() {
        DataKey key = seals.begin(OBJECT, new Encryption.ByCustomer(CUSTOMERS));

        assertThat(same(key, seals.open(OBJECT, key.encrypted(), Optional.of(CUSTOMERS))))
                .isTrue();
        assertFails(Code.KEY_REQUIRED, () -> seals.open(OBJECT, key.encrypted(), Optional.empty()));
        assertFails(Code.KEY_WRONG, () -> seals.open(OBJECT, key.encrypted(), Optional.of(ANOTHER)));
        Encrypted byNode = seals.begin(OBJECT, new Encryption.ByNode()).encrypted();
        assertFails(Code.KEY_NEEDLESS, () -> seals.open(OBJECT, byNode, Optional.of(CUSTOMERS)));
    }

    @Test
    void nothingOfTheCustomersKeyIsInWhatIsStored() {
        Encrypted stored =
                seals.begin(OBJECT, new Encryption.ByCustomer(CUSTOMERS)).encrypted();

        assertThat(stored.toString()).doesNotContain(HexFormat.of().formatHex(CUSTOMERS.bytes()));
        assertThat(CUSTOMERS.toString()).isEqualTo("a customer's key");
    }

    @Test
    void everyKeyIsAnother() {
        Encryption wanted = new Encryption.ByCustomer(CUSTOMERS);
        DataKey one = seals.begin(OBJECT, wanted);
        DataKey two = seals.begin(OBJECT, wanted);

        assertThat(same(one, two)).isFalse();
        assertThat(one.encrypted().salt()).isNotEqualTo(two.encrypted().salt());
        assertThat(one.encrypted().proof()).isNotEqualTo(two.encrypted().proof());
    }

    @Test
    void everyFlippedBitOfAWrappedKeyIsFound() {
        DataKey key = seals.begin(OBJECT, new Encryption.ByNode());
        byte[] wrapped = HexFormat.of().parseHex(key.encrypted().wrappedKey());
        for (int bit = 0; bit < wrapped.length * 8; bit++) {
            byte[] flipped = wrapped.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Encrypted was = key.encrypted();
            Encrypted damaged = new Encrypted(
                    was.by(),
                    was.keyId(),
                    was.salt(),
                    was.proof(),
                    HexFormat.of().formatHex(flipped));
            assertFails(Code.CORRUPT, () -> seals.open(OBJECT, damaged, Optional.empty()));
        }
    }
}
