package dev.cistern.node.s3.form;

import java.util.Map;
import java.util.Optional;

/**
 * A form up to its file.
 *
 * @param fields by lower-case name; of a repeated one the last
 * @param fileName without its folders; empty where the browser gave none
 * @param file paused
 */
public record Form(Map<String, String> fields, String fileName, FormFile file) {

    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }
}
