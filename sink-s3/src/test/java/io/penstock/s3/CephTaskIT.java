package io.penstock.s3;

import io.penstock.testkit.s3.CephGateway;
import io.penstock.testkit.s3.S3Server;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIf;

/** Runs where Ceph's gateway is installed, and is reported as skipped elsewhere. */
@EnabledIf(
        value = "io.penstock.testkit.s3.CephGateway#installed",
        disabledReason =
                "Ceph is not installed (Debian: apt-get install --no-install-recommends radosgw ceph-mon ceph-mgr ceph-osd ceph-common)")
class CephTaskIT extends TaskSuite {

    @Override
    S3Server start(Path directory) {
        return CephGateway.start(directory);
    }
}
