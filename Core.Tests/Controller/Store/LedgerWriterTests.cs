using BotBottle.Controller.Shared;
using BotBottle.Controller.Store;
using BotBottle.Core.Control;
using NSubstitute;

namespace BotBottle.Core.Tests.Controller.Store;

[Parallelizable(ParallelScope.All)]
public sealed class LedgerWriterTests
{
    [Test]
    public async Task Work_queued_together_shares_a_transaction()
    {
        using TestStore test = new();
        using LedgerWriter writer = new(test.Store, new Lock());
        int commits = 0;
        List<Task<long>> work = [.. Enumerable.Range(0, 100).Select(i => writer.RunAsync((transaction, _) => Event(transaction, i)))];
        writer.Start((_, aftermath) => aftermath.OnCommit(() => commits++), () => { }, () => { });
        Assert.That(await Task.WhenAll(work), Is.EqualTo(Enumerable.Range(1, 100)));
        Assert.That(commits, Is.EqualTo(1));
    }

    [Test]
    public async Task Failed_work_does_not_affect_other_work_and_its_memory_changes_are_undone()
    {
        using TestStore test = new();
        using LedgerWriter writer = new(test.Store, new Lock());
        int memory = 0;
        int Add(Aftermath aftermath)
        {
            memory++;
            aftermath.OnRollback(() => memory--);
            return memory;
        }

        Task<long> before = writer.RunAsync((transaction, aftermath) => Add(aftermath) * Event(transaction, 1));
        Task<bool> broken = writer.RunAsync((_, aftermath) => Add(aftermath) > 99 ? true : throw new InvalidOperationException("broken"));
        Task<bool> refused = writer.RunAsync<bool>((_, _) => throw new RefusedException("no", "refused"));
        Task<long> after = writer.RunAsync((transaction, aftermath) => Add(aftermath) * Event(transaction, 2));
        writer.Start((_, _) => { }, () => { }, () => { });
        Assert.That(async () => await broken, Throws.TypeOf<InvalidOperationException>());
        Assert.That(async () => await refused, Throws.TypeOf<RefusedException>());
        await before;
        await after;
        Assert.That(memory, Is.EqualTo(2));
        Assert.That(test.Store.Events(0, 9, false), Has.Count.EqualTo(2));
        Assert.That(writer.Fault, Is.Null);
    }

    [Test]
    public async Task A_store_without_writes_fails_all_work_and_recovers()
    {
        using TestStore test = new();
        Lock gate = new();
        bool fails = true;
        using ILedgerStore store = Substitute.For<ILedgerStore>();
        store.Displaced.Returns((string?)null);
        store.Begin().Returns(_ => Volatile.Read(ref fails) ? throw new StoreUnavailableException("the disk is full", new IOException()) : test.Store.Begin());
        using LedgerWriter writer = new(store, gate);
        int memory = 0;
        List<int> shown = [];
        writer.Start((_, _) => { }, () => { }, () => shown.Add(memory));
        Task<long> lost = writer.RunAsync((transaction, aftermath) =>
        {
            memory++;
            aftermath.OnRollback(() => memory--);
            return Event(transaction, 1);
        });
        Assert.That(async () => await lost, Throws.TypeOf<StoreUnavailableException>());
        Assert.That((memory, writer.Fault), Is.EqualTo((0, "the disk is full")));
        Volatile.Write(ref fails, false);
        Assert.That(await writer.RunAsync((transaction, _) => Event(transaction, 2)), Is.EqualTo(1));
        Assert.That(writer.Fault, Is.Null);
        Assert.That(shown, Is.EqualTo(new[] { 0, 0 }), "observers are called when memory changes are undone and after each commit");
    }

    private static long Event(ILedgerTransaction transaction, int number) =>
        transaction.AddEvent(new EventDraft(TestStore.Now, EventKind.Cut, null, null, $"{number}", false));
}
