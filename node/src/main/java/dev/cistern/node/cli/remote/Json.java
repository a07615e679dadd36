package dev.cistern.node.cli.remote;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One JSON value, members in the order in which they came. What is missing reads as {@code null}. */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final Json NULL = new Json(null);

    /** Null, String, Boolean, BigDecimal, {@code Map<String, Json>} or {@code List<Json>}. */
    private final @Nullable Object value;

    private Json(@Nullable Object value) {
        this.value = value;
    }

    public static Json of(@Nullable String text) {
        return new Json(text);
    }

    public static Json of(long number) {
        return new Json(BigDecimal.valueOf(number));
    }

    public static Json of(BigDecimal number) {
        return new Json(number);
    }

    public static Json of(boolean truth) {
        return new Json(truth);
    }

    public static Json of(Map<String, Json> members) {
        return new Json(new LinkedHashMap<>(members));
    }

    public static Json of(List<Json> elements) {
        return new Json(List.copyOf(elements));
    }

    /** @throws IOException where the stream breaks or holds no JSON value */
    public static Json read(InputStream in) throws IOException {
        try (JsonParser parser = FACTORY.createParser(in)) {
            if (parser.nextToken() == null) {
                return NULL;
            }
            return read(parser);
        }
    }

    private static Json read(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Json> members = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, read(parser));
                }
                yield new Json(members);
            }
            case START_ARRAY -> {
                List<Json> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(read(parser));
                }
                yield new Json(elements);
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json(parser.getDecimalValue());
            case VALUE_TRUE, VALUE_FALSE -> new Json(parser.getBooleanValue());
            case VALUE_STRING -> new Json(parser.getText());
            default -> NULL;
        };
    }

    /** The member of that name; {@code null} where there is none or this is no object. */
    public Json at(String name) {
        return members().getOrDefault(name, NULL);
    }

    public boolean isNull() {
        return value == null;
    }

    public boolean isObject() {
        return value instanceof Map;
    }

    public boolean isArray() {
        return value instanceof List;
    }

    public boolean isTrue() {
        return Boolean.TRUE.equals(value);
    }

    /** A string as it is, a number or truth value as JSON writes it, a structure as JSON; empty for {@code null}. */
    public String text() {
        if (value == null) {
            return "";
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return isObject() || isArray() ? compact() : value.toString();
    }

    /** {@link #text} where there is a value. */
    public Optional<String> optionalText() {
        return isNull() ? Optional.empty() : Optional.of(text());
    }

    /** A number, or a string that holds one; 0 otherwise. */
    public long number() {
        if (value instanceof BigDecimal number) {
            return number.longValue();
        }
        String text = text();
        return text.matches("-?\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    /** Empty where this is no object. */
    @SuppressWarnings("unchecked") // the constructors put nothing else into a map
    public Map<String, Json> members() {
        return value instanceof Map<?, ?> members ? (Map<String, Json>) members : Map.of();
    }

    /** Empty where this is no array. */
    @SuppressWarnings("unchecked") // the constructors put nothing else into a list
    public List<Json> elements() {
        return value instanceof List<?> elements ? (List<Json>) elements : List.of();
    }

    /** On one line. */
    public String compact() {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            write(generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    /** On many lines, indented by four spaces. */
    public String pretty() {
        StringWriter out = new StringWriter();
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
        DefaultIndenter indenter = new DefaultIndenter("    ", "\n");
        try (JsonGenerator generator = FACTORY.createGenerator(out)
                .setPrettyPrinter(printer.withObjectIndenter(indenter).withArrayIndenter(indenter))) {
            write(generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private void write(JsonGenerator out) throws IOException {
        if (value instanceof Map) {
            out.writeStartObject();
            for (Map.Entry<String, Json> member : members().entrySet()) {
                out.writeFieldName(member.getKey());
                member.getValue().write(out);
            }
            out.writeEndObject();
        } else if (value instanceof List) {
            out.writeStartArray();
            for (Json element : elements()) {
                element.write(out);
            }
            out.writeEndArray();
        } else if (value instanceof BigDecimal number) {
            out.writeNumber(number);
        } else if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else {
            out.writeString((String) value);
        }
    }

    @Override
    public String toString() {
        return compact();
    }
}
