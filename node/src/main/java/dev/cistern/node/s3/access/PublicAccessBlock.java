package dev.cistern.node.s3.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What of public access a bucket shuts off. */
public enum PublicAccessBlock {
    /** Public access control lists cannot be set. */
    BLOCK_PUBLIC_ACLS("BlockPublicAcls"),
    /** Those that are set count for nothing. */
    IGNORE_PUBLIC_ACLS("IgnorePublicAcls"),
    /** A public policy cannot be set. */
    BLOCK_PUBLIC_POLICY("BlockPublicPolicy"),
    /** Where one is set, it lets in nobody. */
    RESTRICT_PUBLIC_BUCKETS("RestrictPublicBuckets");

    private final String title;

    PublicAccessBlock(String title) {
        this.title = title;
    }

    /** As Amazon names it, and as it is stored. */
    public String title() {
        return title;
    }

    /** As they are stored. */
    public static String text(Set<PublicAccessBlock> blocks) {
        return String.join(
                ",",
                Arrays.stream(values())
                        .filter(blocks::contains)
                        .map(PublicAccessBlock::title)
                        .toList());
    }

    /** What {@link #text} has written. */
    public static Set<PublicAccessBlock> ofText(String text) {
        List<String> titles = List.of(text.split(",", -1));
        Set<PublicAccessBlock> blocks = EnumSet.noneOf(PublicAccessBlock.class);
        for (PublicAccessBlock block : values()) {
            if (titles.contains(block.title)) {
                blocks.add(block);
            }
        }
        return blocks;
    }
}
