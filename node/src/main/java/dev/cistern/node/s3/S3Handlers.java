package dev.cistern.node.s3;

/** One handler per group of operations. */
record S3Handlers(
        BucketsHandler buckets,
        UnconfiguredHandler unconfigured,
        EncryptionHandler encryption,
        AclsHandler acls,
        PoliciesHandler policies,
        ControlsHandler controls,
        ListsHandler lists,
        ObjectsHandler objects,
        ReadsHandler reads,
        CopiesHandler copies,
        DeletesHandler deletes,
        AttributesHandler attributes,
        TagsHandler tags,
        UploadsHandler uploads,
        UploadListsHandler uploadLists,
        VersioningHandler versioning,
        VersionListsHandler versionLists,
        LockRulesHandler lockRules,
        LocksHandler locks,
        ConfigurationsHandler configurations,
        FormsHandler forms,
        PreflightHandler preflights) {}
