using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

[Parallelizable(ParallelScope.All)]
public sealed class TunnelledRequestTests
{
    [Test]
    public async Task Request_and_response_pass_a_tunnel()
    {
        string? seen = null;
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            seen = await upstream.ReadHeadAsync();
            await upstream.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Up: 1\r\n\r\nhello");
            await upstream.ReadToEndAsync();
        });
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync($"GET /a?b=c HTTP/1.1\r\nHost: {Outside.Plain}\r\nX-One: 2\r\n\r\n");
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(body, Is.EqualTo("hello"));
        Assert.That(head, Is.EqualTo("HTTP/1.1 200 OK\r\nX-Up: 1\r\nContent-Length: 5\r\n\r\n"));
        Assert.That(seen, Is.EqualTo($"GET /a?b=c HTTP/1.1\r\nHost: {Outside.Plain}\r\nX-One: 2\r\n\r\n"));
    }

    [Test]
    public async Task A_model_call_in_a_tunnel_is_metered()
    {
        string? seen = null;
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            (string head, string body) = await upstream.ReadMessageAsync();
            seen = head + body;
            const string Answer = """{"type":"message","id":"msg_1","model":"claude-x","usage":{"input_tokens":10,"output_tokens":20}}""";
            await upstream.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Answer.Length}\r\n\r\n{Answer}");
            await upstream.ReadToEndAsync();
        });
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        const string Question = """{"model":"claude-x","max_tokens":5,"messages":[]}""";
        await client.SendAsync(
            $"POST /v1/messages HTTP/1.1\r\nHost: {Outside.Claude}\r\nx-api-key: mine\r\nContent-Length: {Question.Length}\r\n\r\n{Question}");
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 200 OK"), body);
        Assert.That(seen, Does.Contain("host-claude-key"));
        Assert.That(seen, Does.Not.Contain("mine"));
        Assert.That(outside.Proxy.Log.ToString(), Does.Contain(
            "\"usage\":{\"input\":10,\"cache_read\":0,\"cache_write\":0,\"output\":20,\"reasoning\":0},\"quality\":\"exact\""));
    }
}
