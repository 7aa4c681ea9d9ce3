using System.Text;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Outbound;

/// <summary>The parts of model calls with a content coding.</summary>
internal static class CodedCalls
{
    public static async Task AssertRefusedAsync(CallRecorder provider, RawClient client, string reason)
    {
        (string head, string answer) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 400 ").And.Contain("dlp_match"), answer);
        Assert.That(answer, Does.Contain(reason));
        Assert.That(provider.Requests.Reader.TryRead(out _), Is.False, "the provider has a whole request");
    }

    public static string Body(string text) => $$"""{"model":"claude-x","max_tokens":64,"messages":[{"role":"user","content":"{{text}}"}]}""";

    public static string Post(string fields) => $"POST /v1/messages HTTP/1.1\r\nHost: {Outside.Claude}\r\n{fields}\r\n\r\n";

    public static string Head(string coding, string fields) => Post($"Content-Encoding: {Coder.Field(coding)}\r\n{fields}");

    public static string Chunks(params byte[][] parts) =>
        string.Concat(parts.Where(part => part.Length > 0).Select(part => Script.Chunk(Latin1(part)))) + "0\r\n\r\n";

    public static string Latin1(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
