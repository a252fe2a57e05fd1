package io.penstock.s3;

import io.penstock.testkit.s3.S3MockServer;
import io.penstock.testkit.s3.S3Server;
import java.nio.file.Path;

class S3MockTaskIT extends TaskSuite {

    @Override
    S3Server start(Path directory) {
        return S3MockServer.start(directory);
    }

    @Override
    boolean checksSignatures() {
        return false;
    }

    /** Of eight at a time four did. */
    @Override
    boolean putsAtomically() {
        return false;
    }
}
