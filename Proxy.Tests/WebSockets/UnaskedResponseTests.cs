using BotBottle.Core.Control;
using BotBottle.Core.Usage;
using static BotBottle.Proxy.Tests.WebSockets.MeteredSocket;

namespace BotBottle.Proxy.Tests.WebSockets;

/// <summary>Ends of responses without a call are charged and limited in number.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class UnaskedResponseTests
{
    private const int Most = 16;

    [Test]
    public async Task An_upstream_that_invents_ends_is_closed_and_each_end_is_in_the_spool()
    {
        await using MeteredSocket setup = await StartAsync();
        TaskCompletionSource may = new();
        setup.Controller.MayAcknowledge = may.Task;
        for (int i = 0; i < Most - 1; i++)
        {
            await setup.Upstream.SendTextAsync(Completed($"resp_{i}", 16, 7));
            await setup.Client.ReadTextAsync();
        }
        await setup.Upstream.SendTextAsync(Completed("last", 16, 7));
        Assert.That(await setup.Upstream.ReadAsync(), Does.StartWith("close:1008"));
        Assert.That(await setup.Client.ReadAsync(), Does.StartWith("close:1011"));
        SpoolContents contents = setup.Controller.ReadSpool();
        may.SetResult();
        Assert.That((contents.Ended.Count, contents.Unfinished.Count, contents.Damaged), Is.EqualTo((Most, 0, 0)));
        Assert.That(contents.Ended.Select(report => report.Usage.Total), Is.All.EqualTo(23));
        for (int i = 0; i < Most; i++)
        {
            Assert.That((await setup.ReportAsync()).Quality, Is.EqualTo(UsageQuality.Exact));
        }
    }
}
