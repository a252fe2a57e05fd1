package io.penstock.testkit.s3;

import io.penstock.testkit.process.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A store that speaks S3, on loopback, with addresses in path style. */
public interface S3Server extends Service {

    int port();

    /** {@code http://127.0.0.1:<port>}, for path-style addresses. */
    default URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
    }

    String accessKey();

    String secretKey();

    /** Any region will do; this is the one to configure. */
    default String region() {
        return "us-east-1";
    }

    /** Whether anything answers HTTP there. */
    static boolean answers(int port) throws IOException {
        int wait = 2_000;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), wait);
            socket.setSoTimeout(wait);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() == 'H';
        }
    }
}
