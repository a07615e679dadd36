package dev.cistern.node.s3;

import dev.cistern.node.s3.access.Acl;
import dev.cistern.node.s3.access.Ownership;
import dev.cistern.node.s3.access.PublicAccessBlock;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whom the objects of a bucket belong to, and what of public access it shuts off. */
final class ControlsHandler {
    private final ObjectStore store;

    ControlsHandler(ObjectStore store) {
        this.store = store;
    }

    Future<Void> perform(S3Request request, BucketOperation.OnControls operation) {
        return switch (operation.action()) {
            case GET_BUCKET_OWNERSHIP_CONTROLS -> answerOwnership(request);
            case PUT_BUCKET_OWNERSHIP_CONTROLS ->
                request.xml("OwnershipControls").compose(document -> {
                    Ownership ownership = ownership(document);
                    requireNoList(request, ownership);
                    return configure(request, BucketDocument.OWNERSHIP, Optional.of(ownership.title()));
                });
            case DELETE_BUCKET_OWNERSHIP_CONTROLS -> configure(request, BucketDocument.OWNERSHIP, Optional.empty());
            case PUT_PUBLIC_ACCESS_BLOCK ->
                request.xml("PublicAccessBlockConfiguration")
                        .compose(document -> configure(
                                request,
                                BucketDocument.PUBLIC_ACCESS_BLOCK,
                                Optional.of(PublicAccessBlock.text(blocks(document)))));
            case DELETE_PUBLIC_ACCESS_BLOCK -> configure(request, BucketDocument.PUBLIC_ACCESS_BLOCK, Optional.empty());
            default -> answerBlocks(request);
        };
    }

    private Future<Void> configure(S3Request request, BucketDocument document, Optional<String> text) {
        return store.configure(request.bucket().bucket().name(), document, text)
                .compose(changed -> request.answer(text.isPresent() ? 200 : 204));
    }

    private static Future<Void> answerOwnership(S3Request request) {
        Ownership ownership =
                request.bucket().rules().ownership().orElseThrow(() -> new S3Exception(S3Error.NO_OWNERSHIP_CONTROLS));
        return request.answerXml(
                "OwnershipControls",
                to -> to.element("Rule", rule -> rule.element("ObjectOwnership", ownership.title())));
    }

    private static Ownership ownership(XmlElement document) {
        List<XmlElement> rules = document.all("Rule");
        if (rules.size() != 1) {
            throw XmlElement.malformed("it must have one Rule, not " + rules.size());
        }
        try {
            return Ownership.named(rules.get(0).requiredText("ObjectOwnership").strip());
        } catch (S3Exception e) {
            throw XmlElement.malformed(String.valueOf(e.getMessage()));
        }
    }

    /** Lists cannot be switched off while that of the bucket lets in others. */
    private static void requireNoList(S3Request request, Ownership ownership) {
        Standing standing = request.bucket();
        boolean open = standing.rules()
                .acl()
                .filter(acl -> !acl.equals(Acl.ownedBy(standing.owner())))
                .isPresent();
        if (ownership == Ownership.BUCKET_OWNER_ENFORCED && open) {
            throw new S3Exception(S3Error.INVALID_BUCKET_ACL);
        }
    }

    private static Future<Void> answerBlocks(S3Request request) {
        Standing standing = request.bucket();
        if (standing.bucket().document(BucketDocument.PUBLIC_ACCESS_BLOCK).isEmpty()) {
            throw new S3Exception(S3Error.NO_PUBLIC_ACCESS_BLOCK);
        }
        return request.answerXml("PublicAccessBlockConfiguration", to -> {
            for (PublicAccessBlock block : PublicAccessBlock.values()) {
                to.element(block.title(), Boolean.toString(standing.rules().blocks(block)));
            }
        });
    }

    private static Set<PublicAccessBlock> blocks(XmlElement document) {
        Set<PublicAccessBlock> blocks = EnumSet.noneOf(PublicAccessBlock.class);
        for (PublicAccessBlock block : PublicAccessBlock.values()) {
            String text = document.textOf(block.title()).orElse("false");
            if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
                throw XmlElement.malformed(block.title() + " must be true or false, not '" + text + "'");
            }
            if (text.equalsIgnoreCase("true")) {
                blocks.add(block);
            }
        }
        return blocks;
    }
}
