namespace BotBottle.Proxy.Tests.Support;

/// <summary>Scripts of upstreams for many tests.</summary>
internal static class Script
{
    /// <summary>Responds to every request of a connection with a function of its head and body, until the proxy closes it.</summary>
    public static Func<WirePeer, Task> Answering(Func<string, string, string> answer) => async upstream =>
    {
        while (true)
        {
            string head;
            string body;
            try
            {
                (head, body) = await upstream.ReadMessageAsync();
            }
            catch (EndOfStreamException)
            {
                return;
            }
            await upstream.SendAsync(answer(head, body));
        }
    };

    /// <summary>Sends the same response to every request.</summary>
    public static Func<WirePeer, Task> Answering(string answer) => Answering((_, _) => answer);

    public static string Json(string body, int status = 200) =>
        $"HTTP/1.1 {status} Fine\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    public static string Sse(string events) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n{Chunk(events)}0\r\n\r\n";

    public static string Chunk(string data) => $"{data.Length:x}\r\n{data}\r\n";
}
