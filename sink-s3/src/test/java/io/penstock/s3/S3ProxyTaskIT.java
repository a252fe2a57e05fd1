package io.penstock.s3;

import io.penstock.testkit.s3.S3ProxyServer;
import io.penstock.testkit.s3.S3Server;
import java.nio.file.Path;

class S3ProxyTaskIT extends TaskSuite {

    @Override
    S3Server start(Path directory) {
        return S3ProxyServer.start(directory);
    }
}
