package dev.cistern.node.cli.remote;

import java.util.List;
import java.util.Optional;

/**
 * A page of a bucket's listing, in order of the keys' bytes.
 *
 * @param prefixes keys folded at the delimiter
 * @param next where the next page begins; empty after the last
 * @param storedOnly why it shows no more than what the node itself stores; empty where it is whole
 */
public record ObjectPage(List<Entry> entries, List<String> prefixes, String next, Optional<String> storedOnly) {

    /**
     * One object.
     *
     * @param md5 in hex; empty where the node keeps none
     * @param modified ISO 8601
     */
    public record Entry(String key, long sizeBytes, String md5, String modified) {}

    static ObjectPage of(Json json) {
        List<Entry> entries = json.at("entries").elements().stream()
                .map(entry -> new Entry(
                        entry.at("name").text(),
                        entry.at("size").number(),
                        entry.at("checksum").text(),
                        entry.at("modified").text()))
                .toList();
        List<String> prefixes =
                json.at("prefixes").elements().stream().map(Json::text).toList();
        return new ObjectPage(
                entries,
                prefixes,
                json.at("continuation_token").text(),
                json.at("stored_only").optionalText());
    }
}
