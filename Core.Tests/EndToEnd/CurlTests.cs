namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>curl in a bottle: bytes, keys and the ledger.</summary>
[Category("System")]
public sealed class CurlTests
{
    private const string Body = """{"model":"claude-sonnet-4-5","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"hi"}]}""";

    [Test]
    public async Task A_streamed_response_is_metered_exactly()
    {
        await using CliHost host = await CliHost.StartAsync();
        CommandResult result = await host.InBottleAsync([], "curl", "-sSN", "https://api.anthropic.com/v1/messages",
            "-H", "content-type: application/json", "-H", "anthropic-version: 2023-06-01", "-d", Body);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Output, Does.Contain("message_stop"), result.ToString());
        var rows = await host.UsageAsync();
        Assert.That(rows, Has.Count.EqualTo(1));
        Assert.That(rows[0] with { Run = null, Name = null }, Is.EqualTo(new BotBottle.Core.Control.UsageRow(
            null, null, null, null, rows[0].Provider, rows[0].Model, rows[0].Day, 1, 300, 0, 0, 100, 400, 0)));
    }

    [Test]
    public async Task The_agent_sees_a_placeholder_and_the_upstream_gets_the_hosts_key()
    {
        await using CliHost host = await CliHost.StartAsync();
        CommandResult result = await host.InBottleAsync([], "sh", "-c",
            $"env; curl -sS https://api.anthropic.com/v1/messages -H \"x-api-key: $ANTHROPIC_API_KEY\" -H 'cookie: a=b' -d '{Body}'");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Output, Does.Not.Contain(CliHost.AnthropicKey).And.Contain("ANTHROPIC_API_KEY="));
        Assert.That(host.Provider.Calls.Single().Credential, Is.EqualTo(CliHost.AnthropicKey));
    }

    [Test]
    public async Task A_host_outside_the_allowlist_is_refused_with_a_reason_inside_the_tunnel()
    {
        await using CliHost host = await CliHost.StartAsync();
        CommandResult result = await host.InBottleAsync([], "curl", "-sSi", "https://example.com/");
        Assert.That(result.Output, Does.Contain("403").And.Contain("X-Bot-Bottle-Reason: host_not_allowed").IgnoreCase, result.ToString());
        Assert.That(result.Output, Does.Contain("allowlist"), result.ToString());
    }

    [Test]
    public async Task Exit_codes_and_streams_pass_through()
    {
        await using CliHost host = await CliHost.StartAsync();
        CommandResult result = await host.InBottleAsync([], "sh", "-c", "echo out; echo err >&2; exit 7");
        Assert.That(result.ExitCode, Is.EqualTo(7), result.ToString());
        Assert.That(result.Output, Is.EqualTo("out\n"));
        Assert.That(result.Error, Does.Contain("err\n"));
    }
}
