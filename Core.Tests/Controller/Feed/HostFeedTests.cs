using BotBottle.Controller.Feed;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Tests.Controller.Store;
using NSubstitute;

namespace BotBottle.Core.Tests.Controller.Feed;

[Parallelizable(ParallelScope.All)]
public sealed class HostFeedTests
{
    [Test]
    public void The_first_picture_waits_for_no_clock()
    {
        using TestStore store = new();
        TimeProvider clock = Substitute.ForPartsOf<TimeProvider>();
        clock.GetTimestamp().Returns(0);
        HostState state = new(clock, HostPolicy.Default);
        state.Runs.Add("r1", new LiveRun(TestStore.Run("r1"), new OrdersFeed(0)));
        using LedgerWriter writer = new(store.Store, state.Gate);
        string settings = store.Path + ".none";
        using PolicyFile policy = new(settings, FileStamp.Of(settings), state, writer, new BudgetDefinitions(store.Store));
        Assert.That(new HostFeed(state, store.Store, policy).Present().Runs.Keys, Is.EqualTo(new[] { "r1" }));
    }
}
