using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Tests.Outbound;
using static BotBottle.Proxy.Tests.WebSockets.MeteredSocket;

namespace BotBottle.Proxy.Tests.WebSockets;

/// <summary>Secrets in messages to the Responses API, for example another provider's key.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class MeteredSecretTests
{
    private const string Secret = "host-claude-key";

    [TestCase(1000)]
    [TestCase(7)]
    [TestCase(1)]
    public async Task A_message_with_a_secret_gets_an_error_and_the_next_one_is_sent(int fragment)
    {
        await using MeteredSocket setup = await StartAsync();
        string message = Create.Replace("hello", $"my {Secret}", StringComparison.Ordinal);
        string[] parts = [.. message.Chunk(fragment).Select(part => new string(part))];
        await setup.Client.Peer.SendAsync(string.Concat(parts.Select((part, i) =>
            setup.Client.Frame(i == 0 ? WebSocketOpcode.Text : WebSocketOpcode.Continuation, part, final: i == parts.Length - 1))));
        string error = await setup.Client.ReadTextAsync();
        Assert.That(error, Does.Contain("known secret ANTHROPIC_API_KEY in the WebSocket message").And.Contain("***").And.Not.Contain(Secret));
        await setup.Client.SendTextAsync(Create);
        Assert.That(await setup.Upstream.ReadTextAsync(), Is.EqualTo(Create), "the first message at the upstream");
        Assert.That(setup.Controller.Admissions.Reader.Count, Is.EqualTo(1));
    }

    [TestCase(100_000)]
    [TestCase(7)]
    [TestCase(1)]
    public async Task A_token_is_masked_where_no_operator_is_asked(int fragment)
    {
        await using MeteredSocket setup = await StartAsync(unsupervised: true);
        string message = Create.Replace("hello", $"{new string('a', fragment == 100_000 ? 70_000 : 5)} {Secrets.Shaped}\\n", StringComparison.Ordinal);
        string[] parts = [.. message.Chunk(fragment).Select(part => new string(part))];
        await setup.Client.Peer.SendAsync(string.Concat(parts.Select((part, i) =>
            setup.Client.Frame(i == 0 ? WebSocketOpcode.Text : WebSocketOpcode.Continuation, part, final: i == parts.Length - 1))));
        string expected = message.Replace(Secrets.Shaped, new string('*', Secrets.Shaped.Length), StringComparison.Ordinal);
        Assert.That(await setup.Upstream.ReadTextAsync(), Is.EqualTo(expected));
        Assert.That(setup.Controller.Admissions.Reader.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Encrypted_reasoning_is_not_masked_and_the_next_message_is_sent()
    {
        await using MeteredSocket setup = await StartAsync(unsupervised: true);
        string reasoning = $$"""[{"type":"reasoning","encrypted_content":"+{{Secrets.Shaped}}"}]""";
        await setup.Client.SendTextAsync(Create.Replace("\"hello\"", reasoning, StringComparison.Ordinal));
        Assert.That(await setup.Client.ReadTextAsync(), Does.Contain("signed or encrypted content of the model cannot be masked"));
        await setup.Client.SendTextAsync(Create);
        Assert.That(await setup.Upstream.ReadTextAsync(), Is.EqualTo(Create), "the first message at the upstream");
    }

    [Test]
    public async Task Control_frames_carry_no_secret()
    {
        await using MeteredSocket setup = await StartAsync();
        await setup.Client.PingAsync(Secret);
        Assert.That(await setup.Client.ReadAsync(), Is.EqualTo($"pong:{Secret}"));
        Assert.That(await setup.Upstream.ReadAsync(), Is.EqualTo("ping:"));
        await setup.Client.CloseAsync(1000, Secret);
        Assert.That(await setup.Upstream.ReadAsync(), Is.EqualTo("close:1008 the reason was withheld"));
    }
}
