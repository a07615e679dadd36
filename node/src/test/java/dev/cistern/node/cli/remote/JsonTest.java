package dev.cistern.node.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class JsonTest {
    private static Json read(String text) throws IOException {
        return Json.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatIsReadIsWrittenInTheSameOrder() throws IOException {
        String text = "{\"z\":1,\"a\":[true,null,\"é\\n\",{}],\"m\":{\"y\":12.50,\"b\":[]}}";

        assertThat(read(text).compact()).isEqualTo(text);
    }

    @Test
    void prettyIsIndentedByFourSpaces() throws IOException {
        assertThat(read("{\"a\":{\"b\":1,\"c\":[1,2]},\"d\":{}}").pretty()).isEqualTo("""
                        {
                            "a": {
                                "b": 1,
                                "c": [
                                    1,
                                    2
                                ]
                            },
                            "d": {}
                        }""");
    }

    @Test
    void missingMembersReadAsNull() throws IOException {
        Json json = read("{\"size\":\"123\",\"count\":7}");

        assertThat(json.at("nothing").at("deeper").isNull()).isTrue();
        assertThat(json.at("nothing").text()).isEmpty();
        assertThat(json.at("nothing").optionalText()).isEmpty();
        assertThat(json.at("size").number()).isEqualTo(123);
        assertThat(json.at("count").text()).isEqualTo("7");
    }

    @Test
    void emptyIsNullAndBrokenIsAFailure() throws IOException {
        assertThat(read("").isNull()).isTrue();
        assertThatIOException().isThrownBy(() -> read("{\"a\":"));
        assertThatIOException().isThrownBy(() -> read("<html>"));
    }
}
