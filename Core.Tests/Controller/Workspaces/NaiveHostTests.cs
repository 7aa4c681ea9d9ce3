namespace BotBottle.Core.Tests.Controller.Workspaces;

/// <summary>
/// What plain git does on a host whose folder an agent has shared without masks: it runs the agent's programs. So the same work in <see cref="WorkTakerTests"/>
/// can fail there.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class NaiveHostTests
{
    [Test]
    public async Task Git_runs_what_an_agent_left([ValueSource(typeof(HostileWork), nameof(HostileWork.Names))] string name)
    {
        HostileWork work = HostileWork.Named(name);
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(
            "git checkout -q -b other; echo other >> a; git commit -qam other; git checkout -q main", isMade: false);
        await site.OwnerAsync(
            $"export CANARY='{site.Canary}'; echo more >> a; git commit -qam more; echo new > new; {work.Command}; rm -f $CANARY; "
                + $"({work.Naive}) < /dev/null || true");
        Assert.That(File.Exists(site.Canary), Is.EqualTo(work.Ignored is null), work.Ignored);
    }
}
