package io.penstock.s3;

import io.penstock.testkit.s3.S3ProxyServer;
import io.penstock.testkit.s3.S3Server;
import java.nio.file.Path;

class S3ProxyHistoryIT extends HistorySuite {

    @Override
    S3Server start(Path directory) {
        return S3ProxyServer.start(directory);
    }

    @Override
    int histories() {
        return 124;
    }

    @Override
    int longHistories() {
        return 8;
    }
}
