import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks for a streamed answer with java.net.http, and passes it on as it comes. Post URL */
public class Post {
    private static final String BODY =
            "{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":64,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    public static void main(String[] arguments) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0]))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(BODY)).build();
        InputStream answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream()).body();
        byte[] buffer = new byte[65536];
        for (int count = answer.read(buffer); count > 0; count = answer.read(buffer)) {
            System.out.write(buffer, 0, count);
            System.out.flush();
        }
    }
}
