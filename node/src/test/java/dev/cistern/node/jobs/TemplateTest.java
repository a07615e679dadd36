package dev.cistern.node.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.store.StoreException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TemplateTest {
    @Test
    void numbersHaveAsManyDigitsAsTheFirst() {
        Template template = Template.parse("shard-{008..011}.tar");

        assertThat(template.count()).isEqualTo(4);
        assertThat(LongStream.range(0, 4).mapToObj(template::key))
                .containsExactly("shard-008.tar", "shard-009.tar", "shard-010.tar", "shard-011.tar");
    }

    @Test
    void lastRangeCountsFastest() {
        Template template = Template.parse("{1..2}/{9..10}");

        assertThat(LongStream.range(0, template.count()).mapToObj(template::key))
                .containsExactly("1/9", "1/10", "2/9", "2/10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "{5..4}", "{a..b}", "{0..99999}/{0..99999}"})
    void templateWithoutAnEndOrABeginningIsRefused(String text) {
        assertThatThrownBy(() -> Template.parse(text)).isInstanceOf(StoreException.class);
    }
}
