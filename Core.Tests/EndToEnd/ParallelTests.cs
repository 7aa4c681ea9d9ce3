namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>Many streams through one proxy.</summary>
[Category("System")]
public sealed class ParallelTests
{
    [Test]
    public async Task Twenty_streams_at_once_are_all_metered_exactly()
    {
        await using CliHost host = await CliHost.StartAsync(
            number => new BotBottle.Controller.Demo.SimulatedAnswer(
                new BotBottle.Core.Usage.TokenUsage(100 + number, 7, 5, 50, 0), [.. Enumerable.Range(0, 20).Select(word => $" {word}")],
                TimeSpan.FromMilliseconds(10)));
        CommandResult result = await host.InBottleAsync([], "sh", "-c", """
            for i in $(seq 20); do
              curl -sSN https://api.anthropic.com/v1/messages -H 'content-type: application/json' \
                -d '{"model":"claude-sonnet-4-5","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"hi"}]}' > answer$i &
            done
            wait
            grep -l message_stop answer* | wc -l
            """);
        Assert.That(result.Output.Trim(), Is.EqualTo("20"), result.ToString());
        var rows = await host.UsageAsync();
        Assert.That(rows.Sum(row => row.InputTokens), Is.EqualTo((20 * 100) + (19 * 20 / 2)));
        Assert.That(rows.Sum(row => row.CacheReadTokens), Is.EqualTo(140));
        Assert.That(rows.Sum(row => row.CacheWriteTokens), Is.EqualTo(100));
        Assert.That(rows.Sum(row => row.OutputTokens), Is.EqualTo(1000));
        Assert.That(rows.Sum(row => row.EstimatedRequests), Is.Zero);
    }
}
